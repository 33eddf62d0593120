"""What the tables share: choices of the rules' words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ORGANIZATION = "accounts.Organization"
PERSON = "people.Person"


def choices(labels: Mapping[str, str]) -> "list[tuple[str, StrPromise]]":
    """Choices of a field from a table of labels."""
    return [(str(value), _(label)) for value, label in labels.items()]


def known(field: str, values: type[StrEnum], name: str) -> models.CheckConstraint:
    """The database, too, knows only the words of the rules."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [value.value for value in values]}), name=name
    )
