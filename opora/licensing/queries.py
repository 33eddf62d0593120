"""Reading licenses: the public register, applications of the two sides, and who may work."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from opora.accounts.models import Organization
from opora.accounts.queries import allowed
from opora.accounts.rules import may
from opora.law import queries as law
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible
from opora.register.models import NamedService, Provider

from . import rules, sentences
from .models import License, LicenseApplication, LicenseDuty, LicenseVersion
from .rules import OPEN, State, Who

# Who may work


def duty(legal_form: str, day: date) -> LicenseDuty | None:
    """The rule about licenses for providers of a legal form on a day; None when none is entered."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=day)
    return LicenseDuty.objects.filter(in_force, legal_form=legal_form, valid_from__lte=day).first()


def holding(day: date) -> Q:
    """The licenses that hold on a day."""
    return Q(valid_from__lte=day, valid_to__gt=day) & (Q(revoked_on=None) | Q(revoked_on__gt=day))


def may_work(
    provider_organization_id: int, day: date, *, named_service: str = ""
) -> License | None:
    """The license by which a provider works on a day; with `named_service`, one that names it.

    None also for a municipality's own provider, which needs none: ask `check_may_work`.
    """
    found = License.objects.filter(holding(day), provider=provider_organization_id)
    if named_service:
        found = found.filter(_names(named_service, day))
    return found.order_by("-valid_to", "-pk").first()


def _names(named_service: str, day: date) -> Exists:
    """That the version in force on a day names a kind of service."""
    begun = LicenseVersion.objects.filter(valid_from__lte=day)
    newer = begun.filter(license=OuterRef("license"), number__gt=OuterRef("number"))
    named = begun.filter(license=OuterRef("pk"), kinds__contains=[named_service])
    return Exists(named.filter(~Exists(newer)))


def check_may_work(provider_organization_id: int, day: date, *, named_service: str = "") -> None:
    """Refuse whoever is sent to a provider that needs a license and has none on the day.

    Those who use its services already are not concerned.
    """
    provider = Provider.objects.select_related("organization").get(pk=provider_organization_id)
    rule = duty(provider.legal_form, day)
    if rule is None or not rule.needs_license:
        return
    if may_work(provider_organization_id, day, named_service=named_service):
        return
    licenses = License.objects.filter(provider=provider, valid_from__lte=day)
    last = licenses.order_by("-valid_to", "-pk").first()
    kind = NamedService.objects.filter(pk=named_service).first()
    raise sentences.no_license(provider, last, day, str(kind or ""))


# The register


def licenses(
    actor: Actor, *, text: str = "", named_service: str = "", on: date | None = None
) -> QuerySet[License]:
    """The public register, the newest first; those that hold on a day when `on` is given."""
    found = License.objects.select_related("provider__organization__municipality", "renewed_by")
    for word in text.split():
        found = found.filter(
            Q(number__icontains=word)
            | Q(provider__organization__name__icontains=word)
            | Q(provider__eik=word)
        )
    if named_service:
        found = found.filter(versions__kinds__contains=[named_service]).distinct()
    if on:
        found = found.filter(holding(on))
    return found.prefetch_related("versions").order_by(F("valid_to").desc(), "-pk")


def license_of(actor: Actor, pk: int) -> License:
    """One license with its versions."""
    found = licenses(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def version_on(found: License, day: date) -> LicenseVersion:
    """What a license says on a day: its newest version of then, else its first."""
    versions = list(found.versions.all())
    return next((each for each in versions if each.valid_from <= day), versions[-1])


def window_months(day: date) -> int:
    """In how many last months of a license its renewal may be asked."""
    rule = law.rule_in_force(rules.RENEWAL_WINDOW, day)
    return rule.amount if rule and rule.amount else 0


def by_kind(provider_ids: Iterable[int], day: date) -> dict[tuple[int, str], License]:
    """For a provider and a kind of service the license that names it and holds on a day."""
    rows = License.objects.filter(holding(day), provider__in=list(provider_ids))
    found: dict[tuple[int, str], License] = {}
    for each in rows.prefetch_related("versions").order_by("valid_to", "pk"):
        for kind in version_on(each, day).kinds:
            found[each.provider_id, kind] = each
    return found


def kinds() -> dict[str, str]:
    """The kinds of services by code, for the words of a license."""
    return {each.pk: str(each) for each in NamedService.objects.all()}


# Applications


def agency() -> Organization | None:
    """The agency that decides; None while nobody entered it."""
    return Organization.objects.filter(kind="quality_agency", is_active=True).first()


def visible(actor: Actor) -> QuerySet[LicenseApplication]:
    """The applications of the actor's own organization, and those submitted to it."""
    submitted = ~Q(state=State.DRAFT) & Q(audience__contains=[actor.organization_id])
    return LicenseApplication.objects.filter(
        Q(organization_id=actor.organization_id) | submitted
    ).select_related("provider__organization", "license", "made")


def application(actor: Actor, pk: int) -> LicenseApplication:
    """One application that the actor may see."""
    found = visible(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def who_is(actor: Actor, found: LicenseApplication) -> frozenset[Who]:
    """What the actor is to an application."""
    who: set[Who] = set()
    if found.organization_id == actor.organization_id and allowed(actor, "licenses.apply"):
        who.add(Who.PROVIDER)
    if actor.organization_id in found.audience and allowed(actor, "licenses.decide"):
        who.add(Who.AGENCY)
    return frozenset(who)


def may_decide(actor: Actor) -> bool:
    """Whether the actor decides about licenses."""
    return allowed(actor, "licenses.decide")


def own_provider(actor: Actor) -> Provider | None:
    """The actor's organization as a provider, when its head acts."""
    if not allowed(actor, "licenses.apply"):
        return None
    return Provider.objects.filter(pk=actor.organization_id).select_related("organization").first()


def waiting(actor: Actor, today: date) -> int:
    """What awaits the actor's organization: applications to decide or complete, a license that
    expires without a renewal asked for."""
    kind = Organization.objects.values_list("kind", flat=True).get(pk=actor.organization_id)
    mine = visible(actor)
    if may(kind, actor.roles, "licenses.decide"):
        return mine.filter(state=State.SUBMITTED).count()
    if not may(kind, actor.roles, "licenses.apply"):
        return 0
    n_open = mine.filter(state__in=[State.DRAFT, State.INCOMPLETE]).count()
    return n_open + len(expiring(actor, today))


def expiring(actor: Actor, today: date) -> list[License]:
    """The own licenses in the window of their renewal for which nobody asked for it yet."""
    months = window_months(today)
    asked = LicenseApplication.objects.filter(
        license=OuterRef("pk"), kind=rules.Kind.RENEWAL, state__in=list(OPEN)
    )
    held = License.objects.filter(holding(today), ~Exists(asked), provider=actor.organization_id)
    near = held.filter(valid_to__lte=today + timedelta(days=31 * (months + 1)), renewed_by=None)
    return [each for each in near if rules.standing(each.term, today, months) == "expiring"]
