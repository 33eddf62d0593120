"""The four-digit budget code of every municipality, from the checked table."""

from django.db import migrations

from opora.territory import facts


def load(apps, schema_editor):
    municipality = apps.get_model("territory", "Municipality")
    rows = municipality.objects.using(schema_editor.connection.alias)
    for row in facts.rows("budget_codes"):
        rows.filter(code=row["code"]).update(budget_code=row["budget_code"])


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_budget_codes")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
