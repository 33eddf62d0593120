"""Which services there are, with how many places and since when. Names and phones are invented."""

from dataclasses import dataclass
from datetime import date

from opora.register.rules import ServiceFacts

ORDER = "Заповед на изпълнителния директор на АСП"
COUNCIL = "Решение на общинския съвет"
CONTRACT = "Договор за възлагане"


@dataclass(frozen=True, slots=True)
class Profile:
    """What services of one kind have in common."""

    funding: str
    mode: str
    environment: str
    users: str
    groups: tuple[str, ...]


PROFILES = {
    "dcdu": Profile("state_delegated", "day", "specialized", "children", ("children-disability",)),
    "csri-d": Profile(
        "state_delegated",
        "hourly",
        "specialized",
        "children",
        ("children-disability", "youth-disability"),
    ),
    "cop": Profile("state_delegated", "hourly", "community", "all", ("children-risk", "families")),
    "cnst-dbu": Profile(
        "state_delegated", "round_the_clock", "specialized", "children", ("children-risk",)
    ),
    "kc": Profile("state_delegated", "round_the_clock", "specialized", "all", ("victims",)),
    "cvn": Profile(
        "state_delegated",
        "round_the_clock",
        "specialized",
        "adults",
        ("homeless", "adults-crisis"),
    ),
    "dsp-m": Profile("municipal", "hourly", "home", "adults", ("elderly", "adults-disability")),
    "ap": Profile("state_delegated", "hourly", "home", "adults", ("elderly", "adults-disability")),
    "zzh-ui": Profile(
        "state_delegated", "round_the_clock", "community", "adults", ("adults-intellectual",)
    ),
    "dcplu": Profile("state_delegated", "day", "specialized", "adults", ("adults-disability",)),
    "dcsh": Profile("municipal", "day", "specialized", "adults", ("elderly",)),
    "dsh": Profile("state_delegated", "round_the_clock", "specialized", "adults", ("elderly",)),
}
Rows = tuple[tuple[int, date, str], ...]


@dataclass(frozen=True, slots=True)
class Facility:
    """One service; `places` are its capacities, the oldest first: how many, from when, on what."""

    key: str
    provider: str
    kind: str
    name: str
    municipality: str
    settlement: str
    line: str
    phone: str
    places: Rows
    level: str = "municipal"
    in_complex: bool = False

    def facts(self, complex_id: int | None) -> ServiceFacts:
        """What the register's form would hold."""
        profile = PROFILES[self.kind]
        return ServiceFacts(
            named_service=self.kind,
            name=self.name,
            municipality=self.municipality,
            settlement=self.settlement,
            line=self.line,
            level=self.level,
            funding=profile.funding,
            mode=profile.mode,
            environment=profile.environment,
            users=profile.users,
            target_groups=profile.groups,
            phone=self.phone,
            complex_id=complex_id if self.in_complex else None,
            is_protected=self.kind == "kc",
        )


def since(year: int, n_places: int, basis: str = ORDER) -> tuple[tuple[int, date, str]]:
    """One capacity, from the first of September of a year."""
    return ((n_places, date(year, 9, 1), basis),)


COMPLEX = "Комплекс за социални услуги „Морски бряг“"
# fmt: off
FACILITIES = (
    Facility("slance", "slance", "dcdu", "Дневен център за деца с увреждания „Слънце“",
             "SFO39", "гр. Самоков", "ул. „Измислена“ 1", "0700 00 101",
             (*since(2020, 4), *since(2022, 5), *since(2025, 6))),
    Facility("nadezhda", "slance", "cnst-dbu", "Център за настаняване от семеен тип „Надежда“",
             "SFO39", "гр. Самоков", "ул. „Измислена“ 3", "0700 00 102",
             (*since(2020, 3), *since(2024, 4)), level="district"),
    Facility("csri-sam", "soc-samokov", "csri-d",
             "Център за социална рехабилитация и интеграция – Самоков",
             "SFO39", "гр. Самоков", "ул. „Примерна“ 12", "0700 00 103", since(2020, 12)),
    Facility("cop-sam", "soc-samokov", "cop", "Център за обществена подкрепа – Самоков",
             "SFO39", "гр. Самоков", "ул. „Примерна“ 14", "0700 00 104", since(2020, 10)),
    Facility("patr-sam", "soc-samokov", "dsp-m", "Домашен социален патронаж – Самоков",
             "SFO39", "гр. Самоков", "ул. „Примерна“ 16", "0700 00 105",
             (*since(2020, 14, COUNCIL), *since(2023, 12, COUNCIL))),
    Facility("ap-sam", "soc-samokov", "ap", "Асистентска подкрепа – Самоков",
             "SFO39", "гр. Самоков", "ул. „Примерна“ 16", "0700 00 106",
             (*since(2021, 3), *since(2023, 4))),
    Facility("zzh-sam", "soc-samokov", "zzh-ui", "Защитено жилище „Рила“",
             "SFO39", "с. Говедарци", "ул. „Планинска“ 5", "0700 00 107", since(2021, 4)),
    Facility("cvn-sam", "soc-samokov", "cvn", "Център за временно настаняване – Самоков",
             "SFO39", "гр. Самоков", "ул. „Гарова“ 2", "0700 00 108", since(2022, 5)),
    Facility("dcdu-iht", "soc-ihtiman", "dcdu", "Дневен център за деца с увреждания – Ихтиман",
             "SFO20", "гр. Ихтиман", "ул. „Примерна“ 2", "0700 00 111", since(2021, 8)),
    Facility("ap-iht", "soc-ihtiman", "ap", "Асистентска подкрепа – Ихтиман",
             "SFO20", "гр. Ихтиман", "ул. „Примерна“ 2", "0700 00 112", since(2022, 5)),
    Facility("csri-kos", "soc-kostenets", "csri-d",
             "Център за социална рехабилитация и интеграция – Костенец",
             "SFO25", "гр. Костенец", "ул. „Примерна“ 7", "0700 00 121", since(2021, 10)),
    Facility("dcdu-kos", "soc-kostenets", "dcdu", "Дневен център за деца с увреждания – Костенец",
             "SFO25", "гр. Костенец", "ул. „Примерна“ 9", "0700 00 122", since(2022, 6)),
    Facility("patr-soz", "soc-sozopol", "dsp-m", "Домашен социален патронаж – Созопол",
             "BGS21", "гр. Созопол", "ул. „Крайбрежна“ 8", "0700 00 201",
             since(2020, 12, COUNCIL), in_complex=True),
    Facility("cop-soz", "soc-sozopol", "cop", "Център за обществена подкрепа – Созопол",
             "BGS21", "гр. Созопол", "ул. „Крайбрежна“ 8", "0700 00 202",
             since(2020, 8), in_complex=True),
    Facility("cnst-soz", "soc-sozopol", "cnst-dbu", "Център за настаняване от семеен тип – Созопол",
             "BGS21", "гр. Созопол", "ул. „Крайбрежна“ 10", "0700 00 203",
             (*since(2020, 1), *since(2024, 2)), level="district", in_complex=True),
    Facility("csri-soz", "soc-sozopol", "csri-d",
             "Център за социална рехабилитация и интеграция – Созопол",
             "BGS21", "гр. Созопол", "ул. „Крайбрежна“ 8", "0700 00 204",
             since(2021, 8), in_complex=True),
    Facility("csri-bur", "bryag", "csri-d", "Център за социална рехабилитация „Бряг“",
             "BGS04", "гр. Бургас", "ул. „Пристанищна“ 4", "0700 00 211", since(2021, 14)),
    Facility("kc-bur", "bryag", "kc", "Кризисен център", "BGS04", "гр. Бургас",
             "ул. „Неназована“ 1", "0700 00 212", since(2022, 6), level="district"),
    Facility("dcplu-ban", "soc-bansko", "dcplu",
             "Дневен център за пълнолетни лица с увреждания – Банско",
             "BLG01", "гр. Банско", "ул. „Пирин“ 20", "0700 00 301", since(2021, 5)),
    Facility("ap-ban", "soc-bansko", "ap", "Асистентска подкрепа – Банско",
             "BLG01", "гр. Банско", "ул. „Пирин“ 20", "0700 00 302", since(2021, 4)),
    Facility("cop-ban", "soc-bansko", "cop", "Център за обществена подкрепа – Банско",
             "BLG01", "с. Добърско", "ул. „Първа“ 2", "0700 00 303", since(2022, 6)),
    Facility("dcdu-raz", "soc-razlog", "dcdu", "Дневен център за деца с увреждания – Разлог",
             "BLG37", "гр. Разлог", "ул. „Предел“ 6", "0700 00 311", since(2021, 8)),
    Facility("patr-min", "soc-mineralni", "dsp-m", "Домашен социален патронаж – Минерални бани",
             "HKV19", "с. Минерални бани", "ул. „Изворна“ 3", "0700 00 401",
             since(2020, 8, COUNCIL)),
    Facility("ap-min", "soc-mineralni", "ap", "Асистентска подкрепа – Минерални бани",
             "HKV19", "с. Минерални бани", "ул. „Изворна“ 3", "0700 00 402",
             since(2021, 1)),
    Facility("dsh-has", "soc-haskovo", "dsh", "Дом за стари хора – Хасково",
             "HKV34", "гр. Хасково", "бул. „Тракия“ 40", "0700 00 411", since(2020, 9),
             level="district"),
    Facility("dcdu-has", "soc-haskovo", "dcdu", "Дневен център за деца с увреждания – Хасково",
             "HKV34", "гр. Хасково", "бул. „Тракия“ 42", "0700 00 412", since(2021, 10)),
    Facility("patr-ele", "soc-elena", "dsp-m", "Домашен социален патронаж – Елена",
             "VTR13", "гр. Елена", "ул. „Балканска“ 9", "0700 00 501", since(2020, 10, COUNCIL)),
    Facility("ap-ele", "soc-elena", "ap", "Асистентска подкрепа – Елена",
             "VTR13", "гр. Елена", "ул. „Балканска“ 9", "0700 00 502", since(2021, 5)),
    Facility("dsh-ele", "soc-elena", "dsh", "Дом за стари хора – Елена",
             "VTR13", "гр. Елена", "ул. „Балканска“ 30", "0700 00 503", since(2020, 2),
             level="district"),
    Facility("dcsh-vt", "yantra", "dcsh", "Дневен център за стари хора „Янтра“",
             "VTR04", "гр. Велико Търново", "ул. „Царевец“ 11", "0700 00 511",
             since(2022, 10, CONTRACT)),
)
# fmt: on
KEYS = {facility.key: facility for facility in FACILITIES}
