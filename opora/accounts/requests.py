"""What pages receive, for the type checker: the middleware of `site` has set these attributes."""

from django.http import HttpRequest

from opora.lib.actor import Actor

from .models import Organization, User


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


class ActingRequest(SignedInRequest):
    """A request under /o/<organization>/: the person acts for that organization."""

    actor: Actor
    organization: Organization
