"""What happened with activities, for the course of a case."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "deliveries.given": gettext_lazy("вписа дейност по плана"),
    "deliveries.taken_back": gettext_lazy("махна дейност, вписана по грешка"),
}
