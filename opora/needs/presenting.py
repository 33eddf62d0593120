"""An analysis as it is shown: on the page, to the public, on paper. Plain values for templates.

Everything comes from one content with its results, live or locked, so that all its pictures agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.criteria.model.terms import Missing, MissingKind
from opora.criteria.model.wording import explain, missing_words
from opora.criteria.rules import WATERMARK
from opora.finance.rules import Counted
from opora.lib import words
from opora.lib.labels import gettext_noop
from opora.register.rules import FUNDING_LABELS

from . import charts, model
from .rules import SECTIONS

DASH = "—"
FROM_PAPER = gettext_noop("Вписан от хартия")


@dataclass(frozen=True, slots=True)
class Row:
    """One planned service of an analysis."""

    code: str
    name: str
    full_name: str
    target_group: str
    is_for_district: bool
    result: Mapping[str, Any]
    proposal: Mapping[str, Any]
    is_public: bool = False

    @property
    def waiting(self) -> str:
        """How many wait; on public pages in bands, so that nobody is counted out."""
        n = self.result["waiting"]
        return band(n) if self.is_public else words.number(n)

    @property
    def occupied(self) -> str:
        """How many places are occupied; fewer than five are not told apart on public pages."""
        n = self.result["occupied"]
        return few(n) if self.is_public else words.number(n)

    @property
    def computed(self) -> str:
        """The computed maximum, or why there is none."""
        found = self.result["computed_district" if self.is_for_district else "computed"]
        if found is None:
            return missing_kind(self.result["missing"])
        return words.number(found)

    @property
    def is_computed(self) -> bool:
        """Whether there is a number by the criteria."""
        return self.result["computed"] is not None or self.result["computed_district"] is not None

    @property
    def missing(self) -> list[str]:
        """What is missing for a number, in words."""
        return [
            missing_words(Missing(MissingKind(kind), what, name))
            for kind, what, name in self.result["missing"] or ()
        ]

    @property
    def interval(self) -> str:
        """The bounds of the evidence: 12–31."""
        low, high = self.result["low"], self.result["high"]
        return "" if low is None else f"{words.number(low)}–{words.number(high)}"

    @property
    def gap(self) -> str:
        """How many places are missing (+) or beyond the maximum (−)."""
        found = self.result["gap"]
        if found is None:
            return DASH
        sign = "+" if found > 0 else "−" if found < 0 else ""
        return f"{sign}{words.number(abs(found))}"

    @property
    def cost(self) -> str:
        """A year's cost in euro, or why there is none."""
        how = self.result.get("cost_how")
        if how == Counted.INCLUDED:
            return _("в комплекса")
        if how == Counted.NO_STANDARD:
            return _("липсва стандарт")
        return money(self.result.get("cost_cents"))

    @property
    def funding(self) -> str:
        """The sources of money in words."""
        return ", ".join(_(FUNDING_LABELS[each]) for each in self.proposal["funding"])

    @property
    def is_in_use(self) -> bool:
        """Whether somebody uses, awaits or proposes it."""
        names = ("existing", "occupied", "waiting")
        return bool(self.proposal["users"] or any(self.result[name] for name in names))


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole analysis in words, numbers and pictures."""

    content: Mapping[str, Any]
    rows: list[Row]
    sections: list[dict[str, str]]
    watermark: str
    origin: str
    criteria_name: str
    day: date
    is_public: bool = False

    @property
    def in_use_first(self) -> list[Row]:
        """For who reads another's: what is used, awaited or proposed, then the rest."""
        return sorted(self.rows, key=lambda row: not row.is_in_use)

    @property
    def waiting(self) -> str:
        """How many wait in the municipality; on public pages in bands."""
        n = self.totals["waiting"]
        return band(n) if self.is_public else words.number(n)

    @property
    def occupied(self) -> str:
        """How many places are occupied in the municipality."""
        n = self.totals["occupied"]
        return few(n) if self.is_public else words.number(n)

    @property
    def totals(self) -> Mapping[str, Any]:
        """The sums, which say what they lack."""
        return dict(self.content["results"]["totals"])

    @property
    def proposed(self) -> list[Row]:
        """The services that the municipality proposes."""
        return [row for row in self.rows if row.proposal["users"] is not None]

    @property
    def ranked(self) -> list[Row]:
        """The services that work, the weightiest first (S5)."""
        found = [row for row in self.rows if row.result["rank"]]
        return sorted(found, key=lambda row: int(row.result["rank"]))

    @property
    def incomplete(self) -> str:
        """What the sum of maximums lacks; empty when it is whole."""
        n = self.totals["n_uncomputed"]
        if not n:
            return ""
        return _("непълен: %(n)s без критерий или показател") % {
            "n": words.plural(n, _("услуга"), _("услуги"))
        }

    @property
    def cost(self) -> str:
        """The sum of the costs in euro."""
        return money(self.totals["cost_cents"])

    @property
    def cost_incomplete(self) -> str:
        """What the sum of costs lacks; empty when it is whole."""
        n = self.totals["n_uncosted"]
        if not n:
            return ""
        return _("непълен: %(n)s без стандарт") % {"n": words.plural(n, _("услуга"), _("услуги"))}

    @property
    def trend(self) -> Mapping[str, Any] | None:
        """The population to the horizon."""
        found: Mapping[str, Any] | None = self.content["results"]["trend"]
        return found

    @property
    def trend_chart(self) -> charts.Lines | None:
        """The population as lines."""
        trend = self.trend
        if trend is None:
            return None
        return charts.lines(
            trend["years"],
            {
                _("с продължаващо преселване"): trend["moving"],
                _("без преселване"): trend["staying"],
            },
        )

    @property
    def service_bars(self) -> charts.Bars:
        """Places, maximum and proposal of the services that are used or proposed."""
        return charts.bars(
            [
                (
                    row.name,
                    {
                        _("места"): row.result["existing"],
                        _("изчислен максимум"): row.result["computed"],
                        _("предложени"): row.proposal["users"],
                    },
                )
                for row in self.rows
                if row.is_in_use
            ]
        )


BANDS = ((10, "10+"), (5, "5–9"), (1, "1–4"), (0, "0"))


def band(n: int) -> str:
    """A queue's length as public pages tell it."""
    return next(label for least, label in BANDS if n >= least)


def few(n: int) -> str:
    """How many people use a service as public pages tell it: one to four are not told apart."""
    return "1–4" if 0 < n < 5 else words.number(n)


def shown(content: Mapping[str, Any], *, is_public: bool = False) -> Shown:
    """The pictures of a content that has its results; `is_public` tells no small number of people:
    queues in bands, and nothing from which they follow (evidence, weight)."""
    kept = content["criteria"]["set"]
    results, proposals = content["results"]["services"], content["proposals"]
    rows = [
        Row(
            service["code"],
            _name(service, "short_name"),
            _name(service, "name"),
            service["target_group"],
            results[service["code"]]["is_for_district"],
            results[service["code"]],
            proposals[service["code"]],
            is_public,
        )
        for service in content["services"]
    ]
    sections = [
        {"code": code, "title": _(section.title), "text": content["texts"].get(code, "")}
        for code, section in SECTIONS.items()
    ]
    return Shown(
        content,
        rows,
        sections,
        _(WATERMARK) if kept and kept["is_illustrative"] else "",
        _(FROM_PAPER) if content.get("is_transcribed") else "",
        kept["name"] if kept else "",
        date.fromisoformat(content["day"]),
        is_public,
    )


def _name(service: Mapping[str, str], field: str) -> str:
    return service["name_en"] if get_language() == "en" else service[field]


def missing_kind(missing: list[list[str]] | None) -> str:
    """„липсва критерий“ or „липсва показател“; the criterion first, because it is the act's."""
    kinds = {kind for kind, _what, _name in missing or ()}
    if missing is None or MissingKind.CRITERION in kinds:
        return _("липсва критерий")
    return _("липсва показател")


def money(cents: int | None) -> str:
    """Euro in words; a dash when it is not known."""
    return DASH if cents is None else words.money(cents, "EUR", get_language() or "bg")


def day(text: str | None) -> str:
    """A stored day as it is written."""
    return words.day(date.fromisoformat(text), get_language() or "bg") if text else ""


def figure(text: str) -> str:
    """A stored number as it is written: 33 375 or 12,5."""
    whole, _point, rest = text.partition(".")
    return words.number(int(whole)) + (f",{rest}" if rest else "")


def weight_words() -> str:
    """The formula of the ranking (S5), wherever it is shown."""
    return _(
        "Тежест = заети × (заети ÷ места) + чакащи. Услуга, която е наполовина празна, тежи"
        " наполовина; без места тежат само чакащите."
    )


def trend_words(trend: Mapping[str, Any]) -> str:
    """What the projection says and how far it is to be trusted."""
    said = {
        "first": trend["years"][0],
        "now": words.number(trend["moving"][0]),
        "last": trend["years"][-1],
        "moving": words.number(trend["moving"][-1]),
        "staying": words.number(trend["staying"][-1]),
    }
    text = _(
        "Жителите в края на %(first)s г. са %(now)s. До края на %(last)s г. по простата кохортна"
        " прогноза биха станали %(moving)s, ако преселването продължи, и %(staying)s без него."
    )
    found = text % said
    if trend["is_doubtful"]:
        found += " " + _(
            "Преселването след преброяването е необичайно голямо, затова първото число е несигурно."
        )
    return found


def how(content: Mapping[str, Any], code: str) -> dict[str, Any]:
    """„Как е сметнато?“ of one service: both methods, own counts, weight and money, in words."""
    language = get_language() or "bg"
    computed = model.computed_of(content, code)
    result = content["results"]["services"][code]
    kept = content["inputs"]["evidence"].get(code)
    names = {each: found["name"] for each, found in content["inputs"]["indicators"].items()}
    return {
        "criterion": computed.criterion if computed else None,
        "lines": explain(computed, language) if computed else [],
        "set": content["criteria"]["set"],
        "evidence": kept
        and {
            "observed": kept["observed"],
            "expected": _one(kept["expected"]),
            "n_units": kept["n_units"],
            "group": ", ".join(names.get(each, each) for each in kept["group"]),
        },
        "standard": _standard(content, code),
        "result": result,
    }


def _one(text: str) -> str:
    return f"{Decimal(text):.2f}".replace(".", ",")


def _standard(content: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    found = content["standards"]["rows"].get(code)
    if found is None:
        return None
    cents = found["steps"][-1][1]
    return {
        "name": found["name"],
        "year": found["year"],
        "amount": words.money(cents, found["currency"], get_language() or "bg"),
        "evidence": found["evidence"],
    }


def figures_to_insert(content: Mapping[str, Any]) -> list[str]:
    """Ready sentences with figures and their source, for the narrative sections.

    The sections become public, so queues are told in bands."""
    shown_now, found = shown(content), []
    for code in ("residents", "population", "children_0_17", "age_65_plus"):
        if kept := content["inputs"]["indicators"].get(code):
            day = words.day(date.fromisoformat(kept["as_of"]))
            value = words.number(int(Decimal(kept["value"])))
            found.append(f"{kept['name']}: {value} ({day}, {kept['source']}).")
    if trend := shown_now.trend:
        found.append(
            _("До %(year)s г. жителите биха станали %(moving)s, а без преселване %(staying)s.")
            % {
                "year": trend["years"][-1],
                "moving": words.number(trend["moving"][-1]),
                "staying": words.number(trend["staying"][-1]),
            }
        )
    found += [
        _("%(service)s: %(occupied)s заети от %(places)s места, чакат %(waiting)s.")
        % {
            "service": row.full_name,
            "occupied": few(row.result["occupied"]),
            "places": row.result["existing"],
            "waiting": band(row.result["waiting"]),
        }
        for row in shown_now.ranked
    ]
    return found
