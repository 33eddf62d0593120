"""The catalogue of indicators, the approximated bands, the residents, figures of the country."""

from datetime import date
from decimal import Decimal

from django.db import migrations

from opora.territory import facts

YEAR_END = date(2025, 12, 31)


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    sources = _load_catalogue(apps.get_model("territory", "Indicator").objects.using(database))
    value = apps.get_model("territory", "IndicatorValue")

    def row(indicator, municipality, as_of, figure):
        return value(
            indicator_id=indicator,
            municipality_id=municipality,
            as_of=as_of,
            value=Decimal(figure),
            source=sources[indicator],
        )

    made = [
        row("residents", each["code"], YEAR_END, each["residents"])
        for each in facts.rows("residents_2025")
    ]
    made += [
        row(each["indicator"], None, facts.CENSUS_DAY, each["value"])
        for each in facts.rows("disability_2021")
    ]
    for each in facts.rows("census_2021"):
        children = facts.children_0_17(int(each["age_0_14"]), int(each["age_15_29"]))
        adults = int(each["population"]) - children - int(each["age_65_plus"])
        made.append(row("children_0_17", each["code"], facts.CENSUS_DAY, children))
        made.append(row("adults_18_64", each["code"], facts.CENSUS_DAY, adults))
    value.objects.using(database).bulk_create(made)


def _load_catalogue(indicators):
    """Every row of the table, also those that the census brought; their sources by code."""
    sources = {}
    for position, row in enumerate(facts.rows("indicators"), start=1):
        values = {name: text for name, text in row.items() if name not in {"code", "weight"}}
        values["is_whole"], values["is_entered"] = row["is_whole"] == "1", row["is_entered"] == "1"
        values |= {"weight_id": row["weight"] or None, "position": position}
        indicators.update_or_create(code=row["code"], defaults=values)
        sources[row["code"]] = row["source"]
    return sources


class Migration(migrations.Migration):
    dependencies = [("territory", "0005_catalogue")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
