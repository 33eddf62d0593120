"""The words in which cases are told, from the product's own table."""

from django.db import migrations

from opora.cases import facts


def load(apps, schema_editor):
    term = apps.get_model("cases", "CaseTerm")
    term.objects.using(schema_editor.connection.alias).bulk_create(
        term(**row) for row in facts.rows("case_terms")
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
