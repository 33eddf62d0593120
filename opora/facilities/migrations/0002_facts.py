"""Loads the checklist of accessibility."""

from django.db import migrations

from opora.facilities import facts


def load(apps, schema_editor):
    item = apps.get_model("facilities", "AccessibilityItem")
    item.objects.bulk_create(
        item(position=position, **row)
        for position, row in enumerate(facts.rows("accessibility_items"), 1)
    )


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
