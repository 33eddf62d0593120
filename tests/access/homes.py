"""A foster family with a child, somebody served by patronage, who waits: for the addresses."""

from datetime import date
from typing import Any

from opora.foster import services as foster
from opora.foster.matching import Need
from opora.journal.context import acting
from opora.patronage import charging
from opora.patronage import services as patronage
from opora.places.models import WaitingListEntry
from tests.cast import TODAY, Cast

PROFILE = {
    "settlement": "гр. Самоков",
    "is_professional": True,
    "age_from": 3,
    "age_to": 12,
    "sex": "any",
    "n_places": 2,
    "kinds": ["long"],
    "takes_siblings": True,
    "takes_disability": True,
}
SERVED = {
    "ground": "child",
    "ground_document": "",
    "diet": "common",
    "weekdays": list(range(7)),
    "address": "ул. „Измислена“ 1",
    "phone": "",
    "note": "",
}


def named(cast: Cast, waiting_request: int) -> dict[str, dict[str, Any]]:
    """The numbers by the names of the addresses."""
    family, stay, child = _foster(cast)
    served = _patronage(cast)
    user = served["user"]
    with acting(cast.provider):
        entry = WaitingListEntry.objects.filter(request_id=waiting_request).first()
    found: dict[str, dict[str, Any]] = {
        f"foster:{name}": {"pk": family, "action": "pause"}
        for name in ("family", "profile", "contact", "training", "act")
    }
    found |= {f"foster:{name}": {"pk": stay} for name in ("stay", "end_stay", "invite")}
    found |= {f"foster:{name}": {"person_id": child} for name in ("apply", "match")}
    found["foster:place"] = {"person_id": child, "pk": family}
    found |= {f"patronage:{name}": {"pk": user} for name in ("user", "accept", "stop")}
    found |= {
        "patronage:close": {"pk": user, "action": "end"},
        "patronage:resume": {"pk": served["stop"]},
        "patronage:tour": {"pk": served["route"], "day": f"{TODAY}"},
        "patronage:apply": {"person_id": served["person"]},
        "patronage:pay": {"pk": user},
        "patronage:correct": {"pk": user, "month": "2026-10"},
        "patronage:charge": {"month": "2026-10"},
        "patronage:reverse": {"pk": served["payment"]},
        "desk:check_order": {"pk": cast.service.pk},
        "desk:order_facts": {"pk": entry.pk if entry else 0},
        "public:queue_rule": {"pk": cast.service.pk},
        "public:guide_page": {"name": "taksi"},
        "public:guide_picture": {"name": "worklist-1440"},
    }
    for name in ("month", "close_month", "export"):
        found[f"foster:{name}"] = found[f"patronage:{name}"] = {"month": "2026-10"}
    return found


def _foster(cast: Cast) -> tuple[int, int, int]:
    actor, now = cast.directorate, cast.now
    parent = cast.person(actor, birth_date=date(1980, 1, 1))
    child = cast.person(actor)
    with acting(actor):
        family = foster.apply(
            actor,
            parent_id=parent.pk,
            payer=cast.organization(cast.municipality),
            profile=PROFILE,
            address="ул. „Тайна“ 5",
            phone="0888",
            applied_on=TODAY,
            now=now,
        )
        for action in ("assess", "enter"):
            family = foster.act(
                actor, family=family, action=action, text="заповед", day=TODAY, now=now
            )
        need = Need(child.age_on(TODAY), child.sex, "long", "SFO39")
        stay = foster.place(
            actor,
            family=family,
            child_id=child.pk,
            need=need,
            document="заповед",
            note="",
            begins_on=date(2026, 10, 1),
            planned_end_on=date(2027, 10, 1),
            now=now,
        )
    return family.pk, stay.pk, child.pk


def _patronage(cast: Cast) -> dict[str, int]:
    actor, now = cast.municipality, cast.now
    person = cast.person(actor)
    with acting(actor):
        route = patronage.make_route(actor, name="Център", driver="", now=now)
        user = patronage.apply(
            actor, person_id=person.pk, applied_on=date(2026, 9, 1), facts=SERVED, now=now
        )
        user = patronage.accept(
            actor, user=user, route=route, stop_order=1, begins_on=date(2026, 10, 1), now=now
        )
        stop = patronage.stop_meals(
            actor, user=user, since=date(2026, 11, 2), until=None, reason="болница", now=now
        )
        payment = charging.pay(actor, user=user, cents=100, paid_on=TODAY, method="cash", now=now)
    return {
        "route": route.pk,
        "user": user.pk,
        "stop": stop.pk,
        "person": person.pk,
        "payment": payment.pk,
    }
