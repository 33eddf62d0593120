"""What is typed in the pages of accounts."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from opora.territory.models import Municipality

from .models import KINDS, ROLES, Organization, User
from .rules import OrganizationKind


class RoleForm(forms.Form):
    """One more role for a colleague."""

    role = forms.ChoiceField(label=_("Роля"), choices=ROLES)


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    name = forms.CharField(
        label=_("Име и фамилия"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Служебна електронна поща"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Роля"), choices=ROLES)


class PasswordForm(forms.Form):
    """The password that a new user chooses, typed twice."""

    password = forms.CharField(
        label=_("Парола"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Поне 12 знака. Дълго изречение се помни по-лесно от къса плетеница."),
    )
    again = forms.CharField(
        label=_("Паролата още веднъж"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = User(email=email, name=name)

    def clean_password(self) -> str:
        """Long enough, not a common one, not the person's own name."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self._user)
        return password

    def clean(self) -> dict[str, Any]:
        """Both fields say the same."""
        typed = self.cleaned_data
        if "password" in typed and "again" in typed and typed["password"] != typed["again"]:
            self.add_error("again", _("Двете пароли се различават."))
        return typed


class ProfileForm(forms.ModelForm):
    """What a person says about themself."""

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Име и фамилия"), "language": _("Език")}
        widgets = {"language": forms.Select(choices=[("bg", "български"), ("en", "English")])}

    def clean_language(self) -> str:
        """Bulgarian or English."""
        language: str = self.cleaned_data["language"]
        if language not in {"bg", "en"}:
            raise ValidationError(_("Изберете език от списъка."))
        return language


class OrganizationForm(forms.ModelForm):
    """What an organization says about itself."""

    class Meta:
        model = Organization
        fields = ["name", "short_name", "name_en", "phone", "address"]
        labels = {
            "name": _("Наименование"),
            "short_name": _("Кратко име"),
            "name_en": _("Наименование на английски"),
            "phone": _("Телефон"),
            "address": _("Адрес"),
        }


class NewOrganizationForm(OrganizationForm):
    """An organization that joins."""

    class Meta(OrganizationForm.Meta):
        fields = [
            "kind", "name", "short_name", "name_en", "slug", "number_prefix",
            "municipality", "district", "phone", "address",
        ]  # fmt: skip
        labels = OrganizationForm.Meta.labels | {
            "kind": _("Вид"),
            "slug": _("Име в адреса на страниците"),
            "number_prefix": _("Представка на номерата"),
            "municipality": _("Община"),
            "district": _("Област"),
        }
        help_texts = {
            "slug": _(
                "Малки латински букви, цифри и тире, например ob-samokov. После не се сменя."
            ),
            "number_prefix": _("До 6 букви пред номерата на документите, например САМ."),
        }

    def clean_slug(self) -> str:
        """Small letters only, or two addresses would differ by a letter's size."""
        slug: str = self.cleaned_data["slug"]
        if slug != slug.lower():
            raise ValidationError(_("Само малки латински букви, цифри и тире."))
        return slug


class AreaForm(forms.Form):
    """From which day which directorate serves a municipality."""

    municipality = forms.ModelChoiceField(
        label=_("Община"), queryset=Municipality.objects.order_by("name", "code")
    )
    directorate = forms.ModelChoiceField(
        label=_("Дирекция „Социално подпомагане“"),
        queryset=Organization.objects.filter(
            kind=OrganizationKind.DIRECTORATE, is_active=True
        ).order_by("short_name"),
    )
    valid_from = forms.DateField(
        label=_("Обслужва от"),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
    )
    source = forms.CharField(
        label=_("Основание"), max_length=200, help_text=_("Заповед или решение: номер и дата.")
    )


class OrganizationFilter(forms.Form):
    """Which organizations to list."""

    text = forms.CharField(label=_("Име"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Вид"), choices=[("", _("всички видове")), *KINDS], required=False
    )
    empty = forms.BooleanField(label=_("само без потребители"), required=False)


class AreaFilter(forms.Form):
    """Which municipalities to list."""

    text = forms.CharField(label=_("Община или област"), max_length=80, required=False)
