"""Loads the planned services and which named services count as which."""

from django.db import migrations

from opora.register import facts


def load(apps, schema_editor):
    planned = apps.get_model("register", "PlannedService")
    planned.objects.bulk_create(
        planned(position=position, **row)
        for position, row in enumerate(facts.rows("planned_services"), 1)
    )
    name = apps.get_model("register", "PlannedServiceName")
    name.objects.bulk_create(
        name(
            planned_service_id=code,
            named_service_id=row["named_service"],
            valid_from=facts.IN_FORCE,
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in facts.rows("named_service_plans")
        for code in row["planned_services"].split()
    )


class Migration(migrations.Migration):
    dependencies = [("register", "0003_planned_services")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
