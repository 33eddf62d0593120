"""What a person types in about an agreement."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.cases.forms import ActForm, day, text
from opora.cases.models import Case
from opora.lib import words
from opora.lib.actor import Actor
from opora.people import queries as people

from . import rules
from .models import MODES, REASONS, AgreementTerms
from .rules import Mode, Terms
from .typed import cents_of, clock, minutes_of

NUMBER = {"inputmode": "decimal"}
WEEKDAYS = [
    _("понеделник"), _("вторник"), _("сряда"), _("четвъртък"), _("петък"), _("събота"), _("неделя"),
]  # fmt: skip


class Week(forms.MultiWidget):
    """Seven days: a tick, and for use by the hour how many hours."""

    template_name = "agreements/week.html"

    def __init__(self) -> None:
        widgets: list[forms.Widget] = []
        for name in WEEKDAYS:
            widgets.append(forms.CheckboxInput(attrs={"aria-label": name}))
            widgets.append(
                forms.TextInput(attrs=NUMBER | {"aria-label": name, "placeholder": "ч."})
            )
        super().__init__(widgets)

    def decompress(self, value: Any) -> list[Any]:
        """Nothing is stored in one piece; `spread` makes the first values."""
        return [None] * (2 * rules.WEEK)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The pairs of one weekday together."""
        found: dict[str, Any] = super().get_context(name, value, attrs)
        parts = found["widget"]["subwidgets"]
        for n, part in enumerate(parts):
            part["attrs"]["class"] = "form-control" if n % 2 else "form-check-input"
        found["days"] = [
            {"name": label, "tick": parts[2 * n], "hours": parts[2 * n + 1]}
            for n, label in enumerate(WEEKDAYS)
        ]
        return found


def spread(week: Sequence[int]) -> list[Any]:
    """Ticks and hours of a stored week, as the widget shows them."""
    found: list[Any] = []
    for each in week:
        found += [bool(each), clock(each) if each > 1 else ""]
    return found


class WeekField(forms.MultiValueField):
    """The agreed week; how it is read depends on the mode, so the form does that."""

    def __init__(self, **kwargs: Any) -> None:
        parts: list[forms.Field] = []
        for _name in WEEKDAYS:
            parts += [forms.BooleanField(required=False), forms.CharField(required=False)]
        super().__init__(parts, widget=Week(), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> list[Any]:
        """The ticks and hours as they were typed."""
        return data_list


class TermsForm(ActForm):
    """The terms of an agreement: mode, week, term, fee."""

    mode = forms.ChoiceField(label=_("начин на ползване"), choices=MODES)
    week = WeekField(
        label=_("дни от седмицата"),
        help_text=_("При почасово ползване впишете часовете за деня: 4, 4:30 или 9–13."),
    )
    starts_on = day(_("първи ден"))
    ends_on = day(_("последен ден"), required=False, hint=_("Празно: без краен срок."))
    place = forms.CharField(label=_("място на ползване"), max_length=200, required=False)
    fee = forms.CharField(
        label=_("такса на месец"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=_("В евро, ако е уговорена сума. Начисляването следва тарифата."),
    )
    fee_text = forms.CharField(
        label=_("такса с думи"),
        max_length=200,
        required=False,
        help_text=_("Например „по тарифата на общината“ или „без такса“."),
    )

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """As the service works, from today on."""
        self.fields["mode"].initial = case.service.mode
        self.fields["starts_on"].initial = words.day(max(today, case.opened_on), "en")
        usual = (1,) * 7 if case.service.mode == Mode.ROUND_THE_CLOCK else (1, 1, 1, 1, 1, 0, 0)
        self.fields["week"].initial = spread(usual)

    def show(self, row: AgreementTerms) -> None:
        """The terms as they stand."""
        agreement = row.agreement
        shown = {
            "mode": row.mode,
            "week": spread(row.week),
            "starts_on": words.day(agreement.starts_on, "en"),
            "ends_on": words.day(agreement.ends_on, "en") if agreement.ends_on else "",
            "place": row.place,
            "fee": f"{row.fee_cents / 100:.2f}".replace(".", ",") if row.fee_cents else "",
            "fee_text": row.fee_text,
        }
        for name, value in shown.items():
            if name in self.fields:
                self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """The week as numbers, by the mode; the fee in cents."""
        found = super().clean() or {}
        raw, week = found.get("week") or [], []
        for n in range(rules.WEEK):
            tick, typed = (raw[2 * n], raw[2 * n + 1]) if len(raw) > 2 * n + 1 else (False, "")
            week.append(self._day(found.get("mode", ""), bool(tick), typed or ""))
        found["week"] = tuple(week)
        found["fee_cents"] = self._cents(found.pop("fee", ""))
        return found

    def _day(self, mode: str, is_ticked: bool, typed: str) -> int:
        if mode != Mode.HOURLY:
            return int(is_ticked)
        try:
            return minutes_of(typed) if typed else 0
        except ValueError:
            self.add_error("week", _("Впишете часове, например 4, 4:30 или 9–13."))
            return 0

    def _cents(self, typed: str) -> int | None:
        try:
            return cents_of(typed) if typed else None
        except ValueError:
            self.add_error("fee", _("Впишете сума от нула нагоре, например 35,50."))
            return None

    def terms(self) -> Terms:
        """What was typed, as plain terms."""
        found = self.cleaned_data
        return Terms(
            mode=found["mode"],
            week=found["week"],
            starts_on=found["starts_on"],
            ends_on=found.get("ends_on"),
            fee_text=found["fee_text"],
            fee_cents=found["fee_cents"],
            place=found["place"],
        )


class GiveForm(ActForm):
    """When the person got the draft."""

    given_on = day(_("даден на"))

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Today."""
        self.fields["given_on"].initial = words.day(today, "en")


class SignForm(ActForm):
    """When it was signed, and by whom for the person."""

    signed_on = day(_("подписан на"))
    signed_by = forms.CharField(
        label=_("подписал за лицето"),
        max_length=120,
        required=False,
        help_text=_("Името на законния представител; празно, ако лицето подписва само."),
    )

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Today, by the representative whom the organization knows."""
        self.fields["signed_on"].initial = words.day(today, "en")
        known = list(people.representatives(actor, case.person, today))
        self.fields["signed_by"].initial = known[0].name if known else ""


class AmendForm(TermsForm):
    """Other terms from a day on."""

    valid_from = day(_("важи от"))
    signed_on = day(_("подписано на"))
    reason = text(_("какво се променя и защо"), rows=2, longest=500)
    field_order = ("valid_from", "signed_on", "reason")

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """The term itself stays; that is what an extension is for."""
        del self.fields["starts_on"], self.fields["ends_on"]
        self.fields["mode"].initial = case.service.mode
        self.fields["signed_on"].initial = words.day(today, "en")
        self.fields["valid_from"].initial = words.day(today, "en")


class ExtendForm(ActForm):
    """A later last day."""

    ends_on = day(_("нов последен ден"), required=False, hint=_("Празно: без краен срок."))
    signed_on = day(_("подписано на"))
    reason = text(_("защо"), rows=2, required=False, longest=500)

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Signed today."""
        self.fields["signed_on"].initial = words.day(today, "en")


class EndForm(ActForm):
    """Why and when it ends."""

    reason = forms.ChoiceField(label=_("защо"), choices=REASONS)
    ended_on = day(_("последен ден на ползване"))
    note = text(_("бележка"), rows=2, required=False, longest=500)

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Today."""
        self.fields["ended_on"].initial = words.day(today, "en")


class NothingForm(ActForm):
    """An act that only asks to be confirmed."""


def version_field(version: int) -> forms.CharField:
    """The version of the record that the form was opened with."""
    return forms.CharField(widget=forms.HiddenInput, initial=str(version), required=False)
