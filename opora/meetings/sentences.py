"""What a refused act of a meeting says, and how a count is told in words."""

from django.utils.translation import gettext as _

from opora.lib.refusals import Refused
from opora.lib.words import moment

from . import counting, rules
from .counting import ConflictRule, Count, Quorum
from .models import Ballot, Session, Vote


def not_a_member() -> Refused:
    return Refused(
        _("Не сте член на групата и не можете да гласувате."),
        rule=_(rules.GROUP_RULE),
        remedy=_("Поискайте от организатора да провери състава на групата."),
    )


def only_advises() -> Refused:
    return Refused(
        _("Участвате със съвещателен глас и не можете да гласувате."),
        rule=_(rules.GROUP_RULE),
        remedy=_("Можете да запишете констатация или предложение по точката."),
    )


def vote_over(vote: Vote) -> Refused:
    if vote.state == rules.VoteState.VOID:
        return Refused(
            _("Гласуването е обявено за недействително: %(reason)s") % {"reason": vote.void_reason},
            remedy=_("Изчакайте ново гласуване."),
        )
    return Refused(
        _("Гласуването приключи на %(at)s. Гласът Ви не беше приет.")
        % {"at": moment(vote.closed_at) if vote.closed_at else ""},
        rule=_(rules.GROUP_RULE),
        remedy=_("Ако не сте съгласни с решението, запишете особено мнение."),
    )


def version_changed() -> Refused:
    return Refused(
        _("Гледате друга версия от тази, която се гласува. Гласът Ви не беше приет."),
        rule=_("Гласува се точно версията, чийто отпечатък стои при въпроса."),
        remedy=_("Отворете страницата отново, прочетете версията и гласувайте."),
    )


def changed_meanwhile() -> str:
    """The reason that a vote becomes void when its subject has changed."""
    return _("Гласуваната версия е променена, докато се гласуваше.")


def not_present() -> Refused:
    return Refused(
        _("Не сте отбелязани като присъстващ на заседанието."),
        rule=_("Гласува се лично и само от присъстващите (правило на групата)."),
        remedy=_("Натиснете „Присъствам“ на страницата на заседанието и опитайте пак."),
    )


def in_conflict() -> Refused:
    return Refused(
        _("Обявили сте конфликт на интереси по този въпрос и не гласувате по него."),
        rule=_(rules.GROUP_RULE),
    )


def voted_before_conflict() -> Refused:
    return Refused(
        _("Вече гласувахте по този въпрос. Конфликт на интереси се обявява преди гласа."),
        rule=_(rules.PRACTICE),
        remedy=_("Кажете на председателя: той може да обяви гласуването за недействително."),
    )


def voted_already(ballot: Ballot) -> Refused:
    return Refused(
        _("Вече сте гласували „%(choice)s“, вероятно от друг прозорец или телефон. Този глас не "
          "беше приет.") % {"choice": ballot.get_choice_display()},
        rule=_("Един член има един глас."),
        remedy=_("Отворете страницата отново: до преброяването можете да го промените."),
    )  # fmt: skip


def voted_secretly() -> Refused:
    return Refused(
        _("Вече гласувахте. Тайният глас се брои веднъж и не може да се промени."),
        rule=_("При тайно гласуване не се пази кой как е гласувал, затова глас не се връща."),
    )


def another_vote() -> Refused:
    return Refused(
        _("В това заседание вече тече друго гласуване."),
        remedy=_("Първо го пребройте или го обявете за недействително."),
    )


def session_not_open(session: Session) -> Refused:
    return Refused(
        _("Заседанието не тече: състоянието му е „%(state)s“.")
        % {"state": session.get_state_display()},
        remedy=_("Гласува се само в открито заседание."),
    )


def minutes_sent() -> Refused:
    return Refused(
        _("Протоколът вече е изпратен на членовете."),
        remedy=_("Запишете възражение по протокола."),
    )


def no_quorum(quorum: Quorum, count: Count, conflict: ConflictRule) -> Refused:
    n_members, n_present = counting.counted(count, conflict)
    return Refused(
        _("Няма кворум: присъстват %(present)d от %(members)d членове с право на глас, нужни са "
          "%(needed)d.")
        % {
            "present": n_present,
            "members": n_members,
            "needed": counting.quorum_needed(quorum, n_members),
        },
        rule=_("Кворум: %(quorum)s (правило на групата).")
        % {"quorum": _(counting.QUORUM_LABELS[quorum])},
        remedy=_("Изчакайте още членове да се отбележат или отложете въпроса."),
    )  # fmt: skip


def may_not_hold() -> Refused:
    return Refused(
        _("Вашата организация или роля не свиква работни групи."),
        rule=_("Групи свикват общините, областните и регионалните администрации, АСП и МТСП."),
        remedy=_("Вижте „Настройки и достъп“, „Роли и права“."),
    )


def not_the_holder() -> Refused:
    return Refused(
        _("Това действие е на организатора, който води групата."),
        rule=_(rules.PRACTICE),
        remedy=_("Обърнете се към секретаря на групата."),
    )


def not_of_organization() -> Refused:
    return Refused(
        _("Няма човек с тази поща, който да работи в тази организация в Опора."),
        remedy=_("Проверете пощата или го впишете като участник извън Опора."),
        field="email",
    )


def vote_under_way() -> Refused:
    return Refused(
        _("В заседанието тече гласуване."),
        remedy=_("Първо го пребройте или го обявете за недействително."),
    )


def wrong_code() -> Refused:
    return Refused(
        _("Този код не отваря заседание: грешен е, изтекъл е или е оттеглен."),
        rule=_("Кодът е за един човек и едно заседание и важи до 21 дни след него."),
        remedy=_("Проверете го по писмото или поискайте нов от организатора."),
        field="code",
    )
