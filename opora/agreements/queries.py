"""Reading agreements: one's own, and of cases whose use one may see."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from opora.cases import queries as cases
from opora.cases.models import Case
from opora.cases.rules import Ground, Part
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.register import queries as register
from opora.register.models import Service

from . import rules
from .models import AgreementTerms, LimitRule, ServiceAgreement


def in_force_on(day: date, prefix: str = "") -> Q:
    """The agreements that hold on a day, also those that have ended since."""
    last = Q(**{f"{prefix}ended_on": None}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    )
    return (
        Q(**{f"{prefix}state__in": sorted(rules.HOLDS_DAYS), f"{prefix}starts_on__lte": day})
        & (last | Q(**{f"{prefix}ended_on__gte": day}))
    )  # fmt: skip


def terms_on(day: date) -> Q:
    """The version of the terms that holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def visible(actor: Actor) -> QuerySet[ServiceAgreement]:
    """One's own agreements, and those of the cases whose use one may see."""
    seen = cases.visible(actor, Part.USE).values("pk")
    return ServiceAgreement.objects.filter(Q(organization=actor.organization_id) | Q(case__in=seen))


def agreement(actor: Actor, pk: int) -> ServiceAgreement:
    """One agreement with its versions."""
    found = visible(actor).filter(pk=pk).prefetch_related("terms").first()
    if found is None:
        raise NotVisible
    return found


def of_case(actor: Actor, case: Case) -> list[ServiceAgreement]:
    """The agreements of a case, the newest first, with their versions."""
    return list(visible(actor).filter(case=case).prefetch_related("terms"))


def in_force(actor: Actor, *, service_id: int, day: date) -> list[ServiceAgreement]:
    """The own agreements for a service that hold on a day, each with `terms_then`; one query.

    People are not read: whoever shows names asks `people` for all of them at once.
    """
    rows = (
        AgreementTerms.objects.filter(
            terms_on(day),
            in_force_on(day, "agreement__"),
            agreement__service=service_id,
            agreement__organization=actor.organization_id,
        )
        .select_related("agreement")
        .order_by("agreement_id")
    )
    found = []
    for terms in rows:
        terms.agreement.terms_then = terms
        found.append(terms.agreement)
    return found


def within(actor: Actor, *, service_id: int, first: date, last: date) -> QuerySet[ServiceAgreement]:
    """The own agreements for a service that hold on some day between two, with their versions."""
    until = Q(ended_on=None) & (Q(ends_on=None) | Q(ends_on__gte=first)) | Q(ended_on__gte=first)
    return ServiceAgreement.objects.filter(
        until,
        service=service_id,
        organization=actor.organization_id,
        state__in=sorted(rules.HOLDS_DAYS),
        starts_on__lte=last,
    ).prefetch_related(Prefetch("terms", AgreementTerms.objects.order_by("number")))


def terms_of(found: ServiceAgreement, day: date) -> AgreementTerms:
    """The version of a day, from versions that are already read; before the first, the first."""
    versions = list(found.terms.all())
    return next((each for each in reversed(versions) if each.valid_from <= day), versions[0])


def latest_terms(found: ServiceAgreement) -> AgreementTerms:
    """The newest version."""
    return list(found.terms.all())[-1]


def expiring(actor: Actor, *, until: date) -> QuerySet[ServiceAgreement]:
    """The own agreements in force whose last day comes by then, the nearest first."""
    return (
        ServiceAgreement.objects.filter(
            organization=actor.organization_id,
            state__in=sorted(rules.IN_FORCE),
            ends_on__lte=until,
        )
        .select_related("case", "service")
        .order_by("ends_on", "pk")
    )


def without_agreement(actor: Actor) -> QuerySet[Case]:
    """The open cases that the actor leads and for which nothing is signed or being prepared."""
    prepared = ServiceAgreement.objects.filter(state__in=sorted(rules.OPEN)).values("case_id")
    return cases.led(actor).filter(state="open").exclude(pk__in=prepared)


# Limits


def limit_rules(day: date) -> QuerySet[LimitRule]:
    """The limits of use that hold on a day."""
    return LimitRule.objects.filter(terms_on(day))


def limits_of(case: Case, found: Iterable[LimitRule], day: date) -> list[LimitRule]:
    """Which limits concern a case, by the kind of its service and the ground of the case."""
    kind = case.service.named_service_id
    scopes = {f"kind:{kind}"}
    scopes |= {
        f"activity:{each.service_type.activity_id}" for each in register.activities(kind, day)
    }
    if case.ground == Ground.COURT:
        scopes.add("ground:court")
    return [rule for rule in found if rule.scope in scopes]


def is_general(service: Service, day: date) -> bool:
    """Whether everything that the service comprises is open to everybody, without agreement."""
    access = {
        each.service_type.access for each in register.activities(service.named_service_id, day)
    }
    return access == {"general"}
