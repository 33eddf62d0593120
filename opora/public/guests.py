"""Pages of a guest: no account, one code, one record.

The code comes by POST and nothing of it stands in an address. What it opened is remembered in the
browser's session and asked for anew at every request, so that a revoked code ends at once.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.guests import services
from opora.guests.forms import CodeForm
from opora.guests.kinds import KINDS
from opora.guests.models import GuestPass
from opora.guests.queries import Guest
from opora.guests.rules import PassState
from opora.journal.context import acting
from opora.lib.refusals import Refused

from . import limits

KEPT = "guest"  # in the session, and what wrong codes are counted for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code; a right one opens what it is for."""
    if request.method != "POST" and KEPT in request.session:
        return redirect("public:guest")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.is_exhausted(request, KEPT):
            form.add_error("code", _("Твърде много грешни кодове. Опитайте отново след час."))
            return _code_page(request, form, status=429)
        try:
            guest = services.enter(form.cleaned_data["code"], now=timezone.now())
        except Refused as refused:
            limits.count_wrong(request, KEPT)
            form.add_error("code", f"{refused.sentence} {refused.remedy}")
        else:
            request.session.cycle_key()
            request.session[KEPT] = [guest.pass_id, guest.organization_id]
            return redirect("public:guest")
    return _code_page(request, form, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What the code opens: its kind's page, as the guest of the organization that gave it."""
    if KEPT not in request.session:
        return redirect("public:guests")
    guest = Guest(*request.session[KEPT])
    with acting(guest.actor):
        held = GuestPass.objects.filter(pk=guest.pass_id).first()
        if held and held.state(timezone.now()) == PassState.OPEN:
            if held.kind not in KINDS:
                raise Http404
            return KINDS[held.kind](request, held)
    del request.session[KEPT]
    if held and held.done_at:
        return render(request, "public/guest_done.html")
    messages.warning(request, _("Кодът вече не важи. Поискайте нов от който Ви го е дал."))
    return redirect("public:guests")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code in this browser."""
    request.session.flush()
    return redirect("public:guests")


def _code_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(request, "public/guest_code.html", {"form": form}, status=status)
