"""`opora django open_cases`, once after an update: cases for places given before there were any."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from opora.referral import services


class Command(BaseCommand):
    """Opens what is missing and says how many."""

    help = "Open a case for every place in use that has none; to be run once after an update."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        n = services.open_missing_cases(now=timezone.now())
        self.stdout.write(f"{n} cases opened")
