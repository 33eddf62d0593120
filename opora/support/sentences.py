"""What happened with assessment, plan and review, in words; `site.urls` adds them to the course."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, str | Promise] = {
    "support.assessment_started": gettext_lazy("започна индивидуалната оценка"),
    "support.assessment_finished": gettext_lazy("завърши индивидуалната оценка"),
    "support.plan_drafted": gettext_lazy("започна план за подкрепа № %(n)s"),
    "support.plan_written": gettext_lazy("записа в план № %(n)s"),
    "support.plan_joined": gettext_lazy("записа свои дейности в съвместния план № %(n)s"),
    "support.plan_proposed": gettext_lazy("предложи на лицето план № %(n)s"),
    "support.plan_taken_back": gettext_lazy("върна за промяна план № %(n)s"),
    "support.plan_agreed": gettext_lazy("вписа съгласието на лицето с план № %(n)s"),
    "support.plan_signed_jointly": gettext_lazy("подписа своята част от план № %(n)s"),
    "support.plan_in_force": gettext_lazy("подписа план № %(n)s; той е в сила"),
    "support.reviewed": gettext_lazy("направи преглед на план № %(n)s"),
    "support.asked_outside": gettext_lazy("попита училище или лекар"),
    "support.answered_outside": gettext_lazy("получи отговор от училище или лекар"),
}
