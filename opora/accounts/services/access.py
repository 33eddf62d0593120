"""The one check of rights on the side of services."""

from django.utils.translation import gettext as _

from opora.accounts import rules
from opora.accounts.models import Organization
from opora.lib.actor import Actor
from opora.lib.refusals import Refused


def require(actor: Actor, right: str) -> Organization:
    """The organization that the actor acts for, when the catalogue gives them the right.

    Refused otherwise, with a sentence that names who may.
    """
    organization = Organization.objects.get(pk=actor.organization_id)
    if rules.may(organization.kind, actor.roles, right):
        return organization
    remedy = (
        _("Помолете колега с тази роля или администратора на организацията.")
        if organization.kind in rules.RIGHTS[right].kinds
        else _("Това не е работа на Вашата организация.")
    )
    raise Refused(_("Нямате право на това действие."), rule=who_may(right), remedy=remedy)


def who_may(right: str) -> str:
    """Who has a right, as a sentence: which roles of which kinds of organizations do what."""
    asked = rules.RIGHTS[right]
    roles = _any_of([_(rules.ROLE_LABELS[role]) for role in rules.Role if role in asked.roles])
    if asked.kinds == rules.EVERYONE:
        return _("Само {roles} {does}.").format(roles=roles, does=_(asked.label))
    kinds = [_(rules.KIND_LABELS[kind]) for kind in rules.OrganizationKind if kind in asked.kinds]
    return _("Само {roles} от {kinds} {does}.").format(
        roles=roles, kinds=_any_of(kinds), does=_(asked.label)
    )


def _any_of(words: list[str]) -> str:
    return _(" или ").join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
