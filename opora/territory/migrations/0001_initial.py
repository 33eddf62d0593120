import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=5, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="име")),
                ("name_en", models.CharField(max_length=60, verbose_name="име на английски")),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="категория"
                    ),
                ),
                ("seat", models.CharField(max_length=60, verbose_name="център")),
                ("seat_ekatte", models.CharField(max_length=5, verbose_name="ЕКАТТЕ на центъра")),
                (
                    "seat_lat",
                    models.DecimalField(
                        decimal_places=2, max_digits=4, verbose_name="географска ширина"
                    ),
                ),
                (
                    "seat_lon",
                    models.DecimalField(
                        decimal_places=2, max_digits=4, verbose_name="географска дължина"
                    ),
                ),
                ("point_source", models.CharField(default="geonames", max_length=10)),
            ],
            options={
                "verbose_name": "община",
                "ordering": ["name", "code"],
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=3, primary_key=True, serialize=False, verbose_name="код"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="име")),
                ("name_en", models.CharField(max_length=60, verbose_name="име на английски")),
                ("nuts3", models.CharField(max_length=5, unique=True, verbose_name="NUTS 3")),
                ("seat", models.CharField(max_length=60, verbose_name="център")),
                ("seat_ekatte", models.CharField(max_length=5, verbose_name="ЕКАТТЕ на центъра")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("user_id", models.BigIntegerField(null=True)),
                ("organization_id", models.BigIntegerField(null=True)),
                ("applied_at", models.DateTimeField()),
                ("report", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="име")),
                ("name_en", models.CharField(max_length=120, verbose_name="име на английски")),
                ("unit", models.CharField(max_length=30, verbose_name="мерна единица")),
                ("source", models.CharField(max_length=200, verbose_name="източник")),
                ("url", models.URLField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="boundary",
                        serialize=False,
                        to="territory.municipality",
                    ),
                ),
                ("geometry", models.JSONField()),
                ("source", models.CharField(max_length=200, verbose_name="източник")),
                ("imported_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="municipality",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="municipalities",
                to="territory.district",
            ),
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="към дата")),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=16, verbose_name="стойност"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="източник")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="territory.indicator",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="territory.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "municipality", "as_of"), name="indicator_value_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "ekatte",
                    models.CharField(
                        max_length=5, primary_key=True, serialize=False, verbose_name="ЕКАТТЕ"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("гр.", "град"), ("с.", "село"), ("ман.", "манастир")],
                        max_length=4,
                        verbose_name="вид",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="име")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=60, verbose_name="име на английски"),
                ),
                ("mayoralty", models.CharField(blank=True, max_length=8, verbose_name="кметство")),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="категория"
                    ),
                ),
                (
                    "lat",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="географска ширина",
                    ),
                ),
                (
                    "lon",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="географска дължина",
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=True,
                        help_text="False after an import no longer lists it; addresses may keep it.",
                        verbose_name="в списъка",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="territory.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "ekatte"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Lower("name_en"), "gin_trgm_ops"
                        ),
                        name="settlement_latin_trgm",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ekatte__regex", "^[0-9]{5}$")),
                        name="settlement_ekatte_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["гр.", "с.", "ман."])),
                        name="settlement_kind_known",
                    ),
                ],
            },
        ),
    ]
