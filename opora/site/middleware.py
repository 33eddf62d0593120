"""What happens around every request: one transaction, the acting organization, refusals."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from opora.accounts import queries as accounts
from opora.accounts.models import Organization
from opora.accounts.requests import ActingRequest
from opora.documents.paper_pages import attach, is_too_large
from opora.documents.rules import CEILING, MEGABYTE
from opora.journal import context
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.site.live import FEED

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(get_response: Handler) -> Handler:
    """Only our own files run, and nobody frames us."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def language(get_response: Handler) -> Handler:
    """Bulgarian, unless the person chose English; the browser's own language does not matter."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        request.LANGUAGE_CODE = chosen if chosen in dict(settings.LANGUAGES) else "bg"
        with translation.override(request.LANGUAGE_CODE):
            return get_response(request)

    return middleware


def one_transaction(get_response: Handler) -> Handler:
    """One transaction for a request: a refused act leaves only its access log, a failure nothing.

    Services open savepoints of their own inside it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware


class ActingOrganization:
    """Sets `request.actor` and `request.organization` from /o/<slug>/, and tells the database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Read before the page's queries, so that the page misses nothing that came meanwhile.
        attributes = {"actor": None, "organization": None, "live_position": FEED.position}
        request.__dict__.update(attributes)
        context.enter(organization_id=None, user_id=request.user.pk)
        return self.get_response(request)

    def process_view(
        self, request: ActingRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Who has no role in the organization meets the same answer as for an unknown one."""
        if "organization" not in kwargs:
            return None
        if not request.user.is_authenticated:
            return signed_out(request)
        found = Organization.objects.filter(slug=kwargs["organization"], is_active=True).first()
        actor = accounts.actor_for(request.user, found) if found else None
        if found is None or actor is None:
            raise Http404
        request.actor, request.organization = actor, found
        context.enter(organization_id=found.pk, user_id=request.user.pk)
        return None


def signed_out(request: HttpRequest) -> HttpResponse:
    """To a page's script: sign in over what is being typed. To a reader: sign in and come back."""
    if "Opora-Fetch" in request.headers or "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"Opora-Sign-In": reverse("account_login")})
    if request.method != "GET":
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


acting_organization = ActingOrganization


class Refusals:
    """Turns what services raise into answers: 400 with the sentence, 409 side by side, 404."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The last net: pages with a form answer themselves, keeping what was typed."""
        if isinstance(error, Refused):
            return render(request, "refused.html", {"refused": error}, status=400)
        if isinstance(error, Stale):
            return render(request, "stale.html", {"stale": error}, status=409)
        if isinstance(error, NotVisible):
            raise Http404
        return None


refusals = Refusals


class TooLarge:
    """A file over the ceiling was not read: only the page that attaches files answers itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Say so before any form says that no file was chosen."""
        if not is_too_large(request) or view is attach:
            return None
        shown = {"limit": CEILING // MEGABYTE}
        return render(request, "413.html", shown, status=413)


too_large = TooLarge
