"""How allauth behaves here: nobody signs up by themself, and every refusal speaks Bulgarian."""

import base64
import time
from datetime import UTC, datetime, timedelta

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opora.lib import keys, words

_SECRET = b"mfa_authenticator.secret"


class ClosedAdapter(DefaultAccountAdapter):
    """Sign-in for invited people only; allauth asks it at every turn."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _(
            "Достъпът Ви е прекратен. Обърнете се към администратора на организацията."
        ),
        "email_password_mismatch": _("Електронната поща или паролата не е вярна."),
        "enter_current_password": _("Напишете сегашната си парола."),
        "incorrect_code": _("Кодът не е верен или вече е сменен. Напишете новия от телефона."),
        "incorrect_password": _("Паролата не е вярна."),
        "invalid_login": _("Електронната поща или паролата не е вярна."),
        "rate_limited": _("Твърде много опити за кратко време. Изчакайте минута."),
        "too_many_login_attempts": _("Твърде много неуспешни опити."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by accepting an invitation, nowhere else."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not again right after the sign-in, when a first second factor is being added."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return all(
            time.time() - each["at"] >= app_settings.REAUTHENTICATION_TIMEOUT for each in records
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Locked out after too many mistakes: says for how long, in words."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise _locked_out(_until(request, key)) from None


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors are encrypted with the installation's keys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": ClosedAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """The secret as text that only this installation's keys open."""
        return base64.b64encode(keys.ring().encrypt(text, _SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return keys.ring().decrypt(base64.b64decode(encrypted_text), _SECRET)


def _until(request: HttpRequest, key: str) -> float:
    """When the next attempt is possible: the moment at which every limit has room again."""
    moments = [time.time()]
    for rate in ratelimit.parse_rates(app_settings.RATE_LIMITS["login_failed"]):
        cache_key = ratelimit.get_cache_key(
            request, app="allauth.account", action="login_failed", rate=rate, key=key
        )
        attempts = cache.get(cache_key, [])
        if len(attempts) >= rate.amount:
            moments.append(attempts[rate.amount - 1] + rate.duration)
    return max(moments)


def _locked_out(until: float) -> ValidationError:
    now = time.time()
    whole_minutes = timedelta(minutes=max(1, -int((now - until) // 60)))
    start = datetime.fromtimestamp(now, UTC)
    wait = words.ahead(start + whole_minutes, start, get_language() or words.BULGARIAN)
    sentence = _("Твърде много неуспешни опити. Можете да опитате отново {wait}.")
    return ValidationError(sentence.format(wait=wait), code="too_many_login_attempts")
