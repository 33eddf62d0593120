"""Which of the planned records stands in which address; after @ the same address with another."""

from collections import defaultdict
from typing import Any

from .planned import HOSTED, SERVICE

Facts = dict[str, Any]
# Of each package: its addresses about one record, and in which states the record is asked.
ANALYSES = (
    "analysis", "act", "section", "proposal", "how", "answer", "version", "compare", "print",
    "export",
)  # fmt: skip
MAPS = ("map", "new_row", "row", "remove_row", "move_host", "host", "act", "export")
NATIONAL = ("map", "act", "vote", "answer", "export")
ANNUAL = (
    "plan", "plan_act", "new_plan_row", "plan_row", "remove_plan_row", "answer_plan", "export_plan",
)  # fmt: skip
SETS = (
    "set", "copy", "rename", "discard", "repeal", "preview", "preview-file", "publish", "edit",
    "confirm", "explain",
)  # fmt: skip
STATES = {
    "needs": (ANALYSES, {"": "draft", "open": "open", "sent": "sent", "returned": "returned"}),
    "planning": (MAPS, {"": "working", "locked": "locked", "adopted": "adopted"}),
    "criteria": (SETS, {"": "copy", "law": "law"}),
}
# What nobody of the table may meet, or only the one whose it is.
ELSEWHERE = {
    "needs": (ANALYSES, "elsewhere"),
    "planning": (MAPS, "others"),
}
ACTS = {
    ("needs", ""): "start_consultation",
    ("needs", "open"): "start_consultation",
    ("needs", "sent"): "return",
    ("needs", "returned"): "submit",
    ("planning", ""): "copy",
    ("planning", "locked"): "copy",
    ("planning", "adopted"): "copy",
}


def named(numbers: Facts) -> dict[str, Facts]:
    """What stands in each address of planning; `name@state` is the address `name`."""
    made: dict[str, Facts] = {}
    for package, (names, states) in STATES.items():
        for state, record in states.items():
            action = ACTS.get((package, state), "")
            for name in names:
                made[address(package, name, state)] = {"pk": numbers[record], "action": action}
    for package, (names, record) in ELSEWHERE.items():
        for name in names:
            action = ACTS[package, ""]
            made[address(package, name, "elsewhere")] = {"pk": numbers[record], "action": action}
    _national(numbers, made)
    made |= {
        "needs:indicator_import": {"pk": numbers["upload"]},
        "needs:indicator_import_apply": {"pk": numbers["upload"]},
        "needs:indicator_import_undo": {"pk": numbers["upload"]},
        "needs:indicator_import_drop": {"pk": numbers["upload"]},
        "needs:indicator": {"code": "homeless"},
        "needs:indicator_export": {"code": "homeless", "kind": "csv"},
        "needs:indicator_history": {"code": "homeless", "municipality": "SFO39"},
        "planning:answer": {"pk": numbers["asked"]},
        "planning:record_answer": {"pk": numbers["asked"]},
        "public:municipality": {"code": "SFO39"},
        "public:consultation": {"pk": numbers["open"]},
        "public:consultation@draft": {"pk": numbers["draft"]},
        "public:consultation@returned": {"pk": numbers["returned"]},
        "public:national_map": {"pk": numbers["discussed"]},
        "public:national_map@draft": {"pk": numbers["national"]},
        "public:national_map@in_force": {"pk": numbers["in_force"]},
        "public:annual_plan": {"pk": numbers["plan_discussed"]},
        "public:annual_plan@draft": {"pk": numbers["plan"]},
    }
    return {name: _shared(name, numbers) | facts for name, facts in made.items()}


def address(package: str, name: str, state: str) -> str:
    """The address with its state, when it is not the first."""
    return f"{package}:{name}@{state}" if state else f"{package}:{name}"


def _national(numbers: Facts, made: dict[str, Facts]) -> None:
    states = (("", "national"), ("discussed", "discussed"), ("in_force", "in_force"))
    for state, record in states:
        for name in NATIONAL:
            facts = {"pk": numbers[record], "action": "abandon", "comment_id": numbers["said"]}
            made[address("national", name, state)] = facts
    for state, record in (
        ("", "plan"), ("discussed", "plan_discussed"), ("elsewhere", "plan_elsewhere"),
    ):  # fmt: skip
        for name in ANNUAL:
            made[address("national", name, state)] = {
                "pk": numbers[record], "action": "open_discussion",
                "row_id": numbers["plan_row"], "comment_id": numbers["plan_said"],
            }  # fmt: skip
    made["national:amendment"] = {"pk": numbers["amendment"], "action": "order"}


def _shared(name: str, numbers: Facts) -> Facts:
    """What an address asks beside its record."""
    package = name.partition(":")[0]
    code = {"needs": SERVICE, "criteria": SERVICE, "planning": "SFO"}.get(package, "SFO39")
    if name.startswith("needs:section"):
        code = "profile"
    return {
        "code": code, "kind": "xlsx", "municipality": "SFO39", "unit": "SFO39", "number": 1,
        "service": HOSTED if ":host" in name else SERVICE, "entry_id": numbers["entry"],
        "comment_id": numbers["comment"],
    }  # fmt: skip


def states() -> list[str]:
    """The names with a state."""
    return [name for name in named(defaultdict(int)) if "@" in name]


def of_packages(numbers: Facts) -> dict[str, Facts]:
    """What stands in the addresses of a package that name no record of one state."""
    return {
        "finance": {
            "code": "SFO39", "item": "as", "year": 2026, "run_id": numbers["run"],
            "need_id": numbers["need"], "source": numbers["source"],
        },
        "planning": {"code": "SFO"},
        "needs": {"cycle": "draft"},
    }  # fmt: skip
