"""The organization's settings: data, people, invitations, rights, areas, other organizations."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.lib.refusals import Refused, Stale

from . import forms, mail, queries, rules, sentences, services
from .models import Invitation, Membership, Organization
from .requests import ActingRequest

PER_PAGE = 50
MANAGE = "organization.manage"


@require_http_methods(["GET", "POST"])
def organization(request: ActingRequest, organization: str) -> HttpResponse:
    """What the organization says about itself; its managers change it here."""
    may_change = queries.allowed(request.actor, "organization.manage")
    form = forms.OrganizationForm(request.POST or None, instance=_fresh(request.organization.pk))
    stale = None
    if request.method == "POST" and form.is_valid():
        stale = _edit(request, request.organization, form)
        if stale is None:
            return redirect("accounts:organization", organization=organization)
    page = {"form": form, "may_change": may_change, "who_may": services.who_may(MANAGE)}
    page |= {"stale": stale}
    return settings_page(request, "organization", page, status=_status(stale, form))


def _edit(
    request: ActingRequest, organization: Organization, form: forms.OrganizationForm
) -> Stale | None:
    """Save what was typed; what both changed comes back side by side, with the form as typed."""
    seen = {
        name: request.POST[f"seen-{name}"] for name in form.fields if f"seen-{name}" in request.POST
    }
    try:
        services.edit_organization(
            request.actor, organization=organization, values=form.cleaned_data, seen=seen
        )
    except Stale as stale:
        form.initial = model_to_dict(_fresh(organization.pk), fields=list(form.fields))
        return stale
    messages.success(request, _("Запазено."))
    return None


def _status(stale: Stale | None, *shown: django_forms.Form | django_forms.ModelForm) -> int:
    return 409 if stale else 400 if any(form.errors for form in shown) else 200


@require_GET
def members(request: ActingRequest, organization: str) -> HttpResponse:
    """Who works here, in which roles."""
    people: dict[int, dict[str, Any]] = {}
    for each in queries.members(request.actor):
        row = people.setdefault(each.user_id, {"user": each.user, "roles": [], "first": each})
        row["roles"].append(each)
    for row in people.values():
        held = {each.role for each in row["roles"]}
        row["missing"] = [(value, label) for value, label in forms.ROLES if value not in held]
        row["is_self"] = row["user"].pk == request.user.pk
    page = {"people": people.values(), "who_may": services.who_may(MANAGE)}
    return settings_page(request, "members", page)


@require_POST
def add_role(request: ActingRequest, organization: str, member_id: int) -> HttpResponse:
    """One more role for a colleague."""
    form = forms.RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    user = _member(request, member_id).user
    services.add_role(request.actor, user=user, role=form.cleaned_data["role"], now=timezone.now())
    messages.success(request, _("Ролята е добавена."))
    return redirect("accounts:members", organization=organization)


@require_POST
def remove_role(request: ActingRequest, organization: str, member_id: int) -> HttpResponse:
    """One role less."""
    services.remove_role(request.actor, membership=_member(request, member_id), now=timezone.now())
    messages.success(request, _("Ролята е прекратена."))
    if not queries.actor_for(request.user, request.organization):
        return redirect("accounts:home")
    return redirect("accounts:members", organization=organization)


@require_http_methods(["GET", "POST"])
def deactivate(request: ActingRequest, organization: str, member_id: int) -> HttpResponse:
    """Ends a colleague's access, after a question, because their open pages close at once."""
    member = _member(request, member_id)
    if request.method == "POST":
        services.deactivate(request.actor, membership=member, now=timezone.now())
        messages.success(request, _("Достъпът е прекратен, сесиите са затворени."))
        return redirect("accounts:members", organization=organization)
    services.require(request.actor, MANAGE)
    question = _("Да прекратя ли достъпа на {name}?").format(name=member.user.name)
    consequences = [
        _("Всички роли в организацията се прекратяват."),
        _("Отворените страници се затварят веднага; незаписаното остава в чернова."),
        _("Делата остават в организацията и трябва да се възложат на друг."),
        _("Достъп може да се даде отново с нова покана."),
    ]
    page = {
        "question": question,
        "consequences": consequences,
        "act_label": _("Прекрати достъпа"),
        "back_url": reverse("accounts:members", args=[organization]),
        "danger": True,
    }
    return render(request, "components/confirm_page.html", page)


@require_http_methods(["GET", "POST"])
def reset_second_factor(request: ActingRequest, organization: str, member_id: int) -> HttpResponse:
    """For a colleague who lost the phone, after a question."""
    member = _member(request, member_id)
    if request.method == "POST":
        services.reset_second_factor(request.actor, membership=member, now=timezone.now())
        messages.success(request, _("Вторият фактор е изтрит, сесиите са затворени."))
        return redirect("accounts:members", organization=organization)
    services.require(request.actor, MANAGE)
    question = _("Да изтрия ли втория фактор на {name}?").format(name=member.user.name)
    consequences = [
        _("Първо се уверете, че наистина говорите с този колега."),
        _("Колегата излиза навсякъде; незаписаното остава в чернова."),
        _("При следващото влизане с парола добавя нов втори фактор."),
    ]
    page = {
        "question": question,
        "consequences": consequences,
        "act_label": _("Изтрий втория фактор"),
        "back_url": reverse("accounts:members", args=[organization]),
        "danger": True,
    }
    return render(request, "components/confirm_page.html", page)


@require_GET
def course(request: ActingRequest, organization: str) -> HttpResponse:
    """Who changed what in the organization and its accesses."""
    services.require(request.actor, MANAGE)
    found = Paginator(queries.course(request.actor), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    entries = sentences.lines(list(page))
    return settings_page(request, "course", {"page": page, "entries": entries})


@never_cache
@require_http_methods(["GET", "POST"])
def invitations(request: ActingRequest, organization: str) -> HttpResponse:
    """Who is invited; and a new invitation, whose link this answer shows once."""
    services.require(request.actor, MANAGE)
    form = forms.InviteForm(request.POST or None)
    page: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        made = _invited(request, form, None)
        page |= made
        status = 200 if made else 400
        # No redirect: the link is stored nowhere, so only this answer can show it.
        page["form"] = forms.InviteForm() if made else form
    now = timezone.now()
    page["rows"] = [_row(each, now) for each in queries.invitations(request.actor)]
    return settings_page(request, "invitations", page, status=status)


@never_cache
@require_POST
def renew_invitation(request: ActingRequest, organization: str, invitation_id: int) -> HttpResponse:
    """A new link for an invitation, shown once."""
    found = get_object_or_404(queries.invitations(request.actor), pk=invitation_id)
    token = services.renew_invitation(request.actor, invitation=found, now=timezone.now())
    now = timezone.now()
    page = _handed_over(request, found, token) | {
        "form": forms.InviteForm(),
        "rows": [_row(each, now) for each in queries.invitations(request.actor)],
    }
    return settings_page(request, "invitations", page)


@require_POST
def revoke_invitation(
    request: ActingRequest, organization: str, invitation_id: int
) -> HttpResponse:
    """The link stops working."""
    found = get_object_or_404(queries.invitations(request.actor), pk=invitation_id)
    services.revoke_invitation(request.actor, invitation=found, now=timezone.now())
    messages.success(request, _("Поканата е оттеглена. Връзката вече не работи."))
    return redirect("accounts:invitations", organization=organization)


@require_GET
def roles(request: ActingRequest, organization: str) -> HttpResponse:
    """„Кой какво може“, from the same table by which the services decide."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in rules.EVERYONE else request.organization.kind
    role_labels = [_(label) for label in rules.ROLE_LABELS.values()]
    catalogue = [
        (_(label), list(zip(role_labels, may, strict=True))) for label, may in rules.catalogue(kind)
    ]
    page = {
        "kind": kind,
        "kinds": forms.KINDS,
        "kind_label": _(rules.KIND_LABELS[rules.OrganizationKind(kind)]),
        "role_labels": role_labels,
        "catalogue": catalogue,
    }
    return settings_page(request, "roles", page)


@require_GET
def areas(request: ActingRequest, organization: str) -> HttpResponse:
    """Which directorate serves which municipality today; a directorate sees its own first."""
    filters = forms.AreaFilter(request.GET)
    text = filters.cleaned_data["text"] if filters.is_valid() else ""
    is_directorate = request.organization.kind == rules.OrganizationKind.DIRECTORATE
    only = request.organization.pk if is_directorate and "text" not in request.GET else None
    found = queries.areas(timezone.localdate(), text=text, directorate_id=only)
    page = {
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_change": queries.allowed(request.actor, "law.edit"),
        "who_may": services.who_may("law.edit"),
        "is_own": only is not None,
    }
    return settings_page(request, "areas", page)


@require_http_methods(["GET", "POST"])
def change_area(request: ActingRequest, organization: str) -> HttpResponse:
    """From a day on another directorate serves a municipality."""
    services.require(request.actor, "law.edit")
    first = {"municipality": request.GET.get("municipality", "")[:5]}
    form = forms.AreaForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.change_area(request.actor, **form.cleaned_data)
        except Refused as refused:
            _show(form, refused)
        else:
            sentence = _("От {day} община {name} се обслужва от {directorate}.")
            messages.success(
                request,
                sentence.format(
                    day=f"{made.valid_from:%d.%m.%Y} г.",
                    name=made.municipality.name,
                    directorate=made.directorate.short_name,
                ),
            )
            return redirect("accounts:areas", organization=organization)
    return settings_page(request, "change_area", {"form": form}, status=400 if form.errors else 200)


@require_GET
def organizations(request: ActingRequest, organization: str) -> HttpResponse:
    """All organizations, with how many people each has; for the Agency for Social Assistance."""
    services.require(request.actor, "organizations.manage")
    filters = forms.OrganizationFilter(request.GET)
    asked = filters.cleaned_data if filters.is_valid() else {}
    found = queries.organizations(
        request.actor, kind=asked.get("kind", ""), text=asked.get("text", "")
    )
    counts = queries.member_counts(request.actor)
    if asked.get("empty"):
        found = found.exclude(pk__in=counts)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, counts.get(each.pk, 0)) for each in page]
    return settings_page(request, "organizations", {"filters": filters, "page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def new_organization(request: ActingRequest, organization: str) -> HttpResponse:
    """Enter an organization that joins."""
    services.require(request.actor, "organizations.manage")
    form = forms.NewOrganizationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_organization(request.actor, **form.cleaned_data)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("Организацията е вписана. Поканете първия ѝ човек."))
            return redirect("accounts:other_organization", organization, made.pk)
    status = 400 if form.errors else 200
    return settings_page(request, "new_organization", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def other_organization(
    request: ActingRequest, organization: str, organization_id: int
) -> HttpResponse:
    """One organization as the Agency for Social Assistance sees it: data, and its first person."""
    services.require(request.actor, "organizations.manage")
    other = get_object_or_404(Organization, pk=organization_id)
    is_invite = request.POST.get("act") == "invite"
    posted = request.POST or None
    data = forms.OrganizationForm(None if is_invite else posted, instance=_fresh(other.pk))
    person = forms.InviteForm(posted if is_invite else None, prefix="person")
    page: dict[str, Any] = {}
    if is_invite:
        page = _invited(request, person, other)
    elif posted and data.is_valid():
        stale = _edit(request, other, data)
        if stale is None:
            return redirect("accounts:other_organization", organization, other.pk)
        page = {"stale": stale}
    n_members = queries.member_counts(request.actor).get(other.pk, 0)
    page |= {"other": other, "data": data, "person": person, "n_members": n_members}
    status = _status(page.get("stale"), data, person)
    return settings_page(request, "other_organization", page, status=status)


def _tabs(request: ActingRequest, active: str) -> list[dict[str, Any]]:
    slug = request.organization.slug
    lit = {"change_area": "areas", "new_organization": "organizations"}
    lit["other_organization"] = "organizations"
    entries = [("organization", _("Данни")), ("members", _("Хора и роли"))]
    if queries.allowed(request.actor, MANAGE):
        entries += [("invitations", _("Покани")), ("course", _("Какво е променяно"))]
        entries.append(("retention", _("Пазене на подробностите")))
    entries += [("roles", _("Кой какво може")), ("areas", _("Територии на ДСП"))]
    if queries.allowed(request.actor, "organizations.manage"):
        entries.append(("organizations", _("Организации")))
    return [
        {
            "label": label,
            "url": reverse(f"accounts:{name}", args=[slug]),
            "active": name == lit.get(active, active),
        }
        for name, label in entries
    ]


def settings_page(
    request: ActingRequest, name: str, page: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One page under the tabs of the settings."""
    page = {"may_manage": queries.allowed(request.actor, MANAGE)} | page
    page["tabs"] = _tabs(request, name)
    return render(request, f"accounts/{name}.html", page, status=status)


def _fresh(organization_id: int) -> Organization:
    """A copy for the form, which writes what was typed into its instance even when it is wrong."""
    return Organization.objects.get(pk=organization_id)


def _member(request: ActingRequest, member_id: int) -> Membership:
    """A present or past role in the acting organization; anything else does not exist."""
    found = Membership.objects.select_related("user").filter(
        organization=request.actor.organization_id
    )
    return get_object_or_404(found, pk=member_id)


def _row(invitation: Invitation, now: Any) -> dict[str, Any]:
    state = invitation.state(now)
    tones = {"open": "wait", "accepted": "ok", "revoked": "plain", "expired": "soon"}
    return {
        "invitation": invitation,
        "label": _(rules.INVITATION_LABELS[state]),
        "tone": tones[state],
        "is_open": state is rules.InvitationState.OPEN,
        "is_renewable": state in {rules.InvitationState.OPEN, rules.InvitationState.EXPIRED},
    }


def _invited(
    request: ActingRequest, form: forms.InviteForm, other: Organization | None
) -> dict[str, Any]:
    """The invitation made from the form with its link; empty when the form is wrong or refused."""
    if not form.is_valid():
        return {}
    try:
        made, token = services.invite(
            request.actor, **form.cleaned_data, now=timezone.now(), organization=other
        )
    except Refused as refused:
        _show(form, refused)
        return {}
    return _handed_over(request, made, token)


def _handed_over(request: ActingRequest, invitation: Invitation, token: str) -> dict[str, Any]:
    link = request.build_absolute_uri(reverse("accounts:open_invitation", args=[token]))
    was_sent = mail.is_configured() and mail.send_invitation(invitation.email, link)
    return {"made": invitation, "link": link, "was_sent": was_sent}


def _show(form: django_forms.Form | django_forms.ModelForm, refused: Refused) -> None:
    sentence = " ".join(part for part in (refused.sentence, refused.remedy) if part)
    form.add_error(refused.field if refused.field in form.fields else None, sentence)
