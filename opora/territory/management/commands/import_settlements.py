"""Imports a published list of settlements, municipalities or districts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opora.lib.refusals import Refused
from opora.territory import services
from opora.territory.imports.reading import MAX_LIST_BYTES, open_source
from opora.territory.imports.wording import lines


class Command(BaseCommand):
    """import_settlements PATH [--apply]"""

    help = "Внася списък на НСИ (ek_atte, ek_obst, ek_obl): JSON, XLS или XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether to write."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--apply", action="store_true", help="записва промените")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; a refusal is printed as its sentence."""
        try:
            source = open_source(options["path"], MAX_LIST_BYTES)
            report = services.import_list(
                None, source=source, now=timezone.now(), is_applied=options["apply"]
            )
        except Refused as refused:
            raise CommandError(f"{refused.sentence} {refused.remedy}".strip()) from None
        self.stdout.write("\n".join(lines(report)))
