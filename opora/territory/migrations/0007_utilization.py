"""The indicator of utilization by attendance, where the catalogue was loaded before it."""

from django.db import migrations

from opora.territory import facts

CODE = "own_utilization"


def load(apps, schema_editor):
    indicators = apps.get_model("territory", "Indicator").objects.using(
        schema_editor.connection.alias
    )
    for position, row in enumerate(facts.rows("indicators"), start=1):
        if row["code"] == CODE:
            values = {name: text for name, text in row.items() if name not in {"code", "weight"}}
            values |= {"is_whole": False, "is_entered": False, "weight_id": row["weight"]}
            indicators.update_or_create(code=CODE, defaults=values | {"position": position})


class Migration(migrations.Migration):
    dependencies = [("territory", "0006_indicators")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
