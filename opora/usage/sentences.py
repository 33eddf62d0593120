"""What happened with daily use: for the course of a case, and of the months of a service."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "usage.activity_delivered": gettext_lazy("вписа дейност по плана"),
    "usage.delivery_taken_back": gettext_lazy("махна дейност, вписана по грешка"),
    "usage.incident_written": gettext_lazy("вписа инцидент"),
    "usage.incident_reported": gettext_lazy("вписа подаден сигнал за дете в риск"),
}
MONTH_SENTENCES = {
    "usage.month_closed": gettext_lazy("приключи месеца"),
    "usage.month_reopened": gettext_lazy("върна месеца за поправка"),
    "usage.month_approved": gettext_lazy("утвърди месеца"),
    "usage.day_corrected": gettext_lazy("поправи ден в утвърден месец"),
    "usage.week_set": gettext_lazy("вписа работната седмица на услугата"),
}
