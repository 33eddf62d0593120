"""Choices of a form that depend on who acts."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def choose_from(form: forms.Form, name: str, rows: "QuerySet[Any]") -> None:
    """Let the field `name`, a choice among rows, offer these."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
