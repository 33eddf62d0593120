"""Loads the classifications of `opora/register/facts`."""

from django.db import migrations

from opora.register import facts


def load(apps, schema_editor):
    _load_classes(apps)
    _load_named_services(apps)
    _load_types(apps)


def _load_classes(apps):
    activity = apps.get_model("register", "StatutoryActivity")
    activity.objects.bulk_create(
        activity(position=position, **row)
        for position, row in enumerate(facts.rows("statutory_activities"), 1)
    )
    group = apps.get_model("register", "TargetGroup")
    group.objects.bulk_create(
        group(position=position, confidence="memory", source="собствен списък", **row)
        for position, row in enumerate(facts.rows("target_groups"), 1)
    )


def _load_named_services(apps):
    named = apps.get_model("register", "NamedService")
    copied = ("code", "abbreviation", "name", "name_en", "basis", "note", "confidence", "source")
    named.objects.bulk_create(
        named(
            position=position,
            valid_from=facts.IN_FORCE,
            unit_of_capacity=row["unit"],
            usual_funding=[facts.FUNDING[letter] for letter in row["funding"]],
            is_protected=row["protected"] == "yes",
            **{name: row[name] for name in copied},
        )
        for position, row in enumerate(facts.rows("named_services"), 1)
    )


def _load_types(apps):
    kind = apps.get_model("register", "ServiceType")
    comprises = apps.get_model("register", "NamedServiceActivity")
    kinds, pairs = {}, []
    for row, activity, group in facts.named_service_types():
        code = facts.type_code(activity, group, row["access"])
        kinds[code] = kind(
            code=code, activity_id=activity, target_group_id=group, access=row["access"]
        )
        pairs.append(
            comprises(
                named_service_id=row["named_service"],
                service_type_id=code,
                valid_from=facts.IN_FORCE,
                confidence=row["confidence"],
                source=row["source"],
            )
        )
    kind.objects.bulk_create(kinds.values())
    comprises.objects.bulk_create(pairs)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
