"""Imports outlines of municipalities."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opora.lib.refusals import Refused
from opora.territory import services
from opora.territory.imports.reading import MAX_OUTLINES_BYTES, open_source
from opora.territory.imports.wording import lines


class Command(BaseCommand):
    """import_boundaries PATH --source TEXT [--apply]"""

    help = "Внася граници на общини: GeoJSON в WGS 84 с код на общината в „code“."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, whose outlines they are, and whether to write."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--source", default="", help="откъде са границите")
        parser.add_argument("--apply", action="store_true", help="записва промените")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; a refusal is printed as its sentence."""
        try:
            source = open_source(options["path"], MAX_OUTLINES_BYTES)
            report = services.import_boundaries(
                None,
                source=source,
                origin=options["source"] or source.name,
                now=timezone.now(),
                is_applied=options["apply"],
            )
        except Refused as refused:
            raise CommandError(f"{refused.sentence} {refused.remedy}".strip()) from None
        self.stdout.write("\n".join(lines(report)))
