"""The first organization and the first administrator of a new installation."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from opora.accounts import services
from opora.lib.refusals import Refused


class Command(BaseCommand):
    """`opora django found_agency --email … --person …` prints the link to hand over."""

    help = "Enter the Agency for Social Assistance and invite its first administrator. Works once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--person", required=True, help="first and last name")
        parser.add_argument("--name", default="Агенция за социално подпомагане")

    def handle(self, *args: object, **options: str) -> None:
        try:
            token = services.found_agency(
                name=options["name"],
                email=options["email"],
                person=options["person"],
                now=timezone.now(),
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        path = reverse("accounts:open_invitation", args=[token])
        self.stdout.write(f"Open within 7 days, once, on this installation's address: {path}")
