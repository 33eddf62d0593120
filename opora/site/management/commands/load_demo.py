"""Fill an empty demonstration; `make run` and `make reset` call it."""

from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opora.accounts.models import Organization
from opora.people.models import Person
from opora.referral.models import ServiceRequest
from opora.site.demo.loading import load
from opora.site.models import Installation


class Command(BaseCommand):
    """Load organizations, services, people and requests, all invented but the country itself."""

    def handle(self, *args: object, **options: object) -> None:
        if not Installation.objects.using("owner").filter(is_demo=True).exists():
            raise CommandError("This database is not a demonstration; nothing was loaded.")
        if Organization.objects.using("owner").exists():
            raise CommandError("There is something in it already; use: make reset")
        began = monotonic()
        load(timezone.now())
        n_people = Person.objects.using("owner").count()
        n_requests = ServiceRequest.objects.using("owner").count()
        self.stdout.write(
            f"Loaded {n_people} invented people and {n_requests} requests"
            f" in {monotonic() - began:.1f} s."
        )
