"""What a person types in for each act. A field's name is the service's argument."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.accounts.models import Organization, User
from opora.law.rules import CONFIDENCE_LABELS
from opora.lib.words import SOFIA

from . import counting, rules
from .models import AgendaItem, GroupMember, Session

NO_ORGANIZATION = _("извън Опора (участва с код)")


def _choices(labels: Any) -> list[tuple[str, Any]]:
    return [(key.value, _(label)) for key, label in labels.items()]


def text(label: Any, *, rows: int = 3, required: bool = True, hint: Any = "") -> forms.CharField:
    """A text of some sentences."""
    return forms.CharField(
        label=label,
        max_length=4000,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(
    label: Any, *, length: int = 200, required: bool = True, hint: Any = ""
) -> forms.CharField:
    """One line."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day, typed 21.11.2026."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


class RulesForm(forms.Form):
    """The group's own rules of counting."""

    quorum = forms.ChoiceField(label=_("Кворум"), choices=_choices(counting.QUORUM_LABELS))
    majority = forms.ChoiceField(
        label=_("Мнозинство"),
        choices=_choices(counting.MAJORITY_LABELS),
        initial=counting.Majority.OF_PRESENT,
    )
    conflict_rule = forms.ChoiceField(
        label=_("Член с конфликт на интереси"), choices=_choices(counting.CONFLICT_LABELS)
    )
    counts_represented = forms.BooleanField(
        label=_("Представеният член се брои в кворума"),
        required=False,
        help_text=_("Гласува се лично: за заместник с право на глас впишете отделен член."),
    )
    rule_source = line(
        _("Откъде е правилото"),
        length=300,
        hint=_("Например: заповед за създаване, правилник на общинския съвет, решение на групата."),
    )
    rule_confidence = forms.ChoiceField(
        label=_("Колко е сигурно"),
        choices=[(key.value, _(CONFIDENCE_LABELS[key])) for key in CONFIDENCE_LABELS][::-1],
        initial="practice",
    )


class GroupForm(RulesForm):
    """A new group."""

    kind = forms.ChoiceField(label=_("Вид"), choices=_choices(rules.KIND_LABELS))
    name = line(_("Наименование"))
    purpose = text(_("За какво е създадена"))
    field_order = ["kind", "name", "purpose"]


class MemberForm(forms.Form):
    """Somebody joins: with an account (organization and e-mail), or from outside."""

    name = line(_("Име и фамилия"), length=120)
    organization = forms.ModelChoiceField(
        label=_("Организация в Опора"),
        queryset=Organization.objects.filter(is_active=True).order_by("name"),
        required=False,
        empty_label=NO_ORGANIZATION,
    )
    email = forms.EmailField(
        label=_("Служебна поща в Опора"),
        required=False,
        help_text=_("Пощата, с която човекът влиза в Опора. За участник отвън оставете празно."),
    )
    organization_name = line(_("Организация, ако не е в Опора"), required=False)
    capacity = forms.ChoiceField(
        label=_("В качеството на"), choices=_choices(rules.CAPACITY_LABELS)
    )
    part = forms.ChoiceField(
        label=_("Роля в групата"), choices=_choices(rules.PART_LABELS), initial=rules.Part.MEMBER
    )
    may_vote = forms.BooleanField(label=_("Има право на глас"), required=False, initial=True)
    valid_from = day(_("Участва от"))

    def clean(self) -> dict[str, Any]:
        """An e-mail and an organization go together; without them the organization is typed."""
        found = super().clean() or {}
        email, organization = found.get("email"), found.get("organization")
        found["user"] = None
        if organization and email:
            found["user"] = User.objects.filter(email__iexact=email, is_active=True).first()
            if found["user"] is None:
                self.add_error("email", _("Няма човек с тази поща в Опора."))
        elif email:
            self.add_error("organization", _("Изберете за коя организация участва човекът."))
        elif not organization and not found.get("organization_name"):
            self.add_error("organization_name", _("Напишете от коя организация е човекът."))
        found.pop("email", None)
        return found


class EndForm(forms.Form):
    """The end of a membership."""

    valid_to = day(_("Първият ден, в който вече не е член"))


class SessionForm(forms.Form):
    """When and where."""

    title = line(_("Тема"))
    day = day(_("Ден"))
    hour = forms.TimeField(
        label=_("Час"),
        widget=forms.TimeInput(attrs={"placeholder": "10:00", "inputmode": "numeric"}),
        error_messages={"invalid": _("Няма такъв час. Пишете го така: 10:00.")},
    )
    place = line(_("Място"), hint=_("Зала и адрес; за изцяло онлайн – как се влиза."))
    is_online = forms.BooleanField(label=_("Може и от разстояние"), required=False)

    def clean(self) -> dict[str, Any]:
        """Day and hour are one moment on Sofia's clock."""
        found = super().clean() or {}
        on: date | None = found.pop("day", None)
        at: time | None = found.pop("hour", None)
        if on and at:
            found["starts_at"] = datetime.combine(on, at, tzinfo=SOFIA)
        return found


class NewSessionForm(SessionForm):
    """A new session with its agenda, an item a line."""

    items = text(_("Дневен ред"), rows=5, hint=_("По една точка на ред."))

    def clean_items(self) -> list[str]:
        """The lines that say something, at most 300 characters each."""
        return [
            each.strip()[:300] for each in self.cleaned_data["items"].splitlines() if each.strip()
        ]


class EditSessionForm(SessionForm):
    """The same, on the version that was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class ItemForm(forms.Form):
    """One more item."""

    title = line(_("Точка"), length=300)
    presenter = line(_("Докладва"), length=120, required=False)


class _OnItem(forms.Form):
    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["item"]
        items.queryset = session.items.all()


class MaterialForm(_OnItem):
    """A text to read before the session."""

    title = line(_("Заглавие"))
    item = forms.ModelChoiceField(
        label=_("Към точка"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("цялото заседание"),
    )
    text = forms.CharField(
        label=_("Текст"), max_length=20000, widget=forms.Textarea(attrs={"rows": 6})
    )


class StatementForm(_OnItem):
    """What was said."""

    item = forms.ModelChoiceField(
        label=_("По точка"), queryset=AgendaItem.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("Какво е"), choices=_choices(rules.STATEMENT_LABELS), widget=forms.RadioSelect,
        initial=rules.StatementKind.FINDING,
    )  # fmt: skip
    text = text(_("Текст"))
    member = forms.ModelChoiceField(
        label=_("От кого"),
        queryset=GroupMember.objects.none(),
        required=False,
        empty_label=_("от мое име"),
    )

    def __init__(self, *args: Any, session: Session, holds: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, session=session, **kwargs)
        members: Any = self.fields["member"]
        if holds:
            members.queryset = GroupMember.objects.filter(group=session.group).order_by("name")
        else:
            del self.fields["member"]


class VoteForm(_OnItem):
    """A question, with the group's quorum and majority or others for this vote."""

    item = forms.ModelChoiceField(
        label=_("По точка"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("извън дневния ред"),
    )
    question = line(_("Въпрос"), length=500, hint=_("Така, че „за“ да значи „приема се“."))
    is_secret = forms.BooleanField(
        label=_("Тайно гласуване"),
        required=False,
        help_text=_("Не се пази кой как е гласувал; подаденият глас не се променя."),
    )
    quorum = forms.ChoiceField(
        label=_("Кворум"),
        required=False,
        choices=[("", _("по правилото на групата")), *_choices(counting.QUORUM_LABELS)],
    )
    majority = forms.ChoiceField(
        label=_("Мнозинство"),
        required=False,
        choices=[("", _("по правилото на групата")), *_choices(counting.MAJORITY_LABELS)],
    )


class AttendForm(forms.Form):
    """Somebody is there, represented or absent."""

    member = forms.ModelChoiceField(queryset=GroupMember.objects.none(), required=False)
    state = forms.ChoiceField(choices=_choices(rules.PRESENCE_LABELS), required=False)
    represented_by = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["member"]
        members.queryset = GroupMember.objects.filter(group=session.group)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Защо"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class TextForm(forms.Form):
    """Words of one's own."""

    text = text(_("Текст"))


class CirculateForm(forms.Form):
    """Until when the members may object."""

    objections_until = day(_("Възражения се приемат до"), required=False)


class CodeForm(forms.Form):
    """The code of an invitation."""

    code = forms.CharField(
        label=_("Код от поканата"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("12 знака. Тиретата и малките букви нямат значение."),
    )
