"""The panel „Документи“ of any record: its papers, and the form that adds a file.

A page that has checked who may see the record calls `papers` and puts the answer in its context as
`papers`; its template says `{% include "documents/papers.html" %}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible

from . import content, forms, queries, rules

SALT = "documents.attach"
LASTS = 10 * 60 * 60  # seconds; as long as a session


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes: a record that a page has shown to this person, and who hears of it."""

    record_kind: str
    record_id: int
    audience: tuple[int, ...]
    person_id: int | None
    back: str


def papers(
    request: ActingRequest,
    *,
    record_kind: str,
    record_id: int,
    audience: Sequence[int],
    person_id: int | None = None,
    may_attach: bool = True,
    back: str = "",
    heading: str = "",
) -> dict[str, Any]:
    """What `documents/papers.html` shows. The caller has checked that the record may be seen, and
    says who else may see a file added here; `back` is the page to return to (this one), `heading`
    the title of all papers in one PDF, where they are offered so."""
    found = queries.of(request.actor, record_kind, record_id)
    place = Place(
        record_kind, record_id, tuple(audience), person_id, back or request.get_full_path()
    )
    return {
        "issued": found.issued,
        "attachments": found.attachments,
        "file_token": signed(request, place, heading) if heading and any_of(found) else "",
        **(attaching(request, place) if may_attach else {}),
    }


def attaching(request: ActingRequest, place: Place) -> dict[str, Any]:
    """The form that adds a file, with the place it goes to, signed for this person."""
    most = queries.limit(timezone.localdate())
    limit = most // rules.MEGABYTE
    return {
        "form": forms.AttachmentForm(auto_id="attach_%s"),
        "most": most,
        "too_large": content.too_large(most),
        "token": signed(request, place),
        "limit": _("До {limit} МБ. {kinds}").format(limit=limit, kinds=content.accepted()),
    }


def any_of(found: queries.Papers) -> bool:
    """Whether there is anything on paper."""
    return bool(found.issued or found.attachments)


def signed(request: ActingRequest, place: Place, heading: str = "") -> str:
    """The place as a hidden field: nobody else can use it, and nothing in it can be changed."""
    return signing.dumps(
        {
            "heading": heading,
            "record": [place.record_kind, place.record_id],
            "audience": list(place.audience),
            "person": place.person_id,
            "back": place.back,
            "by": [request.actor.user_id, request.actor.organization_id],
        },
        salt=SALT,
    )


def place_of(request: ActingRequest, token: str) -> Place:
    """The place that `signed` named for this same person."""
    return opened(request, token)[0]


def opened(request: ActingRequest, token: str) -> tuple[Place, str]:
    """The place and the heading that `signed` wrote for this same person."""
    try:
        found = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise NotVisible from None
    if found["by"] != [request.actor.user_id, request.actor.organization_id]:
        raise NotVisible
    kind, record_id = found["record"]
    place = Place(kind, record_id, tuple(found["audience"]), found["person"], found["back"])
    return place, found["heading"]
