"""What is chosen for an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.lib.refusals import Refused

from .imports.reading import MAX_LIST_BYTES, MAX_OUTLINES_BYTES, Source, check_size
from .uploads import Upload

LIST, BOUNDARIES = "list", "boundaries"
LIMITS = {LIST: MAX_LIST_BYTES, BOUNDARIES: MAX_OUTLINES_BYTES}


class ImportForm(forms.Form):
    """A published file."""

    kind = forms.ChoiceField(
        label=_("Какво внасяте"),
        choices=[
            (LIST, _("списък на НСИ: населени места, общини или области")),
            (BOUNDARIES, _("граници на общини (GeoJSON)")),
        ],
        widget=forms.RadioSelect,
        initial=LIST,
    )
    file = forms.FileField(label=_("Файл"), help_text=_("JSON, XLS или XLSX, както е публикуван."))
    origin = forms.CharField(label=_("Откъде са границите"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Its size is asked before anything of it is read."""
        cleaned = super().clean() or {}
        file, kind = cleaned.get("file"), cleaned.get("kind")
        if not file or not kind:
            return cleaned
        try:
            check_size(file.size, LIMITS[kind])
        except Refused as refused:
            self.add_error("file", f"{refused.sentence} {refused.remedy}")
        if kind == BOUNDARIES and not cleaned.get("origin"):
            self.add_error("origin", _("Посочете откъде са границите."))
        return cleaned

    def upload(self) -> Upload:
        """The file, whose size is in order."""
        cleaned = self.cleaned_data
        source = Source(cleaned["file"].name, cleaned["file"].read())
        return Upload(cleaned["kind"], cleaned["origin"], source)
