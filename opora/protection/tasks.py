"""Jobs of protection. They carry no ids: the database names what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="protection.escalate", queueing_lock="protection.escalate")
def escalate(timestamp: int) -> int:
    """Every five minutes: missed hours and days are told to the directors."""
    return services.escalate(now=timezone.now())
