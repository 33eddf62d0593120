"""Jobs of the referral. They carry no ids: the database names what is due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="* * * * *")
@app.task(name="referral.expire_offers", queueing_lock="referral.expire_offers")
def expire_offers(timestamp: int) -> int:
    """Every minute: an offer past its time goes to the next who waits."""
    return services.expire_offers(now=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="referral.escalate", queueing_lock="referral.escalate")
def escalate(timestamp: int) -> int:
    """Every hour: missed deadlines are told to the heads."""
    return services.escalate(now=timezone.now())
