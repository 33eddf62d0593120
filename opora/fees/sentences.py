"""What happened with fees, for the course of a case."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "fees.income_added": gettext_lazy("вписа доход за таксата"),
    "fees.income_ended": gettext_lazy("отписа доход за таксата"),
    "fees.ground_added": gettext_lazy("вписа основание за таксата"),
    "fees.ground_ended": gettext_lazy("прекрати основание за таксата"),
    "fees.income_mistaken": gettext_lazy("отбеляза доход за таксата като грешка"),
    "fees.ground_mistaken": gettext_lazy("отбеляза основание за таксата като грешка"),
    "fees.refunded": gettext_lazy("върна надплатена такса"),
    "fees.charged": gettext_lazy("начисли такса за %(month)s"),
    "fees.corrected": gettext_lazy("поправи таксата за %(month)s"),
    "fees.paid": gettext_lazy("вписа плащане на такса"),
    "fees.payment_reversed": gettext_lazy("сторнира плащане на такса"),
    "fees.reminded": gettext_lazy("издаде напомняне за такса"),
}
