"""Places on a person's page that packages above fill, such as the requests of the person.

`people` knows nothing of them: a package above puts a function into PANELS when it is ready.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from .models import Person

# Called for people with whom the organization works itself; returns a whole card of HTML.
PANELS: list[Callable[[HttpRequest, Person], SafeString]] = []
