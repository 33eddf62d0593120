"""What happened with the months of a service."""

from django.utils.translation import gettext_lazy

MONTH_SENTENCES = {
    "usage.month_closed": gettext_lazy("приключи месеца"),
    "usage.month_reopened": gettext_lazy("върна месеца за поправка"),
    "usage.month_approved": gettext_lazy("утвърди месеца"),
    "usage.day_corrected": gettext_lazy("поправи ден в утвърден месец"),
    "usage.week_set": gettext_lazy("вписа работната седмица на услугата"),
}
