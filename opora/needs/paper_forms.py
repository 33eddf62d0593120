"""A table from paper as it is chosen, looked through and entered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.territory import uploads
from opora.territory.imports.reading import MEGABYTE, Source, check_size
from opora.territory.uploads import Upload

from .analysis_forms import day
from .models import Cycle

MOST_BYTES = 4 * MEGABYTE
KIND = "paper"


class TableForm(forms.Form):
    """The file is chosen once: after it was looked through it lies aside, under a signed word."""

    file = forms.FileField(
        label=_("попълненият образец"),
        required=False,
        help_text=_("XLSX, XLS или CSV. Нищо не се записва, преди да видите какво е прочетено."),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Its size is asked before anything of it is read."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file:
            try:
                check_size(file.size, MOST_BYTES)
            except Refused as refused:
                self.add_error("file", f"{refused.sentence} {refused.remedy}".strip())
        elif not cleaned.get("kept") and "file" not in self.errors:
            self.add_error("file", say("Изберете файла."))
        return cleaned

    @property
    def is_looked_through(self) -> bool:
        """Whether the person has seen what was read of this very file."""
        return bool(self.cleaned_data["kept"]) and not self.cleaned_data["file"]

    def source(self, actor: Actor) -> Source:
        """The chosen file, or the one that lies aside. Refused when it no longer does."""
        file = self.cleaned_data["file"]
        if file:
            return Source(file.name, file.read())
        return uploads.take(actor, self.cleaned_data["kept"]).source

    def keep(self, actor: Actor, source: Source) -> None:
        """Put the file aside until it is entered."""
        word = uploads.keep(actor, Upload(KIND, "", source))
        self.data = dict(self.data.items()) | {"kept": word}

    def facts(self) -> dict[str, Any]:
        """What was typed beside the file."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"file", "kept"}}


class CycleTableForm(TableForm):
    """A table of some round of planning, also of a closed one."""

    cycle = forms.ModelChoiceField(Cycle.objects.all(), label=_("цикъл"))
    field_order: tuple[str, ...] = ("cycle",)


class AnalysisTableForm(CycleTableForm):
    """An analysis that the council has approved."""

    consultation_from = day(_("обществено обсъждане от"))
    consultation_to = day(_("обществено обсъждане до"))
    council_number = forms.CharField(label=_("решение на общинския съвет №"), max_length=40)
    council_on = day(_("дата на решението"))
    document = forms.CharField(
        label=_("документ"),
        max_length=300,
        required=False,
        help_text=_("Протокол или адрес, на който решението е публикувано."),
    )
    field_order = (
        "cycle", "consultation_from", "consultation_to", "council_number", "council_on", "document",
        "file",
    )  # fmt: skip
