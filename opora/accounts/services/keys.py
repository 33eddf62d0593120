"""What accounts keep encrypted, when the installation's keys are rotated."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

# Where allauth keeps the secrets of an authenticator: an app's key, the seed of recovery codes.
SECRETS = ("secret", "seed")


@transaction.atomic
def reencrypt_second_factors() -> int:
    """Encrypt the secrets of all second factors with the current key; returns how many. An act of
    the operator on the whole installation, recorded by the command that rotates the keys."""
    found = list(Authenticator.objects.select_for_update().order_by("pk"))
    for each in found:
        each.data = {name: _renewed(name, value) for name, value in each.data.items()}
        each.save(update_fields=["data"])
    return len(found)


def _renewed(name: str, value: Any) -> Any:
    if name not in SECRETS:
        return value
    adapter = get_adapter()
    return adapter.encrypt(adapter.decrypt(value))
