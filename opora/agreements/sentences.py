"""What happened with agreements, for the course of a case."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "agreements.drafted": gettext_lazy("започна проект на договор за ползване"),
    "agreements.edited": gettext_lazy("поправи проекта на договора"),
    "agreements.given": gettext_lazy("даде проекта на договора на лицето"),
    "agreements.taken_back": gettext_lazy("върна проекта на договора за поправка"),
    "agreements.withdrawn": gettext_lazy("оттегли проекта на договора"),
    "agreements.signed": gettext_lazy("вписа подписания договор за ползване"),
    "agreements.amended": gettext_lazy("вписа изменение на договора"),
    "agreements.extended": gettext_lazy("продължи договора"),
    "agreements.ended": gettext_lazy("прекрати договора"),
}
