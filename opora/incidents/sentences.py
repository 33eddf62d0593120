"""What happened with incidents, for the course of a case."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "incidents.written": gettext_lazy("вписа инцидент"),
    "incidents.reported": gettext_lazy("вписа подаден сигнал за дете в риск"),
}
