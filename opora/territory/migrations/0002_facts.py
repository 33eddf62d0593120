"""The districts, municipalities and the census of 2021 from the product's own tables."""

from decimal import Decimal

from django.db import migrations

from opora.territory import facts


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    _load_units(apps, database)
    _load_census(apps, database)


def _load_units(apps, database):
    district = apps.get_model("territory", "District")
    district.objects.using(database).bulk_create(district(**row) for row in facts.rows("districts"))
    municipality = apps.get_model("territory", "Municipality")
    municipality.objects.using(database).bulk_create(
        municipality(
            **{
                **{name: row[name] for name in ("code", "name", "name_en", "category")},
                **{name: row[name] for name in ("seat", "seat_ekatte", "point_source")},
                "district_id": row["district"],
                "seat_lat": Decimal(row["lat"]),
                "seat_lon": Decimal(row["lon"]),
            }
        )
        for row in facts.rows("municipalities")
    )


def _load_census(apps, database):
    indicator = apps.get_model("territory", "Indicator")
    value = apps.get_model("territory", "IndicatorValue")
    indicator.objects.using(database).bulk_create(
        indicator(
            code=code,
            name=name,
            name_en=name_en,
            unit="души",
            source=facts.CENSUS_SOURCE,
            url=facts.CENSUS_URL,
        )
        for code, name, name_en in facts.CENSUS_INDICATORS
    )
    value.objects.using(database).bulk_create(
        value(
            indicator_id=code,
            municipality_id=row["code"],
            as_of=facts.CENSUS_DAY,
            value=Decimal(row[code]),
            source=facts.CENSUS_SOURCE,
        )
        for row in facts.rows("census_2021")
        for code, _name, _name_en in facts.CENSUS_INDICATORS
    )


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
