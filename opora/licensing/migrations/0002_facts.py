"""Loads who needs a license, and the terms of licensing that the table of the law did not have."""

from django.db import migrations

from opora.licensing import facts


def load(apps, schema_editor):
    duty = apps.get_model("licensing", "LicenseDuty")
    duty.objects.bulk_create(
        duty(**{**row, "needs_license": row["needs_license"] == "yes"})
        for row in facts.rows("license_duties")
    )
    rule = apps.get_model("law", "DeadlineRule")
    rule.objects.bulk_create(
        rule(**{**row, "amount": int(row["amount"])}) for row in facts.rows("deadline_rules")
    )


class Migration(migrations.Migration):
    dependencies = [("licensing", "0001_initial"), ("law", "0004_restate_audience")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
