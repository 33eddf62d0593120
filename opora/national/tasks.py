"""Jobs of the National Map and of annual plans."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .services import maps, plans


@app.periodic(cron="4 * * * *")
@app.task(name="national.close_discussions", queueing_lock="national.close_discussions")
def close_discussions(timestamp: int) -> int:
    """Every hour: a discussion whose last day has passed is closed."""
    now = timezone.now()
    return maps.close_due(now=now) + plans.close_due(now=now)
