import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import opora.law.models
import opora.law.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_demo_accounts"),
        ("territory", "0002_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedService",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                ("abbreviation", models.CharField(max_length=20, verbose_name="съкращение")),
                ("name", models.CharField(max_length=200, verbose_name="вид услуга")),
                ("name_en", models.CharField(max_length=200, verbose_name="на английски")),
                (
                    "unit_of_capacity",
                    models.CharField(
                        choices=[("bed", "легла"), ("person", "потребители по едно и също време")],
                        max_length=10,
                        verbose_name="капацитетът брои",
                    ),
                ),
                (
                    "usual_funding",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("state_delegated", "делегирана от държавата дейност"),
                                ("municipal", "общински бюджет"),
                                ("mixed", "смесено финансиране"),
                                ("private", "частно заплащане"),
                                ("project", "проект"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                        size=None,
                        verbose_name="обичайно финансиране",
                    ),
                ),
                (
                    "is_protected",
                    models.BooleanField(
                        default=False,
                        help_text="For victims of violence or trafficking.",
                        verbose_name="адресът е защитен",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        help_text="ЗСУ, ЗЛП, ЗЗД, програма.",
                        max_length=80,
                        verbose_name="основание",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="бележка")),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                ("valid_from", models.DateField(verbose_name="от")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="до")),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ServiceType",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=30, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[("general", "общодостъпна"), ("specialized", "специализирана")],
                        max_length=12,
                        verbose_name="достъп",
                    ),
                ),
            ],
            options={
                "ordering": ["activity__position", "target_group__position", "access"],
            },
        ),
        migrations.CreateModel(
            name="StatutoryActivity",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=4, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="дейност")),
                ("name_en", models.CharField(max_length=160, verbose_name="на английски")),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="provider",
                        serialize=False,
                        to="accounts.organization",
                    ),
                ),
                ("eik", models.CharField(max_length=13, unique=True, verbose_name="ЕИК")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[("municipal", "общински"), ("private", "частен")],
                        max_length=10,
                        verbose_name="вид доставчик",
                    ),
                ),
            ],
            options={
                "verbose_name": "доставчик",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("legal_form__in", ["municipal", "private"])),
                        name="provider_legal_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("eik__regex", "^([0-9]{9}|[0-9]{10}|[0-9]{13})$")),
                        name="provider_eik_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceComplex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="комплекс")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.municipality",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complexes",
                        to="register.provider",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "name"), name="complex_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NamedServiceActivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="от")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="до")),
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
                (
                    "named_service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="register.namedservice",
                    ),
                ),
                (
                    "service_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.servicetype",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("named_service", "="),
                            ("service_type", "="),
                            (
                                opora.law.models.Period(
                                    models.F("valid_from"), models.F("valid_to"), models.Value("[)")
                                ),
                                "&&",
                            ),
                        ],
                        name="named_service_activity_no_overlap",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="namedservice",
            name="types",
            field=models.ManyToManyField(
                through="register.NamedServiceActivity", to="register.servicetype"
            ),
        ),
        migrations.AddField(
            model_name="servicetype",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="types",
                to="register.statutoryactivity",
            ),
        ),
        migrations.CreateModel(
            name="TargetGroup",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="целева група")),
                ("name_en", models.CharField(max_length=160, verbose_name="на английски")),
                (
                    "users",
                    models.CharField(
                        choices=[
                            ("all", "деца и пълнолетни"),
                            ("children", "деца"),
                            ("adults", "пълнолетни лица"),
                        ],
                        max_length=10,
                        verbose_name="възраст",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                "ordering": ["position", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("users__in", ["all", "children", "adults"])),
                        name="target_group_users_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="servicetype",
            name="target_group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="types",
                to="register.targetgroup",
            ),
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="наименование")),
                (
                    "settlement",
                    models.CharField(blank=True, max_length=80, verbose_name="населено място"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("municipal", "общинско ниво"), ("district", "областно ниво")],
                        max_length=10,
                        verbose_name="ниво",
                    ),
                ),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("state_delegated", "делегирана от държавата дейност"),
                            ("municipal", "общински бюджет"),
                            ("mixed", "смесено финансиране"),
                            ("private", "частно заплащане"),
                            ("project", "проект"),
                        ],
                        max_length=20,
                        verbose_name="финансиране",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("hourly", "почасово"),
                            ("half_day", "полудневно"),
                            ("day", "целодневно"),
                            ("weekly", "седмично"),
                            ("round_the_clock", "денонощно"),
                        ],
                        max_length=20,
                        verbose_name="начин на ползване",
                    ),
                ),
                (
                    "environment",
                    models.CharField(
                        choices=[
                            ("home", "в дома"),
                            ("community", "в общността"),
                            ("mobile", "мобилно"),
                            ("specialized", "в специализирана среда"),
                            ("distance", "от разстояние"),
                        ],
                        max_length=20,
                        verbose_name="среда",
                    ),
                ),
                (
                    "users",
                    models.CharField(
                        choices=[
                            ("all", "деца и пълнолетни"),
                            ("children", "деца"),
                            ("adults", "пълнолетни лица"),
                        ],
                        max_length=10,
                        verbose_name="ползватели",
                    ),
                ),
                (
                    "is_protected",
                    models.BooleanField(default=False, verbose_name="адресът е защитен"),
                ),
                ("phone", models.CharField(max_length=40, verbose_name="телефон")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="електронна поща"),
                ),
                ("opened_on", models.DateField(verbose_name="открита на")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="закрита на")),
                (
                    "close_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="причина за закриване"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.district",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.municipality",
                        verbose_name="община",
                    ),
                ),
                (
                    "named_service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.namedservice",
                        verbose_name="вид услуга",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="register.provider",
                    ),
                ),
                (
                    "complex",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="register.servicecomplex",
                        verbose_name="комплекс",
                    ),
                ),
                (
                    "target_groups",
                    models.ManyToManyField(
                        related_name="+", to="register.targetgroup", verbose_name="целеви групи"
                    ),
                ),
            ],
            options={
                "verbose_name": "услуга",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["municipal", "district"])),
                        name="service_level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "funding__in",
                                ["state_delegated", "municipal", "mixed", "private", "project"],
                            )
                        ),
                        name="service_funding_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mode__in", ["hourly", "half_day", "day", "weekly", "round_the_clock"])
                        ),
                        name="service_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "environment__in",
                                ["home", "community", "mobile", "specialized", "distance"],
                            )
                        ),
                        name="service_environment_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("users__in", ["all", "children", "adults"])),
                        name="service_users_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("complex", None),
                                ("email", ""),
                                ("is_protected", True),
                                ("municipality", None),
                                ("settlement", ""),
                            ),
                            models.Q(("is_protected", False), ("municipality__isnull", False)),
                            _connector="OR",
                        ),
                        name="protected_service_has_no_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="service_closes_after_opening",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceAddress",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="address",
                        serialize=False,
                        to="register.service",
                    ),
                ),
                ("settlement", models.CharField(max_length=80, verbose_name="населено място")),
                (
                    "line",
                    models.CharField(blank=True, max_length=200, verbose_name="улица и номер"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n_places", models.PositiveIntegerField(verbose_name="места")),
                ("valid_from", models.DateField(verbose_name="от")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="до")),
                ("basis", models.CharField(max_length=200, verbose_name="основание")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="документ")),
                ("recorded_at", models.DateTimeField()),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capacities",
                        to="register.service",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("service", "="),
                            (
                                opora.law.models.Period(
                                    models.F("valid_from"), models.F("valid_to"), models.Value("[)")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_capacity_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="capacity_lasts_a_day",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="namedservice",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_of_capacity__in", ["bed", "person"])),
                name="named_service_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="namedservice",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__in", ["confirmed", "memory", "weak", "practice"])),
                name="named_service_confidence_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicetype",
            constraint=models.UniqueConstraint(
                fields=("activity", "target_group", "access"), name="service_type_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicetype",
            constraint=models.CheckConstraint(
                condition=models.Q(("access__in", ["general", "specialized"])),
                name="service_type_access_known",
            ),
        ),
    ]
