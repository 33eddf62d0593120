"""Where a form keeps itself while it is being filled."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.lib import words

from . import rules, services


@require_POST
def save_draft(request: ActingRequest, organization: str, key: str) -> HttpResponse:
    """Keep a draft: an object as JSON, or the fields of a form. Answers „Запазено“ and when."""
    if len(request.body) > rules.LARGEST:
        sentence = _("Формата е твърде голяма, за да се пази като чернова (до 256 КБ).")
        return _answer(request, {"error": sentence}, status=413)
    typed = _typed(request)
    if typed is None:
        sentence = _("Черновата не може да се прочете. Опитайте да презаредите страницата.")
        return _answer(request, {"error": sentence}, status=400)
    now = timezone.now()
    services.save_draft(request.actor, key=key, content=typed, now=now)
    return _answer(
        request,
        {
            "saved_at": now.isoformat(),
            "sentence": _("Запазено в {clock}").format(clock=_clock(now)),
        },
    )


@require_POST
def drop_draft(request: ActingRequest, organization: str, key: str) -> HttpResponse:
    """Give up a draft."""
    services.drop_draft(request.actor, key)
    return _answer(request, {"sentence": _("Черновата е изтрита")})


def _clock(now: Any) -> str:
    return f"{now.astimezone(words.SOFIA):%H:%M}"


def _typed(request: ActingRequest) -> dict[str, Any] | None:
    """The typed values; a field given more than once is a list. None when they cannot be read."""
    if request.content_type != "application/json":
        return {
            name: values if len(values) > 1 else values[0] for name, values in request.POST.lists()
        }
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    # PostgreSQL's jsonb holds everything that JSON does but this character.
    if not isinstance(found, dict) or "\\u0000" in json.dumps(found):
        return None
    return found


def _answer(request: ActingRequest, said: dict[str, str], status: int = 200) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(said, status=status)
    return render(request, "documents/draft_state.html", said, status=status)
