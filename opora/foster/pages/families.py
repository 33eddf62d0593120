"""The register of families, one family, a new candidate."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.journal import queries as journal
from opora.lib.refusals import NotVisible
from opora.people import naming
from opora.people import queries as people

from .. import forms, papers, queries, rules, sentences, services
from ..models import FosterContact, FosterFamily
from .common import allow, attempt, done, log, may, page

SHOWN = 20


@require_GET
def families(request: ActingRequest, organization: str) -> HttpResponse:
    """All families with their state, free places and profile."""
    allow(request, "foster.see")
    state = request.GET.get("state", "")
    found = queries.families(request.actor)
    if state in rules.FAMILY_LABELS:
        found = found.filter(state=state)
    rows = list(found)
    parents = naming.called(queries.names(request.actor, [one.parent_id for one in rows]).values())
    placed = queries.n_children(request.actor)
    lines = [
        {
            "family": one,
            "parent": parents.get(one.parent_id),
            "n_children": placed.get(one.pk, 0),
            "kinds": papers.kinds(one),
        }
        for one in rows
    ]
    context = {"lines": lines, "states": rules.FAMILY_LABELS, "state": state}
    return page(request, "families", "families", context)


@require_http_methods(["GET", "POST"])
def find_parent(request: ActingRequest, organization: str) -> HttpResponse:
    """Who applies: an adult with whom the directorate works, found by name."""
    allow(request, "foster.work")
    typed = request.POST.get("text", "").strip()[:100]
    found = people.search(request.actor, typed) if typed else people.recent(request.actor)
    today = timezone.localdate()
    adults = [one for one in found if one.age_on(today) >= rules.ADULT_AGE]
    names = naming.called(adults)
    shown = {"found": [(one, names[one.pk]) for one in adults], "typed": typed}
    return page(request, "find_parent", "families", shown)


@require_http_methods(["GET", "POST"])
def apply(request: ActingRequest, organization: str, person_id: int) -> HttpResponse:
    """A candidate's profile, address and payer."""
    allow(request, "foster.work")
    parent = people.worked_with(request.actor, person_id)
    form = forms.ApplyForm(request.POST or None, initial={"applied_on": timezone.localdate()})
    made: list[FosterFamily] = []

    def act(facts: dict[str, Any]) -> None:
        more = {name: facts[name] for name in ("payer", "address", "phone", "applied_on")}
        made.append(
            services.apply(
                request.actor, parent_id=parent.pk, profile=facts, now=timezone.now(), **more
            )
        )

    if request.method == "POST" and attempt(form, act):
        return done(request, _("Кандидатът е записан."), "family", made[0].pk)
    return page(request, "apply", "families", {"form": form, "parent": parent}, form)


@require_GET
def family(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One family: whom it takes, who lives there, what may be done now."""
    allow(request, "foster.see")
    found = queries.family(request.actor, pk)
    log(request, found.parent_id, _("приемно семейство"))
    return shown(request, found)


def shown(request: ActingRequest, found: FosterFamily, **wrong: Any) -> HttpResponse:
    """The family's page, with a form that was wrong in its place."""
    actor, today = request.actor, timezone.localdate()
    owns = found.organization_id == actor.organization_id and may(request, "foster.work")
    stays = list(queries.stays(actor).filter(family=found))
    contact = FosterContact.objects.filter(family=found).first()
    context = {
        "family": found,
        "parent": queries.names(actor, [found.parent_id]).get(found.parent_id),
        "contact": contact,
        "kinds": papers.kinds(found),
        "stays": stays,
        "children": queries.names(actor, [one.child_id for one in stays]),
        "trainings": found.trainings.all(),
        "owns": owns,
        "actions": [
            (
                action,
                _(rules.FAMILY_STEPS[action].label),
                forms.ActForm(action=action, initial={"day": today}, auto_id=f"id_{action}_%s"),
            )
            for action in (rules.actions(found.state) if owns else [])
        ],
        "training_form": forms.TrainingForm(initial={"held_on": today}, auto_id="id_t_%s"),
        "course": sentences.lines(
            journal.timeline(actor, kind="foster", record_id=found.pk)[:SHOWN]
        ),
        **({"papers": _papers(request, found)} if owns else {}),
        **wrong,
    }
    return page(request, "family", "families", context, *wrong.values())


def _papers(request: ActingRequest, found: FosterFamily) -> dict[str, Any]:
    return panels.papers(
        request, record_kind="foster", record_id=found.pk, audience=[found.organization_id]
    )


@require_POST
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One step of the family; entering in the register also issues its paper."""
    allow(request, "foster.work")
    found = queries.family(request.actor, pk)
    if action not in rules.BUTTONS:
        raise NotVisible
    form = forms.ActForm(request.POST, action=action)

    def step(facts: dict[str, Any]) -> None:
        now = timezone.now()
        changed = services.act(request.actor, family=found, action=action, now=now, **facts)
        if action == "enter":
            papers.issue_entry(request.actor, changed, now=now)

    if attempt(form, step):
        return done(request, _("Записано е."), "family", pk)
    return shown(request, found, wrong_form=form)


@require_http_methods(["GET", "POST"])
def profile(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Whom the family takes from now on."""
    allow(request, "foster.work")
    found = queries.family(request.actor, pk)
    first = {name: getattr(found, name) for name in forms.ProfileForm.Meta.fields}
    form = forms.ProfileForm(request.POST or None, initial=first)
    contact = FosterContact.objects.filter(family=found).first()
    where = {"address": contact.address, "phone": contact.phone} if contact else {}
    contact_form = forms.ContactForm(initial=where)

    def change(facts: dict[str, Any]) -> None:
        services.change_profile(request.actor, family=found, profile=facts, now=timezone.now())

    if request.method == "POST" and attempt(form, change):
        return done(request, _("Профилът е записан."), "family", pk)
    context = {"form": form, "family": found, "contact_form": contact_form}
    return page(request, "profile", "families", context, form)


@require_POST
def contact(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The address and the phone."""
    allow(request, "foster.work")
    found = queries.family(request.actor, pk)
    form = forms.ContactForm(request.POST)

    def keep(facts: dict[str, Any]) -> None:
        services.record_contact(request.actor, family=found, now=timezone.now(), **facts)

    if attempt(form, keep):
        return done(request, _("Адресът е записан."), "family", pk)
    return shown(request, found, wrong_form=form)


@require_POST
def training(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One more training."""
    allow(request, "foster.work")
    found = queries.family(request.actor, pk)
    form = forms.TrainingForm(request.POST, auto_id="id_t_%s")

    def keep(facts: dict[str, Any]) -> None:
        services.record_training(request.actor, family=found, now=timezone.now(), **facts)

    if attempt(form, keep):
        return done(request, _("Обучението е записано."), "family", pk)
    return shown(request, found, training_form=form)
