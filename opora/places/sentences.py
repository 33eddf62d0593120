"""What is said when an act on places is refused: what is wrong, by which rule, what to do."""

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.lib import words
from opora.lib.refusals import Refused

from .models import PlaceOffer
from .rules import ORDER_RULE, Occupancy


def no_place(occupancy: Occupancy) -> Refused:
    """Nobody waits, but nothing is free."""
    if occupancy.capacity == 0:
        sentence = _("Услугата няма обявени места към днешния ден.")
    elif occupancy.lasting_capacity < occupancy.capacity and not occupancy.n_over:
        sentence = _(
            "Няма свободно място: предстои капацитетът да стане %(lasting)s, а заети са %(users)s."
        ) % {"lasting": occupancy.lasting_capacity, "users": occupancy.n_users}
    else:
        sentence = _("Няма свободно място: заети са %(filled)s.") % {
            "filled": words.filled(occupancy.n_users, occupancy.capacity)
        }
    return Refused(
        sentence,
        rule=_("Капацитетът се надвишава само със съдебен или спешен акт."),
        remedy=_("Запишете лицето в списъка на чакащите или изберете друга услуга."),
    )


def others_wait() -> Refused:
    """A place is or will be free, but somebody waits for it."""
    return Refused(
        _("Мястото не може да бъде дадено направо, защото друго лице чака за него по реда."),
        rule=_(ORDER_RULE),
        remedy=_("Запишете лицето в списъка на чакащите; мястото ще му бъде предложено по ред."),
    )


def offer_stands() -> Refused:
    """The person holds an open offer for this very service."""
    return Refused(
        _("На лицето вече е предложено място в тази услуга."),
        rule=_(ORDER_RULE),
        remedy=_("Приемете предложеното място."),
    )


def has_place() -> Refused:
    """The person already has a place here."""
    return Refused(
        _("Лицето вече има място в тази услуга."),
        rule=_("Едно лице заема едно място в една услуга."),
        remedy=_("Отворете сегашното настаняване."),
    )


def waits_already() -> Refused:
    """The person already is on this list."""
    return Refused(
        _("Лицето вече е в списъка на чакащите за тази услуга."),
        rule=_("Едно лице се записва веднъж в списъка на една услуга."),
        remedy=_("Отворете записа, за да видите кое поред е."),
    )


def offer_is_over(offer: PlaceOffer) -> Refused:
    """The answer came after the time to answer."""
    return Refused(
        _("Срокът за отговор изтече на %(moment)s и мястото се предлага на следващия.")
        % {"moment": words.moment(timezone.localtime(offer.expires_at))},
        rule=_("Часовете за отговор са практика на доставчика."),
        remedy=_("Лицето остава в списъка на чакащите; следващото място ще му бъде предложено."),
    )


def below_users(n_places: int, occupancy: Occupancy) -> Refused:
    """A capacity that would leave users or offered people without a place."""
    sentence = _("Капацитетът не може да стане %(n_places)s: заети са %(users)s места.") % {
        "n_places": n_places,
        "users": occupancy.n_users,
    }
    if occupancy.n_offered:
        sentence += " " + _("Освен това са предложени и чакат отговор: %(offered)s.") % {
            "offered": occupancy.n_offered
        }
    return Refused(
        sentence,
        rule=_("Дадено или предложено място не се отнема чрез намаляване на капацитета."),
        remedy=_(
            "Изчакайте освобождаване на места и отговора на предложенията, пренасочете ползватели"
            " към друга услуга или впишете по-голям брой."
        ),
        field="n_places",
    )


def missing(field: str, sentence: str) -> Refused:
    """A word that the act cannot do without."""
    return Refused(sentence, remedy=_("Попълнете полето и опитайте отново."), field=field)


def not_future(field: str) -> Refused:
    """A day that has not come yet."""
    return Refused(
        _("Денят не може да е в бъдещето."),
        rule=_("Записва се деня, в който действието се е случило."),
        remedy=_("Впишете днешна или минала дата."),
        field=field,
    )


def before_start(field: str) -> Refused:
    """An end before its beginning."""
    return Refused(
        _("Краят не може да е преди началото на ползването."),
        remedy=_("Поправете деня."),
        field=field,
    )
