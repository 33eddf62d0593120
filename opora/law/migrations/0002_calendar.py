"""The non-working days of 2020–2050 by law, and the days known to be moved by decree."""

from django.db import migrations

from opora.law import facts, holidays


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    day_model = apps.get_model("law", "CalendarDay")
    day_model.objects.using(database).bulk_create(
        day_model(day=day, name=name, source=source, confidence="confirmed")
        for year in range(facts.FIRST_YEAR, facts.LAST_YEAR + 1)
        for day, name, source in holidays.statutory_days(year)
    )
    day_model.objects.using(database).bulk_create(
        day_model(
            day=day,
            is_working=is_working,
            name=name,
            source=facts.DECREED_SOURCE,
            confidence="memory",
        )
        for day, is_working, name in facts.DECREED_DAYS
    )


class Migration(migrations.Migration):
    dependencies = [("law", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
