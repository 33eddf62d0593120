"""What stands in the addresses of agreements and of the day book."""

from datetime import UTC, date, datetime

from opora.agreements import services as agreements
from opora.agreements.rules import Mode, Terms
from opora.cases.models import Case
from opora.incidents import services as incidents
from opora.incidents.rules import Happening
from opora.journal.context import acting
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
        found = Happening(
            kind="other",
            severity="minor",
            happened_at=datetime(2026, 11, 19, 9, tzinfo=UTC),
            what="Камелия Маркерова не дойде.",
            done="Разговор.",
            told="Ръководителя",
            is_child_at_risk=True,
        )
        incident = incidents.write(
            provider, service=cast.service, case=case, found=found, now=cast.now
        )
    of_case = {"pk": case.pk, "number": drafted.pk, "action": "give"}
    of_service = {"pk": cast.service.pk, "day": MARKED, "month": PASSED, "action": "close"}
    addresses: dict[str, dict[str, object]] = {
        f"agreements:{name}": of_case for name in ("agreement", "draft", "act", "paper", "tell_end")
    }
    addresses |= {
        f"usage:{name}": of_service
        for name in ("week", "day", "month", "workbook", "paper", "correct", "month_act")
    }
    addresses |= {f"diary:{name}": of_case for name in ("case", "deliver", "take_back")}
    addresses["incidents:write"] = addresses["deliveries:group"] = of_service
    addresses["deliveries:take_back"] = of_service | {"row": 0}
    return addresses | {"incidents:signal": {"pk": incident.pk}}
