"""Views that count submitted proposals only, and the book that the worker locks."""

from django.db import migrations

VIEWS = """
create view sums_analysis as
    select id as analysis_id, municipality_id from needs_needsanalysis;
create view sums_proposal as
    select analysis.municipality_id, proposal.planned_service_id, proposal.users
    from needs_planningproposal proposal
        join needs_needsanalysis analysis on analysis.id = proposal.analysis_id
        join needs_cycle cycle on cycle.code = analysis.cycle_id
    where analysis.state in ('submitted', 'accepted') and cycle.closed_on is null
        and proposal.users is not null;
"""


def open_book(apps, schema_editor):
    apps.get_model("sums", "TallyBook").objects.create(position=0)


class Migration(migrations.Migration):
    dependencies = [("sums", "0001_initial"), ("needs", "0001_initial")]
    operations = [
        migrations.RunSQL(VIEWS, "drop view sums_proposal; drop view sums_analysis"),
        migrations.RunPython(open_book, migrations.RunPython.noop),
    ]
