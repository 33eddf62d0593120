"""What each kind of pass opens. Filled by `site.urls`, which alone knows all packages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .models import GuestPass

# The page of a kind: shows on GET, acts on POST. It runs as the guest of the pass.
KINDS: dict[str, Callable[[HttpRequest, GuestPass], HttpResponse]] = {}
