"""Terms of child protection that stand beside those of the law's own table."""

from django.db import migrations

from opora.protection import facts


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    rule = apps.get_model("law", "DeadlineRule")
    rule.objects.using(database).bulk_create(
        rule(**{**row, "amount": int(row["amount"]) if row["amount"] else None})
        for row in facts.rows("deadline_rules")
    )


class Migration(migrations.Migration):
    dependencies = [("protection", "0001_initial"), ("law", "0003_rules")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
