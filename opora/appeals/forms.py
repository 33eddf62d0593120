"""What a person types in about a refusal. The rest is as in `referral.appeal_forms`."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.assistance.forms import TEXT
from opora.referral.models import AppealBody


class RefuseForm(forms.Form):
    """Why, and to whom one may appeal."""

    reason = forms.CharField(label=_("причина"), max_length=400, widget=TEXT)
    body = forms.ModelChoiceField(
        AppealBody.objects.none(), label=_("обжалва се пред"), required=False
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[AppealBody]", self.fields["body"]).queryset = bodies
