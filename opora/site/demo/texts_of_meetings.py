"""What is said in the meetings of the demonstration. Everybody from outside is invented."""

from dataclasses import dataclass

INVENTED = " (измислено лице)"
HALL = "Областна администрация, заседателна зала"
OPENING = "Председателят откри заседанието и представи членовете на групата."
CLOSING = "Поради изчерпване на дневния ред председателят закри заседанието."
DISCUSSION = (
    "Беше представен обобщеният преглед на общините. Членовете обсъдиха къде има хора, които "
    "чакат, и кои услуги са запълнени през цялата година."
)
DISSENT = (
    "Графикът не оставя време общините без собствени експерти да обсъдят анализа с хората. "
    "Предложих две седмици повече."
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member: a user of Opora by e-mail and office, or a name from outside."""

    capacity: str
    email: str = ""
    office: str = ""
    name: str = ""
    organization: str = ""
    part: str = "member"
    may_vote: bool = True


@dataclass(frozen=True, slots=True)
class Agenda:
    """A session."""

    title: str
    items: tuple[str, ...]
    place: str = HALL


DISTRICT = {
    "kind": "working_group",
    "name": "Работна група за областната карта на Софийска област",
    "purpose": "Обобщава анализите на общините и гласува областната карта на социалните услуги.",
    "record_kind": "district",
    "quorum": "more_than_half",
    "majority": "of_present",
    "conflict_rule": "leaves",
    "rule_source": "Измислен пример: ред за работа, приет на първото заседание",
    "rule_confidence": "practice",
}
DISTRICT_SEATS = (
    Seat("district", "oblast.sofia@opora.example", "oblast-sofia", part="chair"),
    Seat("municipality", "expert.samokov@opora.example", "ob-samokov", part="secretary"),
    Seat("directorate", "dsp.samokov@opora.example", "dsp-samokov"),
    Seat("provider", "slance@opora.example", "slance"),
    Seat("provider", "soc.ihtiman@opora.example", "soc-ihtiman"),
    Seat(
        "association",
        name=f"Елица Радкова{INVENTED}",
        organization="Сдружение „Родители за достъпна среда“ (измислено)",
    ),
    Seat(
        "municipality",
        name=f"Здравко Петрунов{INVENTED}",
        organization="Община Костенец",
    ),
    Seat(
        "agency",
        name=f"Боряна Стоименова{INVENTED}",
        organization="РДСП София област",
        may_vote=False,
    ),
)
COMMISSION = {
    "kind": "commission",
    "name": "Комисия по социална политика към Общински съвет Самоков",
    "purpose": "Разглежда анализа на потребностите и годишния план преди гласуването в съвета.",
    "quorum": "more_than_half",
    "majority": "of_members",
    "conflict_rule": "stays",
    "rule_source": "Измислен пример: правилникът на общинския съвет не е внесен",
    "rule_confidence": "weak",
}
COMMISSION_SEATS = (
    Seat(
        "council",
        name=f"Георги Маджарски{INVENTED}",
        organization="Общински съвет Самоков",
        part="chair",
    ),
    Seat("council", name=f"Савка Ангелинска{INVENTED}", organization="Общински съвет Самоков"),
    Seat("council", name=f"Орлин Белчински{INVENTED}", organization="Общински съвет Самоков"),
    Seat(
        "municipality",
        "expert.samokov@opora.example",
        "ob-samokov",
        part="secretary",
        may_vote=False,
    ),
    Seat("directorate", "dsp.samokov@opora.example", "dsp-samokov", may_vote=False),
)
NATIONAL = {
    "kind": "national",
    "name": "Национална среща на експертите по социални услуги",
    "purpose": "Обменя практика между общините и обсъжда Националната карта на социалните услуги.",
    "quorum": "any",
    "majority": "of_cast",
    "conflict_rule": "leaves",
    "rule_source": "Измислен пример: програма на срещата",
    "rule_confidence": "practice",
}
NATIONAL_SEATS = (
    Seat("agency", "analyst.asp@opora.example", "asp", part="chair"),
    Seat("municipality", "expert.samokov@opora.example", "ob-samokov"),
    Seat("municipality", "expert.sozopol@opora.example", "ob-sozopol"),
    Seat("municipality", "expert.bansko@opora.example", "ob-bansko", part="secretary"),
    Seat("municipality", "expert.elena@opora.example", "ob-elena"),
    Seat("district", "oblast.sofia@opora.example", "oblast-sofia"),
    Seat(
        "ministry",
        name=f"Детелина Вазова{INVENTED}",
        organization="Министерство на труда и социалната политика",
    ),
    Seat(
        "association",
        name=f"Калоян Жечев{INVENTED}",
        organization="Сдружение на общинските експерти (измислено)",
        may_vote=False,
    ),
)
FIRST = Agenda(
    "Преглед на потребностите и ред за работа",
    (
        "Обобщен преглед на потребностите в областта",
        "Ред за работа на групата и график до областната карта",
        "Избор на докладчик по услугите на областно ниво",
    ),
)
SECOND = Agenda(
    "Проект на областна карта",
    (
        "Представяне на проекта на областна карта",
        "Общини домакини на услугите на областно ниво",
        "Гласуване на проекта",
    ),
)
COMMITTEE = Agenda(
    "Анализ на потребностите на община Самоков",
    ("Анализ на потребностите и обществено обсъждане", "Предложение за решение на съвета"),
    "Община Самоков, зала 2",
)
CONFERENCE = Agenda(
    "Национална среща: Картата на социалните услуги в общините",
    (
        "Откриване и приветствия от домакина",
        "Какво показва Националната карта и какво остава до 2035 г.",
        "Обмен на практика: комплекси, които споделят екип и транспорт",
        "Посещение на място: дневен център и комплекс за социални услуги",
        "Изводи и препоръки",
    ),
    "Банско, читалищен салон",
)
MATERIAL = (
    "Обобщен преглед (извадка)",
    (
        "Четири общини са внесли данните си. В две от тях няма дневна грижа за деца. "
        "Числата са измислени и служат за показ."
    ),
)
SAID = (
    ("Мария Илиева", 0, "finding", "В селата на общината асистентската подкрепа е запълнена."),
    (
        f"Елица Радкова{INVENTED}",
        0,
        "finding",
        "Семействата от съседните общини пътуват над час до най-близкия дневен център.",
    ),
    (
        "Петя Иванова",
        1,
        "proposal",
        "Преди гласуването групата да посети услугите, за които има списък на чакащите.",
    ),
    (
        "Росица Димова",
        2,
        "proposal",
        "Докладчикът да събере становищата на всички общини по услугите на областно ниво.",
    ),
)
# Question, item of the agenda, whether secret, who votes against.
QUESTIONS = (
    (
        "Приема ли се редът за работа на групата с график до областната карта?",
        1,
        False,
        ("Румен Златев",),
    ),
    ("Избира ли се Мария Илиева за докладчик по услугите на областно ниво?", 2, True, ()),
)
