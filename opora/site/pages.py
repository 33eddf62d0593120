"""Pages of the whole: health, and the answers when a page cannot be shown."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """A browser asks for this by itself when it shows a document alone."""
    return redirect(static("desk/img/opora.svg"))


def about(request: HttpRequest) -> HttpResponse:
    """What Opora is, and whose data and parts stand in it; for everybody."""
    return render(request, "desk/about.html")


def rail(request: HttpRequest, organization: str) -> HttpResponse:
    """The rail with its counts as they are now, for the page that `at` names."""
    return render(request, "components/rail.html")


def bell(request: HttpRequest, organization: str) -> HttpResponse:
    """The bell with the count of unread notices."""
    return render(request, "components/bell.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 that no page answered itself."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed out, or not for this role."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is not there and for what one may not see."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: touches neither the database nor the session."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is old or missing."""
    return render(request, "403_csrf.html", status=403)
