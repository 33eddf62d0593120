"""Loads the criteria of the law: 28 services, every coefficient empty."""

from django.db import migrations

from opora.criteria import facts


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    made = (
        apps.get_model("criteria", "CriteriaSet")
        .objects.using(database)
        .create(
            name=facts.NAME,
            act=facts.ACT,
            source=facts.SOURCE,
            state="in_force",
            valid_from=facts.VALID_FROM,
            confidence="memory",
        )
    )
    criterion = apps.get_model("criteria", "Criterion").objects.using(database)
    base = apps.get_model("criteria", "CriterionBase").objects.using(database)
    for row in facts.rows("criteria"):
        fields = ("level", "target_group", "confidence", "rounding", "article")
        numbers = ("threshold", "min_size", "max_size")
        parent = criterion.create(
            criteria_set=made,
            planned_service_id=row["planned_service"],
            note=row["observed"] and f"Наблюдавано, не норма: {row['observed']}",
            **{name: row[name] for name in fields},
            **{name: row[name] or None for name in numbers},
        )
        base.bulk_create(
            base.model(
                criterion=parent,
                indicator_id=code,
                coefficient=row["coefficient"] or None,
                per=100,
                confidence=row["bases_confidence"],
                position=position,
            )
            for position, code in enumerate(row["bases"].split())
        )


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0002_illustrations"),
        ("register", "0004_planned_facts"),
        ("territory", "0006_indicators"),
    ]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
