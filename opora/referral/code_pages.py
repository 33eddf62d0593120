"""The code by which a person follows the own request: given, printed once, taken back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.documents import form as official
from opora.documents.paper import Bullets, Fields, Paper, Section, Signature
from opora.lib.refusals import NotVisible, Refused

from . import queries
from .models import ServiceRequest
from .rules import Who
from .services import codes as services


def _owned(request: ActingRequest, pk: int) -> ServiceRequest:
    found = queries.page(request.actor, pk)
    if found is None or Who.OWNER not in queries.who_is(request.actor, found):
        raise NotVisible
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Whether there is a code; a new one is shown by this answer alone: it is stored nowhere."""
    found = _owned(request, pk)
    given, refused = "", None
    if request.method == "POST":
        try:
            _made, given = services.issue_code(request.actor, request=found, now=timezone.now())
        except Refused as raised:
            refused = raised
    page = {
        "found": found,
        "given": given,
        "refused": refused,
        "open_code": found.codes.filter(revoked_at=None).first(),
        "address": request.build_absolute_uri(reverse("public:my_request")),
    }
    return render(request, "referral/code.html", page, status=400 if refused else 200)


@require_POST
def revoke(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The code stops working at once."""
    services.revoke_code(request.actor, request=_owned(request, pk), now=timezone.now())
    messages.success(request, _("Кодът е оттеглен и вече не отваря преписката."))
    return redirect("referral:code", organization=organization, pk=pk)


@never_cache
@require_POST
def letter(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The letter with the code that was just given. The code comes in the body and is checked."""
    found = _owned(request, pk)
    typed = request.POST.get("code", "")[:30]
    if not found.codes.filter(revoked_at=None, code_index=services.code_index(typed)).exists():
        raise Http404
    with translation.override(official.BULGARIAN):
        paper = _paper(found, typed, request.build_absolute_uri(reverse("public:my_request")))
    made = official.printed(
        paper,
        organization=request.organization,
        series="",
        number=found.number,
        day=timezone.localdate(),
        replaces="",
    )
    headers = {
        "Content-Disposition": 'inline; filename="kod-za-spravka.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _paper(found: ServiceRequest, typed: str, address: str) -> Paper:
    steps = [
        _("Отворете страницата и въведете кода и годината на раждане."),
        _("Ще видите докъде е стигнала преписката, чий ред е, какво следва и до кога."),
        _("Ако чакате място, ще видите мястото си в списъка и защо се е променило."),
        _("Ще видите и кои организации са гледали данните Ви."),
    ]
    facts = [(_("Страница"), address), (_("Код"), typed), (_("Преписка"), found.number)]
    keep = _(
        "Пазете писмото: който има кода и знае годината на раждане, вижда същото."
        " Ако го загубите, поискайте нов; старият спира да важи."
    )
    return Paper(
        title=_("Код за справка"),
        is_letter=True,
        to=found.person.full_name,
        sections=[
            Section([_("С този код следите преписката си сами, без регистрация.")]),
            Section([Fields(facts)]),
            Section([Bullets(steps, is_numbered=True)]),
            Section([keep]),
        ],
        signatures=[Signature(_("Служител"))],
    )
