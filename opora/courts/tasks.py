"""Jobs of placements by the court. They carry no ids: the database names what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="20 5 * * *")
@app.task(name="courts.warn_of_ends", queueing_lock="courts.warn_of_ends")
def warn_of_ends(timestamp: int) -> int:
    """Every morning: the ending terms of decisions are told to the directors."""
    return services.warn_of_ends(now=timezone.now())
