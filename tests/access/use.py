"""What stands in the addresses of agreements and of the day book."""

from datetime import UTC, date, datetime

from opora.agreements import services as agreements
from opora.agreements.rules import Mode, Terms
from opora.cases.models import Case
from opora.journal.context import acting
from opora.usage import services as usage
from tests.cast import TODAY, Cast

MARKED = "2026-11-20"
PASSED = "2026-10"


def named(cast: Cast, request_id: int) -> dict[str, dict[str, object]]:
    """A drafted agreement, an incident with a child at risk, a day and a month."""
    provider = cast.provider
    with acting(provider):
        case = Case.objects.get(request_id=request_id)
        terms = Terms(Mode.DAY, (1, 1, 1, 1, 1, 0, 0), TODAY, date(2027, 11, 19))
        known = case.agreements.first()
        drafted = known or agreements.draft(provider, case=case, terms=terms, now=cast.now)
        incident = usage.write_incident(
            provider,
            service=cast.service,
            case=case,
            kind="other",
            severity="minor",
            happened_at=datetime(2026, 11, 19, 9, tzinfo=UTC),
            what="Камелия Маркерова не дойде.",
            done="Разговор.",
            told="Ръководителя",
            is_child_at_risk=True,
            now=cast.now,
        )
    of_case = {"pk": case.pk, "number": drafted.pk, "action": "give"}
    of_service = {"pk": cast.service.pk, "day": MARKED, "month": PASSED, "action": "close"}
    found: dict[str, dict[str, object]] = {
        f"agreements:{name}": of_case for name in ("agreement", "draft", "act", "paper", "tell_end")
    }
    found |= {
        f"usage:{name}": of_service
        for name in (
            "write_incident", "week", "day", "month", "workbook", "paper", "correct", "month_act",
        )
    }  # fmt: skip
    found |= {f"usage:{name}": of_case for name in ("case", "deliver", "take_back")}
    return found | {"usage:signal": {"pk": incident.pk}}
