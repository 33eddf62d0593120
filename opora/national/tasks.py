"""Jobs of the National Map and of annual plans."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .services import maps, plans


@app.periodic(cron="35 3 * * *")
@app.task(queueing_lock="national.close_discussions")
def close_discussions(timestamp: int) -> None:
    """Close the public discussions whose last day has passed."""
    maps.close_due(now=timezone.now())
    plans.close_due(now=timezone.now())
