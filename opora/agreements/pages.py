"""The agreement of a case: its terms, versions and acts; and its paper."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from opora.accounts.requests import ActingRequest
from opora.cases.act_pages import answer
from opora.cases.forms import ActForm
from opora.cases.models import Case
from opora.cases.pages import allow, may, opened
from opora.cases.rules import CaseState, Part
from opora.cases.services.steps import hearing
from opora.documents import panels
from opora.lib.refusals import NotVisible

from . import forms, papers, queries, rules, services
from .models import ServiceAgreement


@dataclass(frozen=True, slots=True)
class Act:
    """One act with a form: what its button says, the form, the verb, by which right."""

    label: str | Promise
    form: type[ActForm]
    verb: Callable[..., object]
    right: str = "cases.work"
    hint: str | Promise = ""


ACTS = {
    "give": Act(
        gettext_lazy("Дай проекта на лицето"),
        forms.GiveForm,
        services.give,
        hint=gettext_lazy("Лицето получава проекта, преди да подпише."),
    ),
    "take_back": Act(gettext_lazy("Върни за поправка"), forms.NothingForm, services.take_back),
    "sign": Act(
        gettext_lazy("Впиши подписания договор"),
        forms.SignForm,
        services.sign,
        "cases.sign",
        gettext_lazy("С подписването започва ползването на мястото."),
    ),
    "extend": Act(gettext_lazy("Продължи"), forms.ExtendForm, services.extend, "cases.sign"),
    "end": Act(gettext_lazy("Прекрати"), forms.EndForm, services.end),
    "withdraw": Act(gettext_lazy("Оттегли проекта"), forms.NothingForm, services.withdraw),
}
# In this order they stand as buttons; the first that is possible is the one expected next.
ORDER = ("give", "sign", "extend", "amend", "edit", "take_back", "end", "withdraw")
LABELS = {name: act.label for name, act in ACTS.items()} | {
    "edit": gettext_lazy("Поправи проекта"),
    "amend": gettext_lazy("Впиши изменение"),
}


def _led(request: ActingRequest, pk: int, right: str) -> Case:
    """The case, when the actor's organization leads it."""
    allow(request, right)
    case = opened(request, pk, Part.USE)
    if case.organization_id != request.actor.organization_id:
        raise NotVisible
    return case


def _of(request: ActingRequest, case: Case, number: int) -> ServiceAgreement:
    found = queries.agreement(request.actor, number)
    if found.case_id != case.pk:
        raise NotVisible
    return found


def back_to(request: ActingRequest, case: Case) -> str:
    """The page of the case's agreement."""
    return reverse("agreements:agreement", args=[request.organization.slug, case.pk])


@require_GET
def agreement(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The agreements of a case with their versions, and what may be done now."""
    case = opened(request, pk, Part.USE)
    is_ours = case.organization_id == request.actor.organization_id
    may_work = is_ours and case.state == CaseState.OPEN and may(request, "cases.work")
    today = timezone.localdate()
    found = queries.of_case(request.actor, case)
    is_prepared = any(each.state in rules.OPEN for each in found)
    shown = {
        "case": case,
        "agreements": [
            {
                "row": each,
                "terms": queries.terms_of(each, today),
                "versions": list(reversed(each.terms.all())),
                "acts": _acts(request, each) if may_work else [],
                "is_past": each.state in rules.IN_FORCE
                and each.ends_on is not None
                and each.ends_on < today,
            }
            for each in found
        ],
        "steps": _steps(found[0]) if found else [],
        "may_draft": may_work and not is_prepared,
        "may_issue": may_work,
        "papers": panels.papers(
            request,
            record_kind="case",
            record_id=case.pk,
            audience=hearing(case, Part.USE),
            person_id=case.person_id,
            may_attach=may_work,
        ),
    }
    return render(request, "agreements/agreement.html", shown)


def _acts(request: ActingRequest, row: ServiceAgreement) -> list[dict[str, Any]]:
    possible = rules.actions_for(row.state, request.actor)
    slug = request.organization.slug
    return [
        {
            "label": LABELS[name],
            "url": reverse("agreements:act", args=[slug, row.case_id, row.pk, name]),
            "look": "danger" if name in {"end", "withdraw"} else "secondary",
        }
        for name in ORDER
        if name in possible
    ]


def _steps(row: ServiceAgreement) -> list[dict[str, str]]:
    """Where the newest agreement stands."""
    line = [rules.State.DRAFT, rules.State.GIVEN, rules.State.SIGNED]
    line += [rules.State.EXTENDED] if row.state == rules.State.EXTENDED else []
    line += [rules.State.ENDED if row.state != rules.State.WITHDRAWN else rules.State.WITHDRAWN]
    at = line.index(rules.State(row.state))
    last = {rules.State.ENDED, rules.State.WITHDRAWN}
    return [
        {
            "label": _(rules.STATE_LABELS[state]),
            "state": "stopped"
            if n == at and state in last
            else "done"
            if n < at
            else "now"
            if n == at
            else "next",
        }
        for n, state in enumerate(line)
    ]


def draft(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Begin an agreement, filled in from the service and the former agreement."""
    case = _led(request, pk, "cases.work")
    form = forms.TermsForm(
        request.POST or None, actor=request.actor, case=case, today=timezone.localdate()
    )

    def do(_values: dict[str, Any]) -> None:
        services.draft(request.actor, case=case, terms=form.terms(), now=timezone.now())

    label = _("Започни договор")
    return answer(
        request, case, form, do, label=label, rule=rules.ARTICLE, back=back_to(request, case)
    )


def act(
    request: ActingRequest, organization: str, pk: int, number: int, action: str
) -> HttpResponse:
    """Do one act on an agreement of a case that the organization leads."""
    if action in {"edit", "amend"}:
        return _terms(request, pk, number, action)
    if action not in ACTS:
        raise Http404
    asked = ACTS[action]
    case = _led(request, pk, asked.right)
    row = _of(request, case, number)
    form = asked.form(
        request.POST or None, actor=request.actor, case=case, today=timezone.localdate()
    )
    # A form without fields is bound by what the button sends.
    form.is_bound = request.method == "POST"

    def do(values: dict[str, Any]) -> None:
        values.pop("version", None)
        asked.verb(
            request.actor, agreement=row, seen=_seen(request, row), now=timezone.now(), **values
        )

    return answer(
        request,
        case,
        _with_version(form, row),
        do,
        label=str(asked.label),
        hint=str(asked.hint),
        rule=_(rules.STEPS[action].by),
        back=back_to(request, case),
    )


def _terms(request: ActingRequest, pk: int, number: int, action: str) -> HttpResponse:
    case = _led(request, pk, "cases.sign" if action == "amend" else "cases.work")
    row = _of(request, case, number)
    kind = forms.AmendForm if action == "amend" else forms.TermsForm
    form = kind(request.POST or None, actor=request.actor, case=case, today=timezone.localdate())
    form.show(queries.latest_terms(row))

    def do(values: dict[str, Any]) -> None:
        about: dict[str, Any] = {
            "agreement": row,
            "seen": _seen(request, row),
            "now": timezone.now(),
        }
        if action == "edit":
            services.edit(request.actor, terms=form.terms(), **about)
            return
        values["starts_on"], values["ends_on"] = row.starts_on, row.ends_on
        form.cleaned_data |= values
        more = {name: values[name] for name in ("valid_from", "signed_on", "reason")}
        services.amend(request.actor, terms=form.terms(), **more, **about)

    return answer(
        request,
        case,
        _with_version(form, row),
        do,
        label=str(LABELS[action]),
        rule=_(rules.STEPS[action].by),
        back=back_to(request, case),
    )


def _with_version(form: ActForm, row: ServiceAgreement) -> ActForm:
    """The form carries the version that was looked at."""
    form.fields["version"] = forms.version_field(row.version)
    return form


def _seen(request: ActingRequest, row: ServiceAgreement) -> int:
    """The version that the form was opened with; a forged one counts as long past."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_POST
def paper(request: ActingRequest, organization: str, pk: int, number: int) -> HttpResponse:
    """Issue the agreement on paper, to be read and signed."""
    case = _led(request, pk, "cases.work")
    papers.issue(request.actor, _of(request, case, number), now=timezone.now())
    messages.success(request, _("Документът е издаден и стои при документите на случая."))
    return redirect(back_to(request, case))


@require_POST
def tell_end(request: ActingRequest, organization: str, pk: int, number: int) -> HttpResponse:
    """Issue the letter that the agreement is about to end."""
    case = _led(request, pk, "cases.work")
    papers.tell_end(request.actor, _of(request, case, number), now=timezone.now())
    messages.success(request, _("Писмото е издадено и стои при документите на случая."))
    return redirect(back_to(request, case))


@require_GET
def limits(request: ActingRequest, organization: str) -> HttpResponse:
    """For how long services may be used: by statute or by practice, with articles and sources."""
    allow(request, "cases.see")
    rows = queries.limit_rules(timezone.localdate())
    return render(request, "agreements/limits.html", {"rows": rows})
