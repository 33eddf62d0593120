"""The terms of the law and the plain words about its terms, from the product's own tables."""

from django.db import migrations

from opora.law import facts


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    rule = apps.get_model("law", "DeadlineRule")
    rule.objects.using(database).bulk_create(
        rule(**{**row, "amount": int(row["amount"]) if row["amount"] else None})
        for row in facts.rows("deadline_rules")
    )
    term = apps.get_model("law", "LegalTerm")
    term.objects.using(database).bulk_create(term(**row) for row in facts.rows("legal_terms"))


class Migration(migrations.Migration):
    dependencies = [("law", "0002_calendar")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
