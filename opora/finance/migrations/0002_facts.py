"""Loads the derived standards, indexation, transfers, amounts of the law, sources, activities."""

from datetime import date
from decimal import Decimal

from django.db import migrations

from opora.finance import facts


def load(apps, schema_editor):
    activity = apps.get_model("finance", "BudgetActivity")
    delegated = {"yes": True, "no": False, "": None}
    activity.objects.bulk_create(
        activity(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            is_delegated=delegated[row["delegated"]],
            source="отчети по ЕБК (Б3)",
            confidence="confirmed",
        )
        for row in facts.rows("activities")
    )
    source = apps.get_model("finance", "FundingSource")
    source.objects.bulk_create(
        source(position=position, **row) for position, row in enumerate(facts.rows("sources"), 1)
    )
    load_items(apps)
    load_standards(apps)
    load_transfers(apps)
    load_references(apps)


def load_items(apps):
    item, scope = (apps.get_model("finance", name) for name in ("StandardItem", "StandardScope"))
    for position, row in enumerate(facts.rows("standard_items"), 1):
        item.objects.create(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            counted_by=row["counted_by"],
            activity_id=row["activity"] or None,
            position=position,
        )
        scope.objects.bulk_create(
            [scope(item_id=row["code"], named_service_id=code) for code in row["named"].split()]
            + [
                scope(item_id=row["code"], planned_service_id=code, is_included=is_included)
                for column, is_included in (("planned", False), ("included", True))
                for code in row[column].split()
            ]
        )


def load_standards(apps):
    standard = apps.get_model("finance", "CostStandard")
    standard.objects.bulk_create(
        standard(
            item_id=row["item"],
            year=int(row["year"]),
            version=1,
            amount_cents=facts.cents(row["amount"]),
            currency="EUR" if int(row["year"]) >= 2026 else "BGN",
            valid_from=date(int(row["year"]), 1, 1),
            tolerance_cents=facts.cents(row["tolerance"]) or 0,
            confidence=row["confidence"],
            evidence=row["evidence"],
            known_on=facts.known_on(int(row["year"])),
        )
        for row in facts.rows("standards")
    )
    indexation = apps.get_model("finance", "Indexation")
    indexation.objects.bulk_create(
        indexation(
            year=int(row["year"]),
            version=1,
            factor=Decimal(row["factor"]),
            confidence=row["confidence"],
            evidence=row["evidence"],
            known_on=facts.known_on(int(row["year"])),
        )
        for row in facts.rows("indexations")
    )


def load_transfers(apps):
    transfer = apps.get_model("finance", "Transfer")
    transfer.objects.bulk_create(
        transfer(
            municipality_id=row["municipality"],
            year=year,
            thousands=Decimal(row[str(year)]),
            currency="EUR" if year >= 2026 else "BGN",
            source=source,
            known_on=facts.known_on(year),
        )
        for row in facts.rows("transfers")
        for year, source in facts.TRANSFER_SOURCES.items()
        if row[str(year)]
    )


def load_references(apps):
    reference = apps.get_model("finance", "ReferenceAmount")
    positions = {}
    for row in facts.rows("references"):
        year = int(row.pop("year"))
        reference.objects.create(
            amount_cents=facts.cents(row.pop("amount")),
            valid_from=date(year, 1, 1),
            valid_to=date(year + 1, 1, 1),
            position=positions.setdefault(row["code"], len(positions)),
            **row,
        )


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial"), ("register", "0004_planned_facts")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
