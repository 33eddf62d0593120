"""What a person types in for each act on a case. A field's name is the service's argument."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.accounts import queries as accounts
from opora.accounts.rules import CASEWORK
from opora.lib.actor import Actor

from . import queries, rules
from .models import Case, CaseParty, choices
from .rules import LinkKind, Part, PartyBasis

INVITED = {basis: rules.BASIS_LABELS[basis] for basis in PartyBasis if basis != "provider"}


def text(
    label: Any, *, rows: int = 3, required: bool = True, hint: Any = "", longest: int = 2000
) -> forms.CharField:
    """A text of some sentences."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day, typed 21.11.2026; a browser's own picker would speak the browser's language."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


class ActForm(forms.Form):
    """Knows who acts on which case, and on which day."""

    def __init__(self, *args: Any, actor: Actor, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(actor, case, today)

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Fill the choices and the first values."""

    def choose(self, name: str, options: list[tuple[Any, Any]], initial: Any = None) -> None:
        """Fill the choices of one field."""
        self.fields[name].choices = options  # type: ignore[attr-defined]
        self.fields[name].initial = initial


class LeadForm(ActForm):
    """Who leads the case."""

    officer_id = forms.TypedChoiceField(label=_("водещ случая"), coerce=int)

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """The own organization's caseworkers; who acts stands first."""
        self.choose("officer_id", officers(actor), case.lead_id or actor.user_id)


class MemberForm(ActForm):
    """Who joins the team."""

    officer_id = forms.TypedChoiceField(label=_("служител"), coerce=int)
    post = forms.CharField(
        label=_("в какво качество"),
        max_length=80,
        help_text=_("Например: психолог, рехабилитатор, социален работник."),
    )

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """The caseworkers who are not in the team."""
        there = set(case.members.filter(until=None).values_list("user_id", flat=True))
        free = [one for one in officers(actor) if one[0] not in there]
        self.choose("officer_id", free)


def officers(actor: Actor) -> list[tuple[int, str]]:
    """The organization's caseworkers, by name."""
    members = accounts.members(actor).filter(role__in=CASEWORK)
    return sorted({(one.user_id, one.user.name) for one in members}, key=lambda pair: pair[1])


class ContactForm(ActForm):
    """A relative or somebody near."""

    name = forms.CharField(label=_("имена"), max_length=180)
    relation = forms.CharField(label=_("какъв е на лицето"), max_length=80)
    phone = forms.CharField(label=_("телефон"), max_length=40, required=False)
    note = forms.CharField(label=_("кога и за какво се търси"), max_length=300, required=False)
    may_be_told = forms.BooleanField(label=_("може да получава сведения за лицето"), required=False)


class PartyForm(ActForm):
    """Which organization joins, and why."""

    organization_id = forms.TypedChoiceField(label=_("организация"), coerce=int)
    basis = forms.ChoiceField(label=_("в какво качество"), choices=choices(INVITED))
    reason = text(_("защо участва"), rows=2, longest=400)

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Whoever does not take part yet."""
        found = queries.possible_parties(case)
        self.choose("organization_id", [(one.pk, one.short_name) for one in found])
        self.fields["basis"].initial = PartyBasis.INVITED


class PartsForm(ActForm):
    """What a party sees."""

    parts = forms.MultipleChoiceField(
        label=_("какво вижда"),
        choices=choices(rules.PART_LABELS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = text(_("защо се променя"), rows=2, longest=400)

    def show(self, party: CaseParty) -> None:
        """What it sees now."""
        self.fields["parts"].initial = [Part(one) for one in party.parts]


class ReasonForm(ActForm):
    """Why."""

    reason = text(_("защо"), rows=2, longest=400)


class LinkForm(ActForm):
    """Which other case of the organization, and how the people belong together."""

    number = forms.CharField(
        label=_("номер на другия случай"),
        max_length=40,
        help_text=_("Само случай, който Вашата организация вижда, например С-2026-0012."),
    )
    kind = forms.ChoiceField(label=_("каква е връзката"), choices=choices(rules.LINK_LABELS))

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Remember among whose cases the number is looked for."""
        self.actor = actor
        self.fields["kind"].initial = LinkKind.SIBLINGS

    def clean_number(self) -> str:
        """The number of a visible case; `other` is the case itself."""
        number = self.cleaned_data["number"].strip()
        found = queries.visible(self.actor).filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(_("Няма такъв случай сред тези, които виждате."))
        self.cleaned_data["other"] = found
        return number


class EndForm(ActForm):
    """Why the case ends, where the person goes, when to ask again."""

    reason = forms.ChoiceField(label=_("основание"))
    destination = forms.ChoiceField(label=_("къде отива лицето"))
    ended_on = day(_("последен ден"))
    note = text(_("бележка"), required=False)
    follow_up_on = day(
        _("кога ще попитате как е лицето"),
        required=False,
        hint=_("По избор: някой месец след края. Изисква се съгласието на лицето."),
    )

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """The words in force today."""
        for name, kind in (
            ("reason", rules.TermKind.END_GROUND),
            ("destination", rules.TermKind.DESTINATION),
        ):
            found = queries.terms(kind, today)
            self.choose(name, [("", ""), *((one.code, str(one)) for one in found)])
        self.fields["ended_on"].initial = today


class PlanFollowUpForm(ActForm):
    """When to ask."""

    planned_on = day(_("кога ще попитате как е лицето"))


class FollowUpForm(ActForm):
    """How the person is."""

    held_on = day(_("кога попитахте"))
    outcome = forms.ChoiceField(label=_("как е лицето"), choices=choices(rules.OUTCOME_LABELS))
    note = text(_("бележка"), required=False)

    def prepare(self, actor: Actor, case: Case, today: date) -> None:
        """Today, unless said otherwise."""
        self.fields["held_on"].initial = today
