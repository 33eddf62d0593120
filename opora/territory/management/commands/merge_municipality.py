"""Records that a municipality was merged into another."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opora.lib.refusals import Refused
from opora.territory import services


class Command(BaseCommand):
    """merge_municipality CODE SUCCESSOR DAY BASIS"""

    help = "Вписва вливане на община: нейният код, кодът на другата, денят и актът."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one, into which, from which day (2026-01-01), by which act."""
        parser.add_argument("code")
        parser.add_argument("successor")
        parser.add_argument("on", type=date.fromisoformat)
        parser.add_argument("basis")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was recorded; a refusal is printed as its sentence."""
        try:
            merged = services.merge_municipality(
                None,
                code=options["code"],
                successor=options["successor"],
                on=options["on"],
                basis=options["basis"],
                now=timezone.now(),
            )
        except Refused as refused:
            raise CommandError(f"{refused.sentence} {refused.remedy}".strip()) from None
        self.stdout.write(f"{merged.code} → {merged.successor_id}, {merged.succeeded_on:%d.%m.%Y}")
