"""The official form: an organization's letterhead around a paper, set by typst."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from opora.accounts.models import Organization
from opora.lib import words

from . import pdf, rules
from .paper import Paper

TEMPLATE = Path(__file__).parent / "templates" / "documents" / "paper.typ"
BULGARIAN = "bg"


def printed(
    paper: Paper, *, organization: Organization, series: str, number: str, day: date, replaces: str
) -> bytes:
    """The paper as PDF with its number. Acts are written in Bulgarian, whoever looks at them."""
    with translation.override(BULGARIAN):
        content: dict[str, Any] = {
            **paper.content,
            "organization": organization.name,
            "address": _whereabouts(organization, hides=paper.hides_address),
            "place": "" if paper.hides_address else str(organization.municipality or ""),
            "register": _(rules.register_label(series)),
            "number": number,
            "day": words.day(day),
            "replaces": replaces,
            "is_demo": settings.ENVIRONMENT.is_demo,
        }
        return pdf.render(TEMPLATE, content)


def _whereabouts(organization: Organization, *, hides: bool) -> str:
    address = "" if hides else organization.address
    return " · ".join(part for part in (address, organization.phone) if part)
