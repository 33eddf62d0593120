"""The monthly amounts that are known, with their sources."""

from decimal import Decimal

from django.db import migrations

from opora.foster import facts


def load(apps, schema_editor):
    rate = apps.get_model("foster", "FosterRate")
    rate.objects.bulk_create(
        rate(
            item=row["item"],
            cents=int(Decimal(row["amount"]) * 100),
            currency=row["currency"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"] or None,
            confidence=row["confidence"],
            source=row["source"],
        )
        for row in facts.rows("rates")
    )


class Migration(migrations.Migration):
    dependencies = [("foster", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
