"""Who takes part: authorities, agencies and providers, and the people who work there.

The authorities exist; their people, phones and addresses do not. The providers' names are invented.
"""

from dataclasses import dataclass

from opora.accounts.rules import OrganizationKind as Kind
from opora.accounts.rules import Role

PASSWORD = "opora-pokazna"  # noqa: S105  of every ready account; production refuses them
AREA_SOURCE = "демонстрация, предстои проверка"


@dataclass(frozen=True, slots=True)
class Office:
    """One organization of the demonstration."""

    slug: str
    kind: Kind
    name: str
    short_name: str
    municipality: str | None = None
    district: str | None = None
    prefix: str = ""
    eik: str = ""
    is_municipal: bool = False


def municipality(slug: str, name: str, code: str, prefix: str) -> Office:
    """The administration of a municipality."""
    return Office(slug, Kind.MUNICIPALITY, f"Община {name}", f"община {name}", code, prefix=prefix)


def directorate(slug: str, seat: str, district: str, prefix: str) -> Office:
    """A Social Assistance Directorate."""
    name = f"Дирекция „Социално подпомагане“ – {seat}"
    return Office(slug, Kind.DIRECTORATE, name, f"ДСП {seat}", None, district, prefix)


def provider(slug: str, name: str, short: str, code: str, eik: str, own: bool = True) -> Office:
    """A provider: a municipality's own (`own`) or a private one."""
    return Office(slug, Kind.PROVIDER, name, short, code, None, "", eik, own)


def of_district(code: str, name: str, slug: str) -> tuple[Office, Office]:
    """The regional directorate and the governor's administration of a district."""
    return (
        Office(
            f"rdsp-{slug}",
            Kind.REGIONAL_DIRECTORATE,
            f"Регионална дирекция за социално подпомагане – {name}",
            f"РДСП {name}",
            district=code,
        ),
        Office(
            f"oblast-{slug}",
            Kind.DISTRICT,
            f"Областна администрация – {name}",
            f"област {name.removesuffix(' област')}",
            district=code,
        ),
    )


AGENCY = Office("asp", Kind.ASSISTANCE_AGENCY, "Агенция за социално подпомагане", "АСП")
OFFICES = (
    municipality("ob-samokov", "Самоков", "SFO39", "САМ"),
    municipality("ob-sozopol", "Созопол", "BGS21", "СОЗ"),
    municipality("ob-bansko", "Банско", "BLG01", "БАН"),
    municipality("ob-mineralni-bani", "Минерални бани", "HKV19", "МИН"),
    municipality("ob-elena", "Елена", "VTR13", "ЕЛЕ"),
    directorate("dsp-samokov", "Самоков", "SFO", "ДСАМ"),
    directorate("dsp-sozopol", "Созопол", "BGS", "ДСОЗ"),
    directorate("dsp-razlog", "Разлог", "BLG", "ДРАЗ"),
    directorate("dsp-haskovo", "Хасково", "HKV", "ДХАС"),
    directorate("dsp-elena", "Елена", "VTR", "ДЕЛЕ"),
    *of_district("SFO", "София област", "sofia"),
    *of_district("BGS", "Бургас", "burgas"),
    *of_district("BLG", "Благоевград", "blagoevgrad"),
    *of_district("HKV", "Хасково", "haskovo"),
    *of_district("VTR", "Велико Търново", "tarnovo"),
    Office("aksu", Kind.QUALITY_AGENCY, "Агенция за качеството на социалните услуги", "АКСУ"),
    Office("mtsp", Kind.MINISTRY, "Министерство на труда и социалната политика", "МТСП"),
    provider("slance", "Сдружение „Слънце за всички“", "„Слънце“", "SFO39", "990000012", False),
    provider("soc-samokov", "Социални услуги – Самоков", "СУ Самоков", "SFO39", "990000026"),
    provider("soc-ihtiman", "Социални услуги – Ихтиман", "СУ Ихтиман", "SFO20", "990000037"),
    provider("soc-kostenets", "Социални услуги – Костенец", "СУ Костенец", "SFO25", "990000044"),
    provider(
        "soc-sozopol", "Комплекс за социални услуги – Созопол", "КСУ Созопол", "BGS21", "990000051"
    ),
    provider("bryag", "Фондация „Бряг“", "„Бряг“", "BGS04", "990000069", False),
    provider("soc-bansko", "Социални услуги – Банско", "СУ Банско", "BLG01", "990000076"),
    provider("soc-razlog", "Социални услуги – Разлог", "СУ Разлог", "BLG37", "990000083"),
    provider(
        "soc-mineralni", "Социални услуги – Минерални бани", "СУ Мин. бани", "HKV19", "990000090"
    ),
    provider("soc-haskovo", "Социални услуги – Хасково", "СУ Хасково", "HKV34", "990000101"),
    provider("soc-elena", "Социални услуги – Елена", "СУ Елена", "VTR13", "990000119"),
    provider("yantra", "Сдружение „Янтра“", "„Янтра“", "VTR04", "990000126", False),
)
AREAS = {
    "dsp-samokov": ("SFO39",),
    "dsp-sozopol": ("BGS21",),
    "dsp-razlog": ("BLG01", "BLG37"),
    "dsp-haskovo": ("HKV19", "HKV34"),
    "dsp-elena": ("VTR13",),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for an organization; `email` is theirs in every one."""

    email: str
    name: str
    office: str
    role: Role


# The order of the sign-in page; the first seven are the accounts of the story in the README.
ACCOUNTS = (
    Member("expert.samokov@opora.example", "Мария Илиева", "ob-samokov", Role.OFFICER),
    Member("dsp.samokov@opora.example", "Росица Димова", "dsp-samokov", Role.OFFICER),
    Member("head.dsp.samokov@opora.example", "Стефан Колев", "dsp-samokov", Role.HEAD),
    Member("slance@opora.example", "Петя Иванова", "slance", Role.HEAD),
    Member("expert.elena@opora.example", "Виолета Станева", "ob-elena", Role.OFFICER),
    Member("oblast.sofia@opora.example", "Димитър Райчев", "oblast-sofia", Role.ANALYST),
    Member("analyst.asp@opora.example", "Ана Минчева", "asp", Role.ANALYST),
    Member("soc.samokov@opora.example", "Антоанета Янкова", "soc-samokov", Role.HEAD),
    Member("soc.ihtiman@opora.example", "Румен Златев", "soc-ihtiman", Role.HEAD),
    Member("head.samokov@opora.example", "Красимир Бонев", "ob-samokov", Role.HEAD),
    Member("expert.sozopol@opora.example", "Яна Калоянова", "ob-sozopol", Role.OFFICER),
    Member("head.sozopol@opora.example", "Тодор Милев", "ob-sozopol", Role.HEAD),
    Member("dsp.sozopol@opora.example", "Невена Русева", "dsp-sozopol", Role.OFFICER),
    Member("expert.bansko@opora.example", "Лиляна Баева", "ob-bansko", Role.OFFICER),
    Member("two.roles@opora.example", "Теодора Василева", "ob-mineralni-bani", Role.OFFICER),
    Member("two.roles@opora.example", "Теодора Василева", "soc-mineralni", Role.HEAD),
    Member("admin.asp@opora.example", "Борислав Костов", "asp", Role.ADMINISTRATOR),
    Member("head.asp@opora.example", "Стоян Главчев", "asp", Role.HEAD),
    Member("aksu@opora.example", "Радостина Лазова", "aksu", Role.OFFICER),
    Member("yantra@opora.example", "Милен Дряновски", "yantra", Role.HEAD),
)
# They stand under acts and in the workload, but nobody signs in as them.
COLLEAGUES = (
    Member("pencheva@opora.example", "Гергана Пенчева", "ob-samokov", Role.OFFICER),
    Member("toshev@opora.example", "Николай Тошев", "ob-samokov", Role.OFFICER),
    Member("markova@opora.example", "Ивелина Маркова", "dsp-samokov", Role.OFFICER),
    Member("stoichkov@opora.example", "Йордан Стоичков", "dsp-samokov", Role.OFFICER),
    Member("dsp.razlog@opora.example", "Емилия Попова", "dsp-razlog", Role.HEAD),
    Member("dsp.haskovo@opora.example", "Живко Желев", "dsp-haskovo", Role.HEAD),
    Member("dsp.elena@opora.example", "Снежана Дочева", "dsp-elena", Role.HEAD),
    Member("head.elena@opora.example", "Пламен Кършев", "ob-elena", Role.HEAD),
    Member("head.bansko@opora.example", "Георги Смрекарски", "ob-bansko", Role.HEAD),
    Member("head.mineralni@opora.example", "Севда Изворска", "ob-mineralni-bani", Role.HEAD),
    Member("sladkova@opora.example", "Даниела Сладкова", "slance", Role.OFFICER),
    Member("soc.kostenets@opora.example", "Магдалена Цекова", "soc-kostenets", Role.HEAD),
    Member("soc.sozopol@opora.example", "Калина Стоева", "soc-sozopol", Role.HEAD),
    Member("bryag@opora.example", "Веселин Морев", "bryag", Role.HEAD),
    Member("soc.bansko@opora.example", "Атанас Пирински", "soc-bansko", Role.HEAD),
    Member("soc.razlog@opora.example", "Цветана Карова", "soc-razlog", Role.HEAD),
    Member("soc.haskovo@opora.example", "Добромир Найденов", "soc-haskovo", Role.HEAD),
    Member("soc.elena@opora.example", "Йорданка Чолева", "soc-elena", Role.HEAD),
)
