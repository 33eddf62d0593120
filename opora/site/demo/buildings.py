"""Buildings, complexes, prices, places by procedure, a file with mistakes; all invented."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import xlsxwriter

from opora.capacity import services as capacity
from opora.capacity.models import CapacityRequest
from opora.facilities import services as facilities
from opora.facilities.models import AccessibilityItem
from opora.facilities.rules import Share
from opora.facilities.services import BuildingFacts
from opora.imports import services as imports
from opora.imports.fields import FIELDS
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.money import Currency, Money
from opora.register import prices, services
from opora.register import queries as register
from opora.register.models import Service
from opora.territory.imports.reading import Source

from .days import Days
from .schedule import Tale
from .stage import Stage

DAY = timedelta(days=1)
# key, keeper, municipality, settlement, street, ownership, condition, energy, built, renovated,
# area, services
BUILDINGS: tuple[tuple[Any, ...], ...] = (
    ("Сграда „Слънце“", "slance", "SFO39", "гр. Самоков", "ул. „Измислена“ 1", "municipal",
     "repair", "D", 1978, 2012, 640, ("slance",)),
    ("Къща „Надежда“", "slance", "SFO39", "гр. Самоков", "ул. „Измислена“ 3", "rented",
     "good", "B", 2009, None, 280, ("nadezhda",)),
    ("Дом за социални услуги – Самоков", "ob-samokov", "SFO39", "гр. Самоков",
     "ул. „Примерна“ 12–16", "municipal", "overhaul", "F", 1966, 1994, 1320,
     ("csri-sam", "cop-sam", "patr-sam", "ap-sam")),
    ("Защитено жилище „Рила“", "ob-samokov", "SFO39", "с. Говедарци", "ул. „Планинска“ 5",
     "municipal", "good", "C", 1985, 2019, 210, ("zzh-sam",)),
    ("Комплекс „Морски бряг“", "soc-sozopol", "BGS21", "гр. Созопол", "ул. „Крайбрежна“ 8",
     "municipal", "good", "C", 1991, 2016, 980, ("patr-soz", "cop-soz", "csri-soz")),
    ("Семеен дом – Созопол", "soc-sozopol", "BGS21", "гр. Созопол", "ул. „Крайбрежна“ 10",
     "municipal", "good", "A", 2013, None, 240, ("cnst-soz",)),
    ("Дневен център „Пирин“", "ob-bansko", "BLG01", "гр. Банско", "ул. „Пирин“ 20", "municipal",
     "repair", "E", 1972, 2005, 450, ("dcplu-ban", "ap-ban")),
    ("Бивше училище – Добърско", "ob-bansko", "BLG01", "с. Добърско", "ул. „Първа“ 2",
     "municipal", "overhaul", "", 1938, None, 520, ("cop-ban",)),
    ("Кухня на патронажа", "ob-mineralni-bani", "HKV19", "с. Минерални бани", "ул. „Изворна“ 3",
     "municipal", "repair", "G", 1969, None, 190, ()),
    ("Дом за стари хора – Елена", "ob-elena", "VTR13", "гр. Елена", "ул. „Балканска“ 30",
     "municipal", "overhaul", "G", 1958, 1987, 1750, ()),
    ("Старо крило на дома", "ob-elena", "VTR13", "гр. Елена", "ул. „Балканска“ 30А", "municipal",
     "unfit", "", 1931, None, 600, ()),
)  # fmt: skip
NEEDS = (
    ("Сграда „Слънце“", "access", "Рампа и платформа към втория етаж", 3_840_000, 2027),
    ("Сграда „Слънце“", "energy", "Топлоизолация и дограма", 12_150_000, 2028),
    ("Дом за социални услуги – Самоков", "renovate", "Основен ремонт на покрива", 9_600_000, 2027),
    ("Дом за социални услуги – Самоков", "access", "Асансьор", None, 2028),
    ("Дневен център „Пирин“", "equip", "Сензорна стая", 2_275_000, 2027),
    ("Бивше училище – Добърско", "renovate", "Преустройство за услугата", None, 2029),
    ("Кухня на патронажа", "equip", "Конвектомат и хладилна камера", 4_180_000, 2027),
    ("Дом за стари хора – Елена", "energy", "Обновяване с мерки за енергийна ефективност",
     84_000_000, 2028),
)  # fmt: skip
# Answers by the condition of a building, in the order of the checklist.
FOUND = {
    "good": "yes yes yes yes partly no no yes yes",
    "repair": "partly yes no yes no no no partly partly",
    "overhaul": "no partly no no no no no no partly",
    "unfit": "no no no no no no no no no",
}
SHARED = {
    "soc-sozopol": (
        ("staff", "Психолог", 148_000, {"cop-soz": (50, 148_000), "csri-soz": (40, 148_000),
                                        "cnst-soz": (10, 60_000)}),
        ("staff", "Шофьор", 121_000, {"patr-soz": (70, 121_000), "csri-soz": (30, 90_000)}),
        ("vehicle", "Бус с платформа", 64_000, {"patr-soz": (50, 64_000), "csri-soz": (30, 64_000),
                                                "cnst-soz": (20, 45_000)}),
        ("room", "Зала за групови занимания", None, {"cop-soz": (60, 30_000),
                                                     "csri-soz": (40, None)}),
    ),
    "slance": (
        ("hours", "Часове на логопед", 52_000, {"slance": (70, 52_000), "nadezhda": (30, 26_000)}),
        ("vehicle", "Микробус", 58_000, {"slance": (80, 58_000), "nadezhda": (20, 40_000)}),
    ),
}  # fmt: skip


def stage_register(stage: Stage, days: Days) -> list[Tale]:
    """Everything of the register in full."""
    changes = (
        (240, date(2025, 3, 1), {"line": "ул. „Примерна“ 12, ет. 2"}, "Договор за сградата"),
        (60, days.office(60).date(), {"phone": "0700 00 113"}, "Нов телефон"),
    )
    return [
        *[_change(stage, days, *each) for each in changes],
        _complex(stage, days),
        *[_building(stage, days, row) for row in BUILDINGS],
        *[_share(stage, days, slug, resources) for slug, resources in SHARED.items()],
        _price(stage, days),
        *[_request(stage, days, n, row) for n, row in enumerate(REQUESTS)],
        _file(stage, days),
    ]


def _building(stage: Stage, days: Days, row: tuple[Any, ...]) -> Tale:
    now = days.office(75)
    yield now
    name, slug, code, place, line, owner, state, energy, built, renovated, area, keys = row
    actor = stage.staff.head(slug)
    facts = BuildingFacts(
        name, code, place, line, owner, state, energy, built, renovated, area, "",
        tuple(stage.services[key].pk for key in keys),
    )  # fmt: skip
    with acting(actor):
        made = facilities.add_building(actor, facts=facts, now=now)
        facilities.add_equipment(
            actor, building=made, name="Компютри", n_items=4, made_in=2019,
            condition="repair", now=now,
        )  # fmt: skip
        facilities.add_equipment(
            actor, building=made, name="Котел", n_items=1, made_in=2008,
            condition="overhaul" if state != "good" else "good", now=now,
        )  # fmt: skip
        for _where, kind, title, cents, year in (each for each in NEEDS if each[0] == name):
            facilities.add_need(
                actor, building=made, kind=kind, title=title, cents=cents, wanted_by=year,
                now=now,
            )  # fmt: skip
    now = days.office(69)
    yield now
    with acting(actor):
        items = AccessibilityItem.objects.values_list("pk", flat=True)
        answers = dict(zip(items, FOUND[state].split(), strict=True))
        facilities.check_access(
            actor, building=made, answers=answers, checked_on=days.office(70).date(), now=now
        )


def _change(
    stage: Stage, days: Days, ago: int, changed_on: date, changed: dict[str, str], why: str
) -> Tale:
    """A center that had another name and street until last year: the register on a past day."""
    now, actor = days.office(ago), stage.staff.head("soc-samokov")
    yield now
    with acting(actor):
        service = register.service(actor, stage.services["csri-sam"].pk)
        facts = register.facts_of(service)
        values = {name: getattr(facts, name) for name in facts.__slots__} | changed
        services.edit_service(
            actor, service=service, seen_version=service.version,
            facts=facts.__class__(**values), changed_on=changed_on, why=why, now=now,
        )  # fmt: skip


def _complex(stage: Stage, days: Days) -> Tale:
    """The two services of „Слънце“ under one roof of management."""
    actor, now = stage.staff.head("slance"), days.office(90)
    yield now
    with acting(actor):
        made = services.create_complex(
            actor, provider_id=actor.organization_id, name="Комплекс „Слънце“",
            municipality="SFO39", now=now,
        )  # fmt: skip
        for key in ("slance", "nadezhda"):
            service = register.service(actor, stage.services[key].pk)
            facts = register.facts_of(service)
            values = {name: getattr(facts, name) for name in facts.__slots__}
            services.edit_service(
                actor, service=service, seen_version=service.version,
                facts=facts.__class__(**{**values, "complex_id": made.pk}),
                why="Обединяване в комплекс", now=now,
            )  # fmt: skip


def _share(stage: Stage, days: Days, slug: str, resources: tuple[Any, ...]) -> Tale:
    actor, now = stage.staff.head(slug), days.office(50)
    yield now
    with acting(actor):
        found = register.complexes(actor, provider_id=actor.organization_id)[0]
        for kind, name, cost, parts in resources:
            row = facilities.add_resource(
                actor, complex_id=found.pk, kind=kind, name=name, cost_cents=cost, now=now
            )
            shares = [
                Share(stage.services[key].pk, percent, alone)
                for key, (percent, alone) in parts.items()
            ]
            facilities.set_shares(
                actor, resource=row, cost_cents=cost, shares=shares, seen=1, now=now
            )


def _price(stage: Stage, days: Days) -> Tale:
    now = days.office(40)
    yield now
    for slug, key, item, unit, cents, since in (
        ("slance", "slance", "Занимание с логопед", "hour", 1800, date(2025, 9, 1)),
        ("slance", "slance", "Занимание с логопед", "hour", 1100, date(2026, 1, 1)),
        ("yantra", "dcsh-vt", "Ден в центъра", "day", 1650, date(2026, 1, 1)),
    ):
        actor = stage.staff.head(slug)
        with acting(actor):
            prices.write(
                actor, service=register.service(actor, stage.services[key].pk), item=item,
                unit=unit, price=_money(cents, since), valid_from=since, now=now,
            )  # fmt: skip


def _money(cents: int, since: date) -> Money:
    return Money(cents, Currency.EUR if since.year >= 2026 else Currency.BGN)


# Changes of places by procedure: one in every state

WHY = "По списъка на чакащите няма места, а сградата и хората са осигурени."
REQUESTS = (
    ("ob-samokov", "cop-sam", 14, ""),
    ("ob-samokov", "csri-sam", 16, "send"),
    ("ob-samokov", "zzh-sam", 6, "send return"),
    ("ob-sozopol", "csri-soz", 12, "send order"),
    ("ob-sozopol", "cop-soz", 10, "send order decide"),
    ("ob-bansko", "cop-ban", 8, "send order decide apply"),
    ("ob-bansko", "dcplu-ban", 12, "send refuse"),
    ("ob-mineralni-bani", "ap-min", 4, "send drop"),
)


def _request(stage: Stage, days: Days, n: int, row: tuple[str, str, int, str]) -> Tale:
    slug, key, n_asked, path = row
    actor, now = stage.staff.first(slug), days.office(45 - 3 * n)
    yield now
    with acting(actor):
        service = register.service(actor, stage.services[key].pk)
        made = capacity.begin(
            actor, service=service, provider=service.provider, title=service.name,
            n_asked=n_asked, wanted_from=days.today + 20 * DAY, reason=WHY, now=now,
        )  # fmt: skip
    for verb in path.split():
        now = days.on(now.date() + DAY)
        yield now
        _step(stage, made, verb, n_asked, now)


def _step(stage: Stage, row: CapacityRequest, verb: str, n_asked: int, moment: datetime) -> None:
    agency = verb in {"return", "order", "refuse"}
    slugs = {office.pk: slug for slug, office in stage.staff.offices.items()}
    slug = slugs[row.organization_id]
    actor: Actor = stage.staff.head("asp") if agency else stage.staff.first(slug)
    facts: dict[str, dict[str, Any]] = {
        "return": {"answer": "Приложете справка за чакащите по месеци."},
        "refuse": {"answer": "Общината вече има неусвоени места в същата услуга."},
        "order": {"n_approved": n_asked, "order_number": f"РД-01-{200 + row.pk}"},
        "decide": {
            "decision_number": f"{300 + row.pk}",
            "decision_on": moment.date(),
            "effective_from": moment.date() + DAY,
        },
    }
    acts: dict[str, Any] = {
        "send": capacity.send, "drop": capacity.drop, "return": capacity.give_back,
        "refuse": capacity.refuse, "order": capacity.order, "decide": capacity.decide,
        "apply": capacity.enter,
    }  # fmt: skip
    with acting(actor):
        fresh = CapacityRequest.objects.get(pk=row.pk)
        acts[verb](actor, row=fresh, seen=fresh.version, now=moment, **facts.get(verb, {}))


def _file(stage: Stage, days: Days) -> Tale:
    """A file with mistakes of every kind, read and waiting: to be mended and given back."""
    now = days.office(1)
    yield now
    actor = stage.staff.head("ob-samokov")
    heads = {field.code: field.head for field in FIELDS}
    good = {
        "eik": "990000026", "kind": "cop", "name": "Център за обществена подкрепа – Говедарци",
        "municipality": "Самоков", "settlement": "с. Говедарци", "line": "ул. „Планинска“ 7",
        "phone": "0700 00 119", "groups": "children-risk", "users": "деца",
        "level": "общинско ниво", "funding": "общински бюджет", "mode": "почасово",
        "environment": "в общността", "opened_on": "01.09.2026", "n_places": 6,
        "basis": "Решение на общинския съвет",
    }  # fmt: skip
    with acting(actor):
        group = Service.objects.get(pk=stage.services["cop-sam"].pk).target_groups.first()
        good["groups"] = group.pk if group else ""
        rows = [
            good,
            good | {"name": "Дневна грижа – Рила", "opened_on": "31.02.2026"},
            good | {"name": "Мобилна подкрепа – Искър", "n_places": "шест"},
            good | {"name": "Клуб „Бяла“", "municipality": "Бяла"},
            good | {"name": "Цeнтър с лaтински букви"},
            good | {"name": "Без телефон", "phone": ""},
        ]
        content = io.BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        sheet = book.add_worksheet("Услуги")
        sheet.write_row(0, 0, list(heads.values()))
        for n, row in enumerate(rows, 1):
            sheet.write_row(n, 0, [row.get(code, "") for code in heads])
        book.close()
        source = Source("услуги-говедарци.xlsx", content.getvalue())
        run = imports.upload(actor, source=source, now=now)
        imports.stage(actor, run_id=run.pk, now=now)
