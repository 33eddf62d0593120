"""`{% load usage %}`: marks and corrections in words."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from opora.agreements.rules import UseUnit

from .. import rules
from ..models import Attendance, Correction
from ..report import Person

register = template.Library()


@register.filter
def cell(person: Person, day: date) -> str:
    """A day of a person in one sign."""
    return person.cell(day)


@register.simple_tag
def said(row: Attendance) -> str:
    """A mark in words."""
    return str(row.reason) if row.reason_id else rules.amount_words(row.amount, row.unit)


@register.simple_tag
def was(row: Correction) -> str:
    """What stood before a correction."""
    if row.old_amount is None:
        return _("не беше отбелязано")
    return str(row.old_reason or rules.amount_words(row.old_amount, row.unit))


@register.simple_tag
def became(row: Correction) -> str:
    """What stands after a correction."""
    return str(row.new_reason or rules.amount_words(row.new_amount or 0, row.unit))


@register.simple_tag
def hours(minutes: int) -> str:
    """0:45 ч."""
    return rules.amount_words(minutes, UseUnit.MINUTE)
