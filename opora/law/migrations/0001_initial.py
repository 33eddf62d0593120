import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import opora.law.models
import opora.law.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="ден")),
                ("is_working", models.BooleanField(default=False, verbose_name="работен")),
                ("name", models.CharField(max_length=120, verbose_name="основание")),
                ("source", models.CharField(max_length=200, verbose_name="източник")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            (opora.law.rules.Confidence["CONFIRMED"], "потвърдено"),
                            (opora.law.rules.Confidence["MEMORY"], "предстои проверка"),
                            (opora.law.rules.Confidence["WEAK"], "предстои проверка"),
                            (opora.law.rules.Confidence["PRACTICE"], "практика"),
                        ],
                        max_length=10,
                        verbose_name="сигурност",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="LegalTerm",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                ("term", models.CharField(max_length=120, verbose_name="термин")),
                ("explanation", models.TextField(verbose_name="обяснение")),
                ("article", models.CharField(blank=True, max_length=80, verbose_name="член")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            (opora.law.rules.Confidence["CONFIRMED"], "потвърдено"),
                            (opora.law.rules.Confidence["MEMORY"], "предстои проверка"),
                            (opora.law.rules.Confidence["WEAK"], "предстои проверка"),
                            (opora.law.rules.Confidence["PRACTICE"], "практика"),
                        ],
                        max_length=10,
                        verbose_name="сигурност",
                    ),
                ),
            ],
            options={
                "ordering": [django.db.models.functions.text.Lower("term")],
            },
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="код")),
                ("label", models.CharField(max_length=200, verbose_name="срок")),
                ("label_en", models.CharField(max_length=200, verbose_name="срок на английски")),
                (
                    "amount",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="брой"),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            (opora.law.rules.Unit["CALENDAR_DAYS"], "календарни дни"),
                            (opora.law.rules.Unit["WORKING_DAYS"], "работни дни"),
                            (opora.law.rules.Unit["MONTHS"], "месеца"),
                            (opora.law.rules.Unit["YEARS"], "години"),
                            (opora.law.rules.Unit["HOURS"], "часа"),
                        ],
                        max_length=15,
                        verbose_name="единица",
                    ),
                ),
                (
                    "stated",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        verbose_name="с думи",
                    ),
                ),
                (
                    "start_event",
                    models.CharField(blank=True, max_length=200, verbose_name="тече от"),
                ),
                (
                    "responsible",
                    models.CharField(blank=True, max_length=200, verbose_name="отговаря"),
                ),
                ("article", models.CharField(blank=True, max_length=80, verbose_name="член")),
                ("source", models.CharField(max_length=200, verbose_name="източник")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            (opora.law.rules.Confidence["CONFIRMED"], "потвърдено"),
                            (opora.law.rules.Confidence["MEMORY"], "предстои проверка"),
                            (opora.law.rules.Confidence["WEAK"], "предстои проверка"),
                            (opora.law.rules.Confidence["PRACTICE"], "практика"),
                        ],
                        max_length=10,
                        verbose_name="сигурност",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="в сила от")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="в сила до")),
            ],
            options={
                "ordering": ["code", "valid_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            (
                                opora.law.models.Period(
                                    models.F("valid_from"), models.F("valid_to"), models.Value("[)")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_deadline_rule_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", None), ("unit", "")),
                            models.Q(("amount__gt", 0), models.Q(("unit", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="deadline_amount_has_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "unit__in",
                                [
                                    "",
                                    opora.law.rules.Unit["CALENDAR_DAYS"],
                                    opora.law.rules.Unit["WORKING_DAYS"],
                                    opora.law.rules.Unit["MONTHS"],
                                    opora.law.rules.Unit["YEARS"],
                                    opora.law.rules.Unit["HOURS"],
                                ],
                            )
                        ),
                        name="deadline_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "confidence__in",
                                [
                                    opora.law.rules.Confidence["CONFIRMED"],
                                    opora.law.rules.Confidence["MEMORY"],
                                    opora.law.rules.Confidence["WEAK"],
                                    opora.law.rules.Confidence["PRACTICE"],
                                ],
                            )
                        ),
                        name="deadline_confidence_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PauseRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="код")),
                ("deadline_code", models.CharField(max_length=6, verbose_name="срок")),
                ("ground", models.CharField(max_length=200, verbose_name="основание")),
                ("article", models.CharField(max_length=80, verbose_name="член")),
                ("source", models.CharField(max_length=200, verbose_name="източник")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            (opora.law.rules.Confidence["CONFIRMED"], "потвърдено"),
                            (opora.law.rules.Confidence["MEMORY"], "предстои проверка"),
                            (opora.law.rules.Confidence["WEAK"], "предстои проверка"),
                            (opora.law.rules.Confidence["PRACTICE"], "практика"),
                        ],
                        max_length=10,
                        verbose_name="сигурност",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="в сила от")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="в сила до")),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            (
                                opora.law.models.Period(
                                    models.F("valid_from"), models.F("valid_to"), models.Value("[)")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_pause_rule_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=6)),
                ("record_kind", models.CharField(max_length=30)),
                ("record_id", models.BigIntegerField()),
                (
                    "responsible_id",
                    models.BigIntegerField(help_text="The organization that must act."),
                ),
                (
                    "audience",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("started_on", models.DateField()),
                ("due_on", models.DateField()),
                ("stopped_on", models.DateField(null=True)),
                ("paused_on", models.DateField(null=True)),
                ("n_paused_days", models.PositiveIntegerField(default=0)),
                ("escalated_on", models.DateField(null=True)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="law.deadlinerule",
                    ),
                ),
                (
                    "pause_rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="law.pauserule",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["audience"], name="clock_audience"
                    ),
                    models.Index(fields=["record_kind", "record_id"], name="clock_record"),
                    models.Index(
                        condition=models.Q(("stopped_on", None)),
                        fields=["responsible_id", "due_on"],
                        name="clock_running",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_on", None)),
                        fields=("record_kind", "record_id", "code"),
                        name="clock_runs_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stopped_on", None),
                            ("stopped_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="clock_stops_after_start",
                    ),
                ],
            },
        ),
    ]
