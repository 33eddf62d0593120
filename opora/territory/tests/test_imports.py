"""Imports against the database: dry run, applied, again, and what never gets lost."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.territory import queries, services
from opora.territory.imports import lists, wording
from opora.territory.imports.report import Report
from opora.territory.models import Boundary, ImportRun, Municipality, Settlement

from .files import FOOTER, GOVEDARTSI, SAMOKOV, as_json, collection, feature

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
ACTOR = Actor(5, 50)


def take(*records: Any, is_applied: bool = True) -> Report:
    return services.import_list(
        ACTOR, source=as_json(list(records)), now=NOW, is_applied=is_applied
    )


def outline(*features: Any, is_applied: bool = True) -> Report:
    return services.import_boundaries(
        ACTOR, source=as_json(collection(*features)), origin="проба", now=NOW, is_applied=is_applied
    )


def codes(n: int) -> list[str]:
    firsts = (f"{number:04}" for number in range(1, n + 1))
    return [f"{first}{lists.control_digit(first + '0')}" for first in firsts]


def test_a_dry_run_reports_and_writes_nothing() -> None:
    report = take(GOVEDARTSI, SAMOKOV, FOOTER, is_applied=False)
    assert (report.n_read, report.added, report.is_applied) == (2, ["15285", "65231"], False)
    assert not Settlement.objects.exists()
    assert not ImportRun.objects.exists()


def test_an_applied_import_keeps_its_proof() -> None:
    report = take(GOVEDARTSI, SAMOKOV, FOOTER)
    run = ImportRun.objects.get()
    assert (run.user_id, run.organization_id, run.applied_at) == (5, 50, NOW)
    assert run.sha256 == report.sha256
    assert run.report["added"] == ["15285", "65231"]
    assert str(Settlement.objects.get(pk="15285")) == "с. Говедарци"


def test_the_same_file_again_changes_nothing() -> None:
    take(GOVEDARTSI, SAMOKOV)
    report = take(GOVEDARTSI, SAMOKOV)
    assert [count for _name, count in wording.figures(report)] == [2, 0, 0, 2, 0, 0]


def test_a_change_is_reported_from_and_to() -> None:
    take(GOVEDARTSI, SAMOKOV)
    report = take(GOVEDARTSI | {"category": 5, "kmetstvo": "SFO39-06"}, SAMOKOV)
    said = [(change.code, change.label, change.old, change.new) for change in report.changed]
    assert said == [
        ("15285", "кметство", "SFO39-05", "SFO39-06"),
        ("15285", "категория", "6", "5"),
    ]
    assert report.n_changed == 1
    assert Settlement.objects.get(pk="15285").category == 5


def test_an_older_list_without_english_names_and_points_takes_none_away() -> None:
    take(GOVEDARTSI | {"lat": "42.26", "lon": "23.47"})
    old = {key: value for key, value in GOVEDARTSI.items() if key not in {"name_en", "obshtina"}}
    report = take(old | {"obstina": "SFO39"})
    village = Settlement.objects.get(pk="15285")
    assert report.n_unchanged == 1
    assert (village.name_en, str(village.lat)) == ("Govedartsi", "42.26000")


def test_a_list_without_english_names_gets_them_by_transliteration() -> None:
    old = {key: value for key, value in GOVEDARTSI.items() if key != "name_en"}
    take(old | {"name": "Горна Оряховица"})
    assert Settlement.objects.get(pk="15285").name_en == "Gorna Oryahovitsa"


def test_settlements_no_longer_named_are_unlisted_and_come_back() -> None:
    many = [GOVEDARTSI | {"ekatte": code} for code in codes(40)]
    take(*many)
    report = take(*many[1:])
    assert report.missing == [codes(1)[0]]
    assert not Settlement.objects.get(pk=codes(1)[0]).is_listed
    back = take(*many)
    assert [(change.label, change.new) for change in back.changed] == [("в списъка", "да")]


def test_a_refused_row_is_not_taken_for_missing() -> None:
    take(GOVEDARTSI, SAMOKOV)
    report = take(GOVEDARTSI | {"name": ""}, SAMOKOV)
    assert report.missing == []
    assert Settlement.objects.filter(is_listed=True).count() == 2


def test_a_list_cut_in_half_unlists_nothing() -> None:
    many = [GOVEDARTSI | {"ekatte": code} for code in codes(40)]
    take(*many)
    report = take(*many[:20])
    assert report.missing == []
    assert "липсват 20 известни" in report.warnings[0]
    assert Settlement.objects.filter(is_listed=True).count() == 40


def test_a_list_older_than_the_last_is_not_applied() -> None:
    take(GOVEDARTSI, FOOTER)
    older = FOOTER | {"Данните са актуални към": "01/02/2019"}
    warned = take(GOVEDARTSI, older, is_applied=False)
    assert "към 01.02.2019 г., а вече е внесен по-нов към 08.05.2024 г." in warned.warnings[0]
    with pytest.raises(Refused, match="по-нов"):
        take(GOVEDARTSI, older)


def test_more_than_a_batch_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 10)
    n_rows = 2 * services.BATCH + 1
    take(*(GOVEDARTSI | {"ekatte": code} for code in codes(n_rows)))
    assert Settlement.objects.count() == n_rows
    take(*(GOVEDARTSI | {"ekatte": code, "category": 4} for code in codes(n_rows)))
    assert Settlement.objects.filter(category=4).count() == n_rows


def test_municipalities_are_changed_but_not_added_or_moved() -> None:
    unit = {"obshtina": "SFO39", "ekatte": "65231", "name": "Самоков", "category": 1}
    report = take(
        unit,
        unit | {"obshtina": "SFO98", "name": "Нова"},
        unit | {"obshtina": "VTR13", "name": "Елена"},
    )
    assert [(change.code, change.old, change.new) for change in report.changed] == [
        ("SFO39", "2", "1")
    ]
    assert [refusal.code for refusal in report.refused] == ["SFO98", "VTR13"]
    assert "нов код" in report.refused[0].reason
    assert "сменен център" in report.refused[1].reason
    assert Municipality.objects.count() == 265
    assert Municipality.objects.get(pk="SFO39").category == 1


def test_outlines_are_replaced_by_code() -> None:
    first = outline(feature("SFO39"), feature("VTR13"))
    assert (first.added, len(first.missing)) == (["SFO39", "VTR13"], 263)
    moved = [[23.5, 42.3], [23.7, 42.3], [23.6, 42.4], [23.5, 42.3]]
    second = outline(feature("SFO39", moved), feature("VTR13"))
    assert (second.added, second.n_changed, second.n_unchanged) == ([], 1, 1)
    assert Boundary.objects.get(pk="SFO39").geometry["coordinates"] == [moved]
    assert set(queries.boundaries()) == {"SFO39", "VTR13"}


def test_outlines_need_a_source_and_a_dry_run_writes_none() -> None:
    assert outline(feature("SFO39"), is_applied=False).added == ["SFO39"]
    assert not Boundary.objects.exists()
    with pytest.raises(Refused, match="откъде са границите"):
        services.import_boundaries(
            ACTOR, source=as_json(collection(feature("SFO39"))), origin=" ", now=NOW
        )


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    path = tmp_path / "ek_atte.json"
    path.write_bytes(as_json([GOVEDARTSI, SAMOKOV | {"ekatte": "1"}, FOOTER]).content)
    said = StringIO()
    call_command("import_settlements", path, stdout=said)
    assert "проба, нищо не е записано" in said.getvalue()
    assert "ред 2 (1): контролната цифра на кода 00001 не е вярна" in said.getvalue()
    call_command("import_settlements", path, apply=True, stdout=said)
    assert "към 08.05.2024 г. – записано" in said.getvalue()
    assert Settlement.objects.count() == 1


def test_the_commands_refuse_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="няма списък"):
        call_command("import_settlements", path)
    with pytest.raises(CommandError, match="не е GeoJSON"):
        call_command("import_boundaries", path)
    with pytest.raises(CommandError, match="Няма такъв файл"):
        call_command("import_boundaries", tmp_path / "gone")


def test_an_import_that_broke_off_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 10)
    rows = [GOVEDARTSI | {"ekatte": code} for code in codes(25)]
    whole, calls = services._batches, []

    def broken(items: Any) -> Any:
        for batch in whole(items):
            calls.append(batch)
            if len(calls) == 2:
                raise RuntimeError("the machine went down")
            yield batch

    monkeypatch.setattr(services, "_batches", broken)
    with pytest.raises(RuntimeError):
        take(*rows)
    assert Settlement.objects.count() == 10
    assert not ImportRun.objects.exists()
    monkeypatch.setattr(services, "_batches", whole)
    report = take(*rows)
    assert (len(report.added), report.n_unchanged) == (15, 10)
