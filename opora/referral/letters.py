"""What the person gets on paper from the referral, in plain words: written in Bulgarian whoever
looks at the page. Acts (refusal, appeal) are in `papers`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation

from opora.accounts.models import Organization
from opora.documents import queries as documents_queries
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Bullets, Fields, Paper, Section, Signature
from opora.lib.actor import Actor
from opora.lib.labels import gettext_noop as _
from opora.lib.refusals import Refused
from opora.lib.words import day
from opora.people.naming import in_full
from opora.places.models import PlaceOffer

from . import queries
from .models import Refusal, ServiceRequest
from .rules import State, Who


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of paper: what its button says, when there is something to write, who may."""

    label: str
    is_due: Callable[[ServiceRequest], bool]
    paper: Callable[[ServiceRequest], Paper]
    who: frozenset[Who]
    since: Callable[[ServiceRequest], date] | None = None  # the act that the person is told of
    states: frozenset[str] = frozenset(State)  # where it is still news


def assessment(request: ServiceRequest) -> Paper:
    """The preliminary assessment as an act."""
    found = request.assessment
    texts = (
        ("Семейство и битови условия", found.living),
        ("Здраве и увреждане", found.health),
        ("Образование и заетост", found.education),
        ("Подкрепа сега", found.support_now),
        ("Рискове", found.risks),
        ("Потребности", found.needs),
        ("Какво казва лицето", found.own_words),
        ("Заключение", found.conclusion),
    )
    facts = Fields(
        [
            ("Преписка", request.number),
            ("Лице", in_full(request.person)),
            ("Заявено желание", str(request.named_service)),
            ("Оценката е завършена на", day(found.finished_on) if found.finished_on else ""),
            ("Лицето участва", "да" if found.took_part else "не"),
        ]
    )
    return Paper(
        title="Предварителна оценка на потребностите",
        about=request.person.full_name,
        sections=[Section([facts]), *(Section([text], title) for title, text in texts if text)],
        signatures=[Signature("Изготвил", found.author.name), Signature("Ръководител")],
    )


def referral(request: ServiceRequest) -> Paper:
    """To which service the person may go, and what to do next."""
    issued = request.referral
    return Paper(
        title="Насочване към социална услуга",
        is_letter=True,
        to=request.person.full_name,
        about=request.person.full_name,
        article=issued.article,
        confidence="memory",
        sections=[
            Section(
                [
                    (
                        f"Разгледахме Вашето желание от {day(request.wished_on)} (преписка"
                        f" № {request.number}). Оценихме от каква подкрепа имате нужда."
                    ),
                    f"Насочваме Ви към „{issued.named_service}“.",
                ]
            ),
            Section(
                [
                    Bullets(
                        [
                            "Изберете доставчик. Ще Ви кажем кои имат свободни места.",
                            "Доставчикът ще Ви покани, ще състави с Вас план и ще Ви даде договор.",
                            (
                                "Ако няма свободно място, заставате в списъка на чакащите и можете"
                                " да питате на кое място сте."
                            ),
                        ],
                        is_numbered=True,
                    )
                ],
                "Какво следва",
            ),
            Section([_ask(request)], "Ако имате въпрос"),
        ],
        signatures=[Signature("Ръководител")],
    )


def offer(request: ServiceRequest) -> Paper:
    """A place is free: until when it is kept, and how to answer."""
    service = request.service
    until = f" Пазим го за Вас до {day(request.due_on)}" if request.due_on else " Пазим го за Вас"
    where = [("Услуга", service.name)] if service else []
    if service and not service.is_protected:
        where.append(("Къде", ", ".join(filter(None, (service.settlement, service.phone)))))
    return Paper(
        title="Има място за Вас",
        is_letter=True,
        to=request.person.full_name,
        about=request.person.full_name,
        sections=[
            Section(
                [
                    "Чакахте за място. Сега има свободно място за Вас." + until + ".",
                    Fields(where),
                    (
                        "Моля, кажете ни дали приемате. Ако не ни отговорите до този ден, мястото"
                        " се предлага на следващия, а Вие отивате в края на списъка."
                    ),
                    _ask(request),
                ]
            )
        ],
        signatures=[Signature("Ръководител")],
    )


def refusal(request: ServiceRequest) -> Paper:
    """What was refused and why, and that it can be appealed; the act itself goes with it."""
    found = _refusal(request)
    is_ours = found.organization_id == request.owner_organization_id
    who = (
        "решихме, че не можем да го изпълним"
        if is_ours
        else (f"доставчикът {found.organization.name} отговори, че не може да Ви приеме")
    )
    sections = [
        Section(
            [
                (
                    f"Разгледахме Вашето желание от {day(request.wished_on)} (преписка"
                    f" № {request.number}). На {day(found.refused_on)} {who}. Отказът е приложен"
                    " към това писмо."
                ),
            ]
        ),
        Section([found.reason], "Защо"),
    ]
    if found.alternative:
        sections.append(Section([found.alternative], "Какво друго може да Ви помогне"))
    sections.append(Section([found.appeal], "Ако не сте съгласни"))
    sections.append(Section([_ask(request)], "Ако имате въпрос"))
    return Paper(
        title="Отговор на Вашето желание",
        is_letter=True,
        to=request.person.full_name,
        about=request.person.full_name,
        confidence="practice",
        sections=sections,
        signatures=[Signature("Ръководител")],
    )


def _refusal(request: ServiceRequest) -> Refusal:
    return request.refusals.latest("pk")


def _offered_on(request: ServiceRequest) -> date:
    found = PlaceOffer.objects.filter(entry__request_id=request.pk, state="open").first()
    return timezone.localdate(found.offered_at if found else request.changed_at)


def handover(request: ServiceRequest) -> Paper:
    """The letter with which a request goes to another authority."""
    found = request.handovers.latest("proposed_at")
    return Paper(
        title="Препращане на преписка по компетентност",
        to=found.to_organization.name,
        about=request.person.full_name,
        confidence="memory",
        sections=[
            Section(
                [
                    f"Изпращаме Ви преписка № {request.number} от {day(request.wished_on)}.",
                    Fields(
                        [
                            ("Лице", in_full(request.person)),
                            ("Заявено желание", str(request.named_service)),
                        ]
                    ),
                ]
            ),
            Section([found.reason], "Защо"),
        ],
        signatures=[Signature("Ръководител")],
    )


def _ask(request: ServiceRequest) -> str:
    owner: Organization = request.owner_organization
    return f"Обадете се на {owner.name}{f', {owner.phone}' if owner.phone else ''}."


OWNER = frozenset({Who.OWNER})
LETTERS = {
    "assessment": Letter(
        _("Издай оценката"),
        lambda request: bool(
            getattr(request, "assessment", None) and request.assessment.finished_on
        ),
        assessment,
        OWNER,
    ),
    "referral": Letter(
        _("Издай писмо за насочването"),
        lambda request: getattr(request, "referral", None) is not None,
        referral,
        OWNER,
        lambda request: request.referral.issued_on,
        frozenset({State.REFERRED, State.CHOSEN, State.WAITING}),
    ),
    "refusal": Letter(
        _("Издай писмо за отказа"),
        lambda request: request.refusals.filter(served_on=None).exists(),
        refusal,
        OWNER,
        lambda request: _refusal(request).refused_on,
    ),
    "offer": Letter(
        _("Издай писмо за мястото"),
        lambda request: request.state == State.OFFERED,
        offer,
        frozenset({Who.OWNER, Who.PROVIDER}),
        _offered_on,
    ),
    "handover": Letter(
        _("Издай препращането"),
        lambda request: request.handovers.filter(state__in=["proposed", "accepted"]).exists(),
        handover,
        OWNER,
    ),
}


def possible(actor: Actor, request: ServiceRequest) -> list[tuple[str, str]]:
    """The papers that the actor may issue now, with what their buttons say."""
    who = queries.who_is(actor, request)
    return [
        (name, letter.label)
        for name, letter in LETTERS.items()
        if letter.who & who and letter.is_due(request)
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter to the person that an act calls for and nobody has issued yet, as it would read."""

    name: str
    label: str
    title: str
    to: str
    paragraphs: list[str]


def waiting(actor: Actor, request: ServiceRequest) -> list[Waiting]:
    """What should be sent to the person after the last acts. A letter issued since the act is not
    proposed again."""
    issued = documents_queries.of(actor, "request", request.pk).issued
    found = []
    for name, label in possible(actor, request):
        since = LETTERS[name].since
        if since is None or request.state not in LETTERS[name].states:
            continue
        day_of_act, kind = since(request), f"referral.{name}"
        if any(one.kind == kind and one.issued_on >= day_of_act for one in issued):
            continue
        with translation.override("bg"):
            paper = LETTERS[name].paper(request)
        blocks = [block for section in paper.sections for block in section.blocks]
        texts = [block for block in blocks if isinstance(block, str)]
        found.append(Waiting(name, label, paper.title, paper.to, texts))
    return found


@transaction.atomic
def issue(actor: Actor, *, request: ServiceRequest, what: str, now: datetime) -> IssuedDocument:
    """One paper of the request, for everybody who takes part."""
    if what not in dict(possible(actor, request)):
        raise Refused(
            _("Този документ сега не може да се издаде."),
            remedy=_("Отворете преписката отново, за да видите докъде е стигнала."),
        )
    with translation.override("bg"):
        paper = LETTERS[what].paper(request)
    return documents.issue(
        actor,
        paper=paper,
        kind=f"referral.{what}",
        record_kind="request",
        record_id=request.pk,
        audience=request.audience,
        person_id=request.person_id,
        now=now,
    )
