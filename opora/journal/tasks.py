"""Jobs of the journal. They carry no ids: the database names what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="40 2 * * *")
@app.task(name="journal.erase_expired", queueing_lock="journal.erase_expired")
def erase_expired(timestamp: int) -> int:
    """Every night: details past the time for which their organization keeps them are erased."""
    return services.erase_expired(now=timezone.now())
