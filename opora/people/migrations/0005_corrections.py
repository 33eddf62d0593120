"""Corrections of wrong numbers, and finding a person by the number that they had before."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
-- Who had this number before it was corrected, as far as the acting organization sees them.
create function people_by_former_number(number_index bytea) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct people_living(c.person_id)
    from people_identifiercorrection c
    where c.former_index = number_index and c.state = 'confirmed'
      and people_is_involved(people_living(c.person_id), false)
$$;
"""
BACKWARD = "drop function people_by_former_number(bytea);"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_holding_roles"),
        ("people", "0004_access_by_officer"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentifierCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audience",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "чака втори служител"),
                            ("confirmed", "поправен"),
                            ("refused", "отказана поправка"),
                            ("undone", "върнат предишният"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "former_kind",
                    models.CharField(
                        choices=[
                            ("egn", "ЕГН"),
                            ("lnch", "ЛНЧ"),
                            ("other", "друг документ"),
                            ("none", "без идентификатор"),
                        ],
                        max_length=10,
                    ),
                ),
                ("former", models.BinaryField()),
                ("former_index", models.BinaryField()),
                ("former_birth_date", models.DateField()),
                (
                    "former_sex",
                    models.CharField(choices=[("female", "жена"), ("male", "мъж")], max_length=6),
                ),
                (
                    "identifier_kind",
                    models.CharField(
                        choices=[
                            ("egn", "ЕГН"),
                            ("lnch", "ЛНЧ"),
                            ("other", "друг документ"),
                            ("none", "без идентификатор"),
                        ],
                        max_length=10,
                    ),
                ),
                ("identifier", models.BinaryField()),
                ("identifier_index", models.BinaryField()),
                ("birth_date", models.DateField()),
                (
                    "sex",
                    models.CharField(choices=[("female", "жена"), ("male", "мъж")], max_length=6),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="защо е грешен")),
                ("proposed_by_id", models.BigIntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=500)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "confirmed")),
                        fields=["former_index"],
                        name="former_number",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("person",),
                        name="correction_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("decided_by_id", models.F("proposed_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_of_two_officers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "confirmed", "refused", "undone"])
                        ),
                        name="correction_state_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
