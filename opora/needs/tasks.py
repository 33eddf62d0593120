"""Jobs of needs. They carry no ids: the database names what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .services import consultations


@app.periodic(cron="2 * * * *")
@app.task(name="needs.close_consultations", queueing_lock="needs.close_consultations")
def close_consultations(timestamp: int) -> int:
    """Every hour: a consultation whose last day has passed goes to the council."""
    return consultations.close_due(now=timezone.now())
