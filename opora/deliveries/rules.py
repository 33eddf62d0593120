"""How long activities of a day may last. Pure."""

from dataclasses import dataclass

from opora.agreements.rules import DAY_MINUTES, UseUnit
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.refusals import Refused
from opora.usage.rules import Mark, amount_words


def check_delivered(minutes: int, mark: Mark | None, unit: str, others: int) -> None:
    """Refuse activities for somebody who was absent, or longer together than the stay."""
    if mark is not None and not mark.is_present:
        raise Refused(
            _("Лицето е отбелязано като отсъстващо този ден."),
            remedy=_("Поправете деня или махнете дейността."),
        )
    if not 0 < minutes <= DAY_MINUTES:
        raise Refused(
            _("Времето за дейност е между 1 минута и 24 часа."),
            remedy=_("Впишете часове, например 1 или 0:45."),
            field="minutes",
        )
    stay = mark.amount if mark and unit == UseUnit.MINUTE else DAY_MINUTES
    if minutes + others > stay:
        raise Refused(
            translated(_("Дейностите за деня стават %(all)s, а престоят е %(stay)s."))
            % {
                "all": amount_words(minutes + others, UseUnit.MINUTE),
                "stay": amount_words(stay, UseUnit.MINUTE),
            },
            rule=_("Часовете по дейности не надхвърлят часовете на престоя."),
            remedy=_("Поправете часовете на дейността или на деня."),
            field="minutes",
        )


@dataclass(frozen=True, slots=True)
class Together:
    """What a group did: the activity in words, how long, a note."""

    text: str
    minutes: int
    note: str = ""


def same(text: str) -> str:
    """An activity as it is compared: case and spaces do not matter."""
    return " ".join(text.split()).casefold()
