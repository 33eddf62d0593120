"""Jobs of agreements. They carry no ids: the database names what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="10 0 * * *")
@app.task(name="agreements.begin_due", queueing_lock="agreements.begin_due")
def begin_due(timestamp: int) -> int:
    """Every night: the places of agreements that start today begin."""
    return services.begin_due(timezone.now())
