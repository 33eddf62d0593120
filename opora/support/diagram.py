"""Draws the step table of the support plan: `python -m opora.support.diagram`.

It writes docs/workflows/support-plan.md. A test compares the committed file with the table.
"""

from pathlib import Path

from . import rules

FOLDER = Path(__file__).parents[2] / "docs" / "workflows"
BEGIN_END = "[*]"
ENDS = (rules.PlanState.REPLACED, rules.PlanState.ENDED)


def plan_page() -> str:
    """The workflow of one version of a plan."""
    drawn = ["```mermaid", "stateDiagram-v2"]
    drawn += [f'    state "{label}" as {state}' for state, label in rules.PLAN_LABELS.items()]
    drawn.append(f"    {BEGIN_END} --> {rules.PlanState.DRAFT}: започни плана")
    drawn += [
        f"    {source} --> {step.to}: {step.label}"
        for step in rules.STEPS.values()
        for source in rules.PlanState
        if step.to and source in step.sources
    ]
    drawn.append("    in_force --> replaced: следващата версия влиза в сила")
    drawn.append("    in_force --> ended: случаят приключва")
    drawn += [f"    {state} --> {BEGIN_END}" for state in ENDS]
    drawn.append("```")
    rows = ["| действие | код | от | към | кой | основание |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {step.label} | `{name}` | {_names(step)} |"
        f" {rules.PLAN_LABELS[step.to] if step.to else 'не се променя'} |"
        f" {'; '.join(rules.WHO_LABELS[one] for one in rules.Who if one in step.who)} | {step.by} |"
        for name, step in rules.STEPS.items()
    ]
    note = "Направено от таблицата в `opora/support/rules.py` с `python -m opora.support.diagram`."
    title = "# План за подкрепа (`SupportPlan`)"
    return "\n\n".join([title, note, "\n".join(drawn), "\n".join(rows)]) + "\n"


def _names(step: rules.Step) -> str:
    return "; ".join(rules.PLAN_LABELS[state] for state in rules.PlanState if state in step.sources)


PAGES = {"support-plan.md": plan_page}


def write() -> None:
    """Write the diagram anew."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
