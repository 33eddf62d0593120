"""Where a second factor is required, nothing else comes before it."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]

# Reachable without a second factor: to add one, to prove who one is, and to leave.
OPEN_VIEWS = frozenset(
    {
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "accounts:invitation",
        "accounts:open_invitation",
    }
)


class SecondFactor:
    """Stands after authentication; sends who has no second factor to add one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """In process_view because the name of the page is known only here."""
        match = request.resolver_match
        if (
            not settings.SECOND_FACTOR_REQUIRED
            or not request.user.is_authenticated
            or (match and match.view_name in OPEN_VIEWS)
            or get_adapter().is_mfa_enabled(request.user)
        ):
            return None
        messages.info(
            request, _("Преди да продължите, добавете втори фактор: код от приложение на телефона.")
        )
        return redirect("mfa_activate_totp")


second_factor = SecondFactor
