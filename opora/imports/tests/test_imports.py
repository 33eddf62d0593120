"""Files of services: every way in which a workbook can be wrong, and nothing half done."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from opora.accounts.models import Organization
from opora.imports import cells, services, workbooks
from opora.imports.cells import Wrong
from opora.imports.models import ServiceImport
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.register import queries
from opora.register import services as register
from opora.register.models import Capacity, Service, ServiceVersion
from opora.territory.imports.reading import Source

from .conftest import EIK, NOW, PROTECTED, TODAY, Cast

HEADS = [
    "ЕИК на доставчика", "Вид услуга", "Наименование", "Община", "Населено място", "Улица и номер",
    "Телефон", "За кого е", "Ползватели", "Ниво", "Финансиране", "Начин на ползване", "Среда",
    "Открита на", "Капацитет", "Основание за местата",
]  # fmt: skip
GOOD = [
    EIK, "dcdu", "Дневен център „Изгрев“", "Самоков", "гр. Самоков", "ул. „Първа“ 1", "0722 1",
    "children-disability", "деца", "общинско ниво", "делегирана от държавата дейност", "целодневно",
    "в специализирана среда", "01.09.2021", 12, "Заповед № 1",
]  # fmt: skip


def row(**changed: Any) -> list[Any]:
    """A good row with other cells, by the beginning of their head."""
    cells = list(GOOD)
    for start, value in changed.items():
        cells[next(n for n, head in enumerate(HEADS) if head.startswith(start))] = value
    return cells


def xlsx(rows: Sequence[Sequence[Any]], edit: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook with these rows, as somebody would make it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    for n, line in enumerate(rows):
        sheet.write_row(n, 0, line)
    if edit:
        edit(book, sheet)
    book.close()
    return file.getvalue()


def text(rows: Sequence[Sequence[Any]]) -> bytes:
    """The same as CSV."""
    return "\n".join(";".join(str(cell) for cell in line) for line in rows).encode("utf-8-sig")


@pytest.fixture
def head(cast: Cast) -> Actor:
    """The municipality's head, who gives files."""
    return cast.municipality


def stage(actor: Actor, content: bytes, name: str = "услуги.xlsx") -> ServiceImport:
    """A file given and read."""
    with acting(actor):
        run = services.upload(actor, source=Source(name, content), now=NOW)
        return services.stage(actor, run_id=run.pk, now=NOW)


def marks(actor: Actor, run: ServiceImport) -> dict[str, str]:
    """The mistakes of its first row that has any."""
    with acting(actor):
        first = run.rows.filter(status="wrong").first()
        return {code: said for code, said, is_error in first.marks if is_error} if first else {}


def write_capacity(actor: Actor, **more: Any) -> None:
    register.write_capacity(actor, **more)


def apply(actor: Actor, run: ServiceImport) -> ServiceImport:
    """Written, as the page does it with a small file."""
    with acting(actor):
        services.begin(actor, run_id=run.pk)
        return services.apply(
            actor,
            run_id=run.pk,
            change_capacity=write_capacity,
            now=NOW,
            progress=services.quietly,
        )


def undo(actor: Actor, run: ServiceImport) -> ServiceImport:
    """Taken back."""
    with acting(actor):
        services.begin(actor, run_id=run.pk, undo=True)
        return services.undo(
            actor,
            run_id=run.pk,
            change_capacity=write_capacity,
            now=NOW,
            progress=services.quietly,
        )


def named(actor: Actor, name: str) -> Service | None:
    with acting(actor):
        return Service.objects.filter(name=name).first()


def test_a_good_file_enters_its_services_whole(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, GOOD, row(Наименование="Втори център", Капацитет="8 места")]))
    assert (run.state, run.n_new, run.n_wrong) == ("read", 2, 0)
    assert named(head, "Втори център") is None
    assert apply(head, run).state == "applied"
    with acting(head):
        made = queries.service(head, Service.objects.get(name="Втори център").pk)
        assert queries.capacity_on(made.pk, TODAY) == 8
        assert str(made.address) == "гр. Самоков, ул. „Първа“ 1"
        assert [group.pk for group in made.target_groups.all()] == ["children-disability"]
        version = ServiceVersion.objects.get(service=made)
        assert version.valid_from == date(2021, 9, 1)
        assert f"внос № {run.pk}" in version.why


def test_the_same_file_twice_changes_nothing(head: Actor) -> None:
    apply(head, stage(head, xlsx([HEADS, GOOD])))
    again = stage(head, xlsx([HEADS, GOOD]))
    assert (again.n_new, again.n_changed, again.n_same) == (0, 0, 1)
    with acting(head), pytest.raises(Refused, match="Няма какво да се впише"):
        services.begin(head, run_id=again.pk)


def test_nobody_writes_a_file_twice(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, GOOD]))
    apply(head, run)
    with acting(head), pytest.raises(Refused, match="вписан"):
        services.begin(head, run_id=run.pk)


def test_a_changed_service_is_shown_and_changed(head: Actor) -> None:
    apply(head, stage(head, xlsx([HEADS, GOOD])))
    run = stage(head, xlsx([HEADS, row(Телефон="0722 2", Капацитет=15)]))
    with acting(head):
        staged = run.rows.get()
        assert staged.before == {"phone": "0722 1", "n_places": 12}
    apply(head, run)
    found = named(head, "Дневен център „Изгрев“")
    assert found is not None
    assert found.phone == "0722 2"
    with acting(head):
        assert queries.capacity_on(found.pk, TODAY) == 15


def test_the_whole_file_is_taken_back(head: Actor) -> None:
    apply(head, stage(head, xlsx([HEADS, GOOD])))
    run = stage(head, xlsx([HEADS, row(Телефон="0722 2", Капацитет=15), row(Наименование="Нов")]))
    apply(head, run)
    assert undo(head, run).state == "undone"
    assert named(head, "Нов") is None
    found = named(head, "Дневен център „Изгрев“")
    assert found is not None
    assert found.phone == "0722 1"
    with acting(head):
        assert queries.capacity_on(found.pk, TODAY) == 12


def test_what_somebody_changed_after_is_not_lost(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, GOOD, row(Наименование="Нов")]))
    apply(head, run)
    with acting(head):
        service = queries.service(head, Service.objects.get(name="Нов").pk)
        register.edit_service(
            head,
            service=service,
            seen_version=1,
            facts=queries.facts_of(service).__class__(
                **{
                    name: getattr(queries.facts_of(service), name)
                    for name in queries.facts_of(service).__slots__
                }
                | {"phone": "9"}
            ),
            now=NOW,
        )
    done = undo(head, run)
    assert done.state == "applied"
    assert "променена след вноса" in done.failure
    assert named(head, "Дневен център „Изгрев“") is not None


def test_a_refusal_in_the_middle_leaves_nothing(head: Actor) -> None:
    apply(head, stage(head, xlsx([HEADS, GOOD])))
    run = stage(head, xlsx([HEADS, row(Наименование="Нов"), row(Капацитет=1)]))

    def below(actor: Actor, **more: Any) -> None:
        raise Refused("Местата са по-малко от потребителите.")

    with acting(head):
        services.begin(head, run_id=run.pk)
        done = services.apply(
            head, run_id=run.pk, change_capacity=below, now=NOW, progress=services.quietly
        )
    assert (done.state, done.failure) == ("read", "Местата са по-малко от потребителите.")
    assert named(head, "Нов") is None


def test_a_cancelled_writing_leaves_nothing(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, GOOD]))
    with acting(head):
        services.begin(head, run_id=run.pk)
        done = services.apply(
            head, run_id=run.pk, change_capacity=write_capacity, now=NOW, progress=lambda n: False
        )
    assert done.state == "read"
    assert "Прекъснато" in done.failure
    assert named(head, "Дневен център „Изгрев“") is None


def test_a_cancelled_reading_leaves_no_rows(head: Actor) -> None:
    with acting(head):
        run = services.upload(head, source=Source("f.xlsx", xlsx([HEADS, GOOD])), now=NOW)
        services.cancel(head, run_id=run.pk)
        done = services.stage(head, run_id=run.pk, now=NOW)
        assert done.state == "cancelled"
        assert not done.rows.exists()


@pytest.mark.parametrize(
    ("column", "value", "code", "said"),
    [
        ("Открита", "31.02.2024", "opened_on", "февруари 2024 г. има 29 дни"),
        ("Открита", "2020", "opened_on", "не е ден"),
        ("Открита", 44000, "opened_on", "число, а не ден"),
        ("Открита", "01.13.2020", "opened_on", "няма месец 13"),
        ("Открита", "01.09.2031", "opened_on", "в бъдещето"),
        ("Капацитет", "дванадесет", "n_places", "не е цяло число"),
        ("Капацитет", 12.5, "n_places", "цяло число"),
        ("Капацитет", -1, "n_places", "по-малко от нула"),
        ("Наименование", "Дневен цeнтъr „Изгрев“", "name", "латински букви"),
        ("Община", "Бургазка", "municipality", "Няма община"),
        ("Община", "Бяла", "municipality", "повече от една"),
        ("Община", "Елена", "municipality", "не е Вашата"),
        ("ЕИК", "175074753", "eik", "ЕИК не е верен"),
        ("ЕИК", "121396123", "eik", "Няма вписан доставчик"),
        ("Вид", "Дневен център за всички", "kind", "не е в списъка"),
        ("Вид", "kc", "kind", "защитен адрес"),
        ("За кого", "деца; марсианци", "groups", "не е в списъка"),
        ("Телефон", "", "phone", "Празно"),
    ],
)
def test_each_wrong_cell_says_what_to_mend(
    head: Actor, column: str, value: Any, code: str, said: str
) -> None:
    found = marks(head, stage(head, xlsx([HEADS, row(**{column: value})])))
    assert said in found[code], found


def test_the_same_service_twice_in_a_file_is_told(head: Actor) -> None:
    found = marks(head, stage(head, xlsx([HEADS, GOOD, GOOD])))
    assert "ред 2" in found["name"]


def test_latin_look_alikes_are_read_as_cyrillic_and_said(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, row(Наименование="Дневeн цeнтър „Изгрев“", Община="CAMOKOB")]))
    assert run.n_new == 1
    with acting(head):
        staged = run.rows.get()
    assert staged.values["name"] == "Дневен център „Изгрев“"
    assert "прочетени като кирилица" in staged.marks[0][1]


def test_numbers_as_text_and_days_of_every_shape_are_read(head: Actor) -> None:
    rows = [
        row(Наименование=f"Център {n}", Капацитет=places, Открита=day)
        for n, (places, day) in enumerate(
            [
                ("12", "1.9.2021"),
                ("12,0", "2021-09-01"),
                (12.0, date(2021, 9, 1)),
                (" 12 ", "01/09/2021"),
            ]
        )
    ]
    run = stage(head, xlsx([HEADS, *rows]))
    assert run.n_new == 4, marks(head, run)
    with acting(head):
        values = {(r.values["n_places"], r.values["opened_on"]) for r in run.rows.all()}
    assert values == {(12, "2021-09-01")}


def test_two_header_rows_and_merged_cells_are_read(head: Actor) -> None:
    over = ["Доставчик", "", "Услуга", "Адрес", "", "", *[""] * 10]
    under = ["ЕИК", "Вид", "Име", "Община", "Населено място", "Улица", *HEADS[6:]]

    def merge(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 3, 0, 5, "Адрес")
        sheet.merge_range(2, 0, 3, 0, EIK)

    second = row(Наименование="Втори", ЕИК="")
    run = stage(head, xlsx([over, under, GOOD, second], merge))
    assert run.n_new == 2, marks(head, run)
    assert any("обединени" in note for note in run.notes)
    assert any("два реда" in note for note in run.notes)


def test_formulas_give_their_values_and_it_is_said(head: Actor) -> None:
    places = HEADS.index("Капацитет")

    def formula(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, places, "=6+6", None, 12)

    run = stage(head, xlsx([HEADS, GOOD], formula))
    assert any("формули" in note for note in run.notes)
    with acting(head):
        assert run.rows.get().values["n_places"] == 12


def test_thousands_of_blank_rows_are_passed(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, *[[""]] * 3000, GOOD]))
    assert (run.n_new, run.n_rows) == (1, 1)
    with acting(head):
        assert run.rows.get().line == 3002


def test_a_csv_of_another_encoding_is_read(head: Actor) -> None:
    content = text([HEADS, GOOD]).decode("utf-8-sig").replace("„", '"').encode("cp1251")
    assert stage(head, content, "u.csv").state == "read"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02garbage", "не е таблица"),
        (b"PK\x03\x04broken", "повредена"),
        (text([["а", "б"], ["1", "2"]]), "не личи коя колона"),
        (text([HEADS]), "нито един попълнен ред"),
    ],
)
def test_what_cannot_be_read_says_why(head: Actor, content: bytes, said: str) -> None:
    run = stage(head, content)
    assert run.state == "failed"
    assert said in run.failure


def test_the_workbook_of_mistakes_marks_the_cells_and_can_be_given_back(head: Actor) -> None:
    run = stage(head, xlsx([HEADS, GOOD, row(Наименование="Втори", Открита="31.02.2024")]))
    with acting(head):
        with workbooks.mistakes(run) as file:
            content = file.read()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2
    assert "31.02.2024: февруари 2024 г. има 29 дни" in str(sheet[1][-2])
    assert sheet[1][-1] == 3
    again = stage(head, content)
    assert (again.n_wrong, marks(head, again).keys()) == (1, {"opened_on"})


def test_the_own_services_go_out_and_come_back_unchanged(head: Actor, make: Any) -> None:
    make()
    with acting(head):
        kinds = list(queries.named_services(TODAY))
        with workbooks.template(kinds, workbooks.rows_of(head, TODAY)) as file:
            content = file.read()
    run = stage(head, content)
    assert (run.n_same, run.n_wrong, run.n_new) == (1, 0, 0), marks(head, run)


def test_a_protected_service_is_not_reached_by_a_file(head: Actor, make: Any) -> None:
    protected = make(PROTECTED)
    run = stage(head, xlsx([["№ в Опора", *HEADS], [protected.pk, *GOOD]]))
    assert "Няма Ваша услуга" in marks(head, run)["id"]


@pytest.mark.parametrize("who", ["directorate", "stranger"])
def test_others_give_no_files_for_it(cast: Cast, head: Actor, who: str) -> None:
    run = stage(head, xlsx([HEADS, GOOD]))
    actor = getattr(cast, who)
    with acting(actor):
        assert not ServiceImport.objects.exists()
        assert not run.rows.exists()
    if who == "stranger":
        found = marks(actor, stage(actor, xlsx([HEADS, GOOD])))
        assert "не е на Ваша" in found["eik"] or "не е на Вашата" in found["eik"]
        return
    with acting(actor), pytest.raises(Refused, match="ръководител"):
        services.upload(actor, source=Source("f.xlsx", b"1"), now=NOW)


def test_an_agency_enters_the_whole_country_but_changes_nobody(cast: Cast, head: Actor) -> None:
    organization = Organization.objects.create(
        kind="assistance_agency", name="АСП", short_name="АСП", slug="asp"
    )
    agency = Actor(None, organization.pk, frozenset({"head"}))
    assert apply(agency, stage(agency, xlsx([HEADS, GOOD]))).state == "applied"
    found = marks(agency, stage(agency, xlsx([HEADS, row(Телефон="5")])))
    assert "Поправя я доставчикът" in found["name"]
    with acting(agency):
        assert Capacity.objects.get().n_places == 12


@pytest.mark.parametrize("value", ["31.04.2020", "29.02.2023", "0.1.2020", "1.1.20", "вчера"])
def test_no_such_day(value: str) -> None:
    with pytest.raises(Wrong):
        cells.day(value)
