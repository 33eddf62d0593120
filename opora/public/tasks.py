"""Jobs of the public pages. They carry no ids: everything is counted anew."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import map_counting


@app.periodic(cron="10 3 * * *")
@app.task(name="public.count_map", queueing_lock="public.count_map")
def count_map(timestamp: int) -> int:
    """Every night: the figures of the public map as they are this morning."""
    return map_counting.renew(today=timezone.localdate())
