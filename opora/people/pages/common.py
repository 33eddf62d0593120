"""What every page about people begins with."""

from typing import Any

from django.core import signing

from opora.accounts import services as accounts
from opora.accounts.requests import ActingRequest

SALT = "people.search"
TOKEN_SECONDS = 8 * 60 * 60


def may_see(request: ActingRequest) -> None:
    """Refused for who has no work with people here."""
    accounts.require(request.actor, "people.see")


def may_record(request: ActingRequest) -> None:
    """Refused for who may look but not write."""
    accounts.require(request.actor, "people.record")


def is_visit(request: ActingRequest) -> bool:
    """A person opened the page; a live page that fetches its parts again is not a visit."""
    return not (request.headers.get("Opora-Fetch") or request.headers.get("HX-Request"))


def sign(request: ActingRequest, searched: dict[str, Any]) -> str:
    """What was searched, by whom and for whom, in a form's hidden field."""
    mark = [request.actor.user_id, request.actor.organization_id]
    return signing.dumps({**searched, "by": mark}, salt=SALT)


def unsign(request: ActingRequest) -> dict[str, Any] | None:
    """What this officer searched; None when the field is missing, changed, old or another's."""
    try:
        searched = signing.loads(request.POST.get("searched", ""), salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    mark = [request.actor.user_id, request.actor.organization_id]
    return searched if searched["by"] == mark else None
