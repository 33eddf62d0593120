"""Jobs on files of services. They carry ids only."""

from django.utils import timezone
from procrastinate.contrib.django import app

from opora.accounts.models import Organization, User
from opora.accounts.queries import actor_for
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.referral import services as referral

from . import services


def _actor(organization_id: int, user_id: int) -> Actor | None:
    """Who gave the file, with the roles that they hold now."""
    organization = Organization.objects.get(pk=organization_id)
    with acting(Actor(user_id, organization_id)):
        return actor_for(User.objects.get(pk=user_id), organization)


@app.task(name="imports.stage")
def stage(run_id: int, organization_id: int, user_id: int) -> None:
    """Read a large file into rows."""
    if actor := _actor(organization_id, user_id):
        services.stage(actor, run_id=run_id, now=timezone.now())


@app.task(name="imports.write")
def write(run_id: int, organization_id: int, user_id: int) -> None:
    """Write a large file."""
    if actor := _actor(organization_id, user_id):
        with services.beside(actor, run_id) as progress:
            services.apply(
                actor,
                run_id=run_id,
                change_capacity=referral.change_capacity,
                now=timezone.now(),
                progress=progress,
            )


@app.task(name="imports.undo")
def undo(run_id: int, organization_id: int, user_id: int) -> None:
    """Take a large file back."""
    if actor := _actor(organization_id, user_id):
        with services.beside(actor, run_id) as progress:
            services.undo(
                actor,
                run_id=run_id,
                change_capacity=referral.change_capacity,
                now=timezone.now(),
                progress=progress,
            )
