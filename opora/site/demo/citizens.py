"""The invented people. Names are put together by chance with a fixed seed, ЕГН end in 980–999.

A key names the group and the number: `c3` is the third child, `e12` the twelfth elderly person.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from opora.people.rules import IdentifierKind, Missing, Sex, demo_egn


@dataclass(frozen=True, slots=True)
class Group:
    """How old, and with what first names of their time."""

    youngest: int
    oldest: int
    women: tuple[str, ...]
    men: tuple[str, ...]


GROUPS = {
    "c": Group(
        4,
        12,
        ("Радостина", "Каляна", "Преслава", "Зорница", "Бояна", "Лилия", "Дария", "Яна"),
        ("Самуил", "Боян", "Явор", "Огнян", "Деян", "Цветан", "Калоян", "Филип"),
    ),
    "t": Group(
        14,
        17,
        ("Ралица", "Теменужка", "Надежда", "Симона"),
        ("Драгомир", "Мартин", "Асен", "Крум"),
    ),
    "a": Group(
        22,
        55,
        ("Мирела", "Десислава", "Ваня", "Соня", "Росица"),
        ("Евгени", "Пламен", "Любомир", "Захари", "Светослав"),
    ),
    "e": Group(
        68,
        91,
        ("Стоянка", "Цветанка", "Марийка", "Върбинка", "Тодорка", "Пенка", "Иванка", "Кера"),
        ("Ангел", "Борис", "Рангел", "Стоил", "Христо", "Никола", "Дико", "Вълчо"),
    ),
}
FATHERS = (
    "Ангелов", "Бориславов", "Велков", "Генчев", "Дамянов", "Захариев", "Илчев", "Кирилов",
    "Лозанов", "Методиев", "Нейчев", "Огнянов", "Паунов", "Радков", "Славчев", "Трифонов",
)  # fmt: skip
FAMILIES = (
    "Бистришки", "Върбанов", "Гълъбов", "Дъбравски", "Еленков", "Житарски", "Звездев", "Изворов",
    "Камбуров", "Липов", "Мечкаров", "Орешков", "Планински", "Ручейков", "Соколов", "Теменугов",
    "Усойков", "Чешмеджиев", "Шипков", "Явашев",
)  # fmt: skip
STREETS = ("Измислена", "Примерна", "Несъществуваща", "Показна", "Образцова")
FOREIGN = {
    "f1": ("Олена", "", "Коваленкова", "female", 34, "9999001018"),
    "f2": ("Тарас", "", "Бондарев", "male", 9, "9999002026"),
    "f3": ("Амина", "", "Рахимова", "female", 41, "9999003034"),
}
UNNUMBERED = {
    "n1": ("", "", "Ручейков", "male", 0, Missing.NEWBORN),
    "h1": ("Вълко", "", "Незнайнов", "male", 58, Missing.HOMELESS),
}


# Whose request anybody may follow in the demonstration, with a code that it says aloud.
FOLLOWED, FOLLOWED_CODE, FOLLOWED_BORN = ("e17", "ap"), "ABEK-2026-TEMA", 1948


@dataclass(frozen=True, slots=True)
class Citizen:
    """One invented person as an officer would enter them."""

    key: str
    first_name: str
    middle_name: str
    last_name: str
    birth_date: date
    sex: str
    identifier_kind: str
    identifier: str = ""
    missing_reason: str = ""

    @property
    def is_child(self) -> bool:
        """Somebody for whom a parent speaks."""
        return self.key[0] in "ctn" or self.key == "f2"

    @property
    def line(self) -> str:
        """A street and a number that do not exist."""
        chance = Random(f"{self.key} lives")  # noqa: S311  not a secret
        return f"ул. „{chance.choice(STREETS)}“ {chance.randint(1, 60)}"

    @property
    def phone(self) -> str:
        """A number from a range that is not given to anybody."""
        return f"0700 99 {Random(f'{self.key} calls').randint(100, 999)}"  # noqa: S311

    @property
    def parent(self) -> str:
        """The mother of a child, the grown child of an elderly person."""
        chance = Random(f"{self.key} is of")  # noqa: S311
        family = feminine(self.last_name) if self.sex == Sex.MALE else self.last_name
        return f"{chance.choice(GROUPS['a'].women)} {feminine(chance.choice(FATHERS))} {family}"


@dataclass
class People:
    """Everybody by key; the same for every load on the same day."""

    today: date
    known: dict[str, Citizen] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def get(self, key: str) -> Citizen:
        """The person with this key."""
        if key not in self.known:
            self.known[key] = self._make(key)
        return self.known[key]

    def of_age(self, key: str, age: int) -> Citizen:
        """Somebody new who is so old."""
        self.known[key] = self._ordinary(key, Random(f"opora {key}"), age)  # noqa: S311
        return self.known[key]

    def _make(self, key: str) -> Citizen:
        chance = Random(f"opora {key}")  # noqa: S311
        if key == "e1x":  # the same woman as e1, met by the other authority without her papers
            one = self.get("e1")
            names = (one.first_name, "", one.last_name, one.birth_date, one.sex)
            return Citizen(key, *names, IdentifierKind.NONE, "", Missing.UNKNOWN)
        if key in FOREIGN:
            first, middle, last, sex, age, number = FOREIGN[key]
            born = self._born(chance, age)
            return Citizen(key, first, middle, last, born, sex, IdentifierKind.LNCH, number)
        if key in UNNUMBERED:
            first, middle, last, sex, age, reason = UNNUMBERED[key]
            born = self._born(chance, age) if age else self.today - timedelta(days=40)
            return Citizen(key, first, middle, last, born, sex, IdentifierKind.NONE, "", reason)
        return self._ordinary(key, chance)

    def _ordinary(self, key: str, chance: Random, age: int | None = None) -> Citizen:
        group = GROUPS[key[0]]
        sex = Sex.FEMALE if int(key[1:]) % 2 else Sex.MALE
        while True:
            first = chance.choice(group.women if sex == Sex.FEMALE else group.men)
            father, family = chance.choice(FATHERS), chance.choice(FAMILIES)
            if f"{first} {family}" not in self._names:
                break
        self._names.add(f"{first} {family}")
        if sex == Sex.FEMALE:
            father, family = feminine(father), feminine(family)
        age = age or chance.randint(group.youngest, group.oldest)
        born = self._born(chance, age)
        if key == FOLLOWED[0]:
            born = born.replace(year=FOLLOWED_BORN)
        number = demo_egn(born, sex, int(key[1:]))
        return Citizen(key, first, father, family, born, sex, IdentifierKind.EGN, number)

    def _born(self, chance: Random, age: int) -> date:
        """A birthday at which the person is so old today."""
        month, day = chance.randint(1, 12), chance.randint(1, 28)
        had_birthday = (month, day) <= (self.today.month, self.today.day)
        return date(self.today.year - age - (not had_birthday), month, day)


def feminine(family: str) -> str:
    """A woman's form of a family name."""
    return family[:-1] + "а" if family.endswith("и") else family + "а"
