"""Jobs of places. They carry no ids: the database names the services that have something due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="* * * * *")
@app.task(name="places.settle", queueing_lock="places.settle")
def settle(timestamp: int) -> None:
    """Every minute: close the offers whose time is over and offer what is free to the next."""
    services.expire_due(timezone.now())
