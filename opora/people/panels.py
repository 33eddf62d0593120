"""Places on a person's page that packages above fill, such as the requests of the person.

`people` knows nothing of them: a package above puts a function into PANELS when it is ready.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString

from opora.accounts.requests import ActingRequest

from .models import Person

# Called for people with whom the organization works itself; returns a whole card of HTML.
PANELS: list[Callable[[ActingRequest, Person], SafeString]] = []
