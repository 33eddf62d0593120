"""Jobs of documents."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="20 2 * * *")
@app.task(name="documents.drop_old_drafts", queueing_lock="documents.drop_old_drafts")
def drop_old_drafts(timestamp: int) -> int:
    """Every night: what nobody touched for thirty days is erased."""
    return services.drop_old_drafts(timezone.now())


@app.periodic(cron="50 2 * * *")
@app.task(name="documents.sweep", queueing_lock="documents.sweep")
def sweep(timestamp: int) -> int:
    """Every night: stored files that no attachment names are deleted."""
    return services.sweep(timezone.now())
