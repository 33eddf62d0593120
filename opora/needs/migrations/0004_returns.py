"""The reasons of a return leave the row of the analysis, which everybody may read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MOVE = """
insert into needs_analysisreturn (analysis_id, organization_id, returned_at, reasons)
select id,
       coalesce(
           (select organization_id from journal_event
             where name = 'needs.returned' and record_kind = 'analysis' and record_id = a.id
             order by position desc limit 1),
           organization_id
       ),
       coalesce(decided_at, changed_at),
       return_reasons
  from needs_needsanalysis a
 where return_reasons <> '';
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_holding_roles"),
        ("journal", "0001_initial"),
        ("needs", "0003_transcribed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnalysisReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("returned_at", models.DateTimeField(verbose_name="върнат на")),
                (
                    "reasons",
                    models.TextField(max_length=4000, verbose_name="мотиви за връщане"),
                ),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="needs.needsanalysis",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-returned_at", "-id"]},
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="needsanalysis", name="return_reasons"),
    ]
