"""Pages before and beside an organization: the way in, one's own profile and sessions."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import forms, queries, services
from .models import User
from .requests import SignedInRequest
from .rules import InvitationState, device

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_IN_SESSION = "invitation"


@require_GET
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """Straight to the only organization; several to choose from; none, and what to do then."""
    organizations = {each.organization for each in queries.memberships_of(request.user)}
    if len(organizations) == 1:
        return redirect("desk:home", organization=organizations.pop().slug)
    template = "accounts/choose.html" if organizations else "accounts/nowhere.html"
    return render(request, template)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a ready account of a demonstration, without a password. Unknown elsewhere."""
    if not settings.ENVIRONMENT.is_demo:
        raise Http404
    email = request.POST.get("email", "")[:254]
    user = get_object_or_404(User, email__iexact=email, is_demo=True, is_active=True)
    login(request, user, backend=_BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect("accounts:home")


@require_GET
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link's secret in the session, so that no later address carries it."""
    request.session[_IN_SESSION] = token
    return redirect("accounts:invitation")


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """What the invitation is for, and the password that its holder chooses."""
    token = request.session.get(_IN_SESSION, "")
    found = queries.invitation_by_token(token)
    now = timezone.now()
    if found is None or found.state(now) is not InvitationState.OPEN:
        return render(
            request,
            "accounts/invitation_closed.html",
            {"invitation": found, "state": found and found.state(now)},
            status=404 if found is None else 410,
        )
    known = User.objects.filter(email__iexact=found.email, is_active=True).exists()
    page = {"invitation": found, "known": known}
    if request.user.is_authenticated or known:
        return _join(request, token, page)
    form = forms.PasswordForm(request.POST or None, email=found.email, name=found.name)
    if request.method == "POST" and form.is_valid():
        services.accept_invitation(token, password=form.cleaned_data["password"], now=now)
        del request.session[_IN_SESSION]
        messages.success(request, _("Готово. Влезте с електронната си поща и новата парола."))
        return redirect("account_login")
    status = 400 if form.errors else 200
    return render(request, "accounts/invitation.html", page | {"form": form}, status=status)


def _join(request: HttpRequest, token: str, page: dict[str, object]) -> HttpResponse:
    """Somebody who already has an account accepts as themself."""
    if request.method == "POST" and request.user.is_authenticated:
        joined = services.accept_as(request.user, token=token, now=timezone.now())
        del request.session[_IN_SESSION]
        messages.success(request, _("Вече работите и за {name}.").format(name=joined.short_name))
        return redirect("desk:home", organization=joined.slug)
    return render(request, "accounts/invitation.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Name, language, roles, and how the sign-in is protected."""
    form = forms.ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        services.edit_profile(
            request.user, name=form.cleaned_data["name"], language=form.cleaned_data["language"]
        )
        messages.success(request, _("Запазено."))
        response = redirect("accounts:profile")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=settings.LANGUAGE_COOKIE_AGE or 365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
    factors = list(Authenticator.objects.filter(user=request.user))
    codes = [RecoveryCodes(each) for each in factors if each.type == "recovery_codes"]
    page = {
        "form": form,
        "roles": queries.memberships_of(request.user),
        "has_app": any(each.type == "totp" for each in factors),
        "n_codes": sum(len(each.get_unused_codes()) for each in codes),
        "is_required": settings.SECOND_FACTOR_REQUIRED,
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/profile.html", page, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: SignedInRequest) -> HttpResponse:
    """Where the person is signed in; ends one session, or all but this one."""
    current = request.session.session_key or ""
    if request.method == "POST":
        asked = request.POST.get("session", "")
        if asked and not asked.isdecimal():
            raise Http404
        n_ended = services.end_sessions(
            request.user, keep=current, only=int(asked) if asked else None
        )
        if n_ended:
            messages.success(request, _("Прекратено. Там вече никой не е влязъл с Вашето име."))
        else:
            messages.info(request, _("Няма какво да се прекрати: там вече никой не е влязъл."))
        return redirect("accounts:sessions")
    rows = [
        {
            "session": each,
            "device": device(each.user_agent),
            "is_current": each.session_key == current,
        }
        for each in UserSession.objects.purge_and_list(request.user)
    ]
    rows.sort(key=lambda row: (not row["is_current"], -row["session"].created_at.timestamp()))
    return render(request, "accounts/sessions.html", {"rows": rows})
