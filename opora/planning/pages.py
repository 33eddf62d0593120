"""The pages of a district: the country's list, the live sum, coordination, alternatives."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind, may
from opora.finance import queries as finance
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.needs.models import Cycle
from opora.needs.queries import analyses
from opora.territory import queries as territory
from opora.territory.models import District

from . import forms, presenting, queries, rules, services, sums
from .models import Coordination, MapVersion
from .rules import State, Who

WHOLE_COUNTRY = frozenset({OrganizationKind.ASSISTANCE_AGENCY, OrganizationKind.MINISTRY})
MOST_BESIDE = 4


def check_may_see(request: ActingRequest) -> None:
    """Who may not see maps finds no page here."""
    if not may(request.organization.kind, request.actor.roles, "planning.see"):
        raise NotVisible


def _may_plan(request: ActingRequest) -> bool:
    """Whether the reader opens and closes the rounds of planning."""
    return may(request.organization.kind, request.actor.roles, "planning.national")


def cycle_of(request: ActingRequest) -> Cycle | None:
    """The cycle that the address asks for; else the one that is open, or the newest."""
    asked = request.GET.get("cycle", "")
    found = Cycle.objects.filter(pk=asked).first() if asked else None
    return found or analyses.current_cycle() or Cycle.objects.first()


def reads_district(request: ActingRequest, district: str) -> bool:
    """Whether the organization's page of this district has more than what is adopted."""
    if request.organization.kind in WHOLE_COUNTRY:
        return True
    home = queries.home_district(request.actor)
    return home is not None and home.pk == district


@require_safe
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """One's own district; for those of the whole country the list of all."""
    check_may_see(request)
    home = queries.home_district(request.actor)
    if home and request.organization.kind not in WHOLE_COUNTRY:
        return redirect("planning:district", organization, home.pk)
    return redirect("planning:districts", organization)


@require_safe
def districts(request: ActingRequest, organization: str) -> HttpResponse:
    """The 28 districts: how many analyses are in, what is locked, what is adopted."""
    check_may_see(request)
    cycle = cycle_of(request)
    rows = _district_rows(request, cycle) if cycle else []
    page = {
        "cycle": cycle,
        "may_plan": _may_plan(request),
        "cycles": _cycle_tabs(request, "planning:districts", cycle),
        "rows": rows,
        "n_final": sum(bool(row["final"]) for row in rows),
    }
    return render(request, "planning/districts.html", page)


def _district_rows(request: ActingRequest, cycle: Cycle) -> list[dict[str, Any]]:
    sent: dict[str, int] = {}
    for one in analyses.submitted(request.actor, cycle=cycle):
        code = one.municipality.district_id
        sent[code] = sent.get(code, 0) + 1
    found: dict[str, list[MapVersion]] = {}
    for version in queries.visible(request.actor).filter(cycle=cycle).defer("content"):
        if version.district_id:
            found.setdefault(version.district_id, []).append(version)
    sizes: dict[str, int] = {}
    for each in territory.municipalities():
        sizes[each.district_id] = sizes.get(each.district_id, 0) + 1

    def first(code: str, state: State) -> MapVersion | None:
        return next((one for one in found.get(code, []) if one.state == state), None)

    return [
        {
            "district": district,
            "n_submitted": sent.get(district.pk, 0),
            "n_all": sizes[district.pk],
            "locked": first(district.pk, State.LOCKED),
            "indicative": first(district.pk, State.INDICATIVE),
            "final": first(district.pk, State.FINAL),
        }
        for district in territory.districts()
    ]


def _cycle_tabs(
    request: ActingRequest, name: str, cycle: Cycle | None, *more: str
) -> list[dict[str, Any]]:
    url = reverse(name, args=[request.organization.slug, *more])
    return [
        {
            "label": str(each),
            "url": f"{url}?cycle={each.pk}",
            "active": cycle is not None and each.pk == cycle.pk,
        }
        for each in Cycle.objects.all()
    ]


@require_safe
def district(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """A district in a cycle: the live sum, the versions, the coordination."""
    check_may_see(request)
    home = get_object_or_404(District, pk=code)
    cycle = cycle_of(request)
    if cycle is None:
        page = {"district": home, "may_plan": _may_plan(request)}
        return render(request, "planning/no_cycle.html", page)
    who = queries.who_is(request.actor, code)
    versions = queries.of_district(request.actor, cycle=cycle, district=code)
    reads = reads_district(request, code)
    asked = queries.coordinations(request.actor, cycle=cycle, district=code) if reads else []
    shows_sum = reads and request.organization.kind != OrganizationKind.MUNICIPALITY
    today = timezone.localdate()
    found = (
        sums.of_district(
            request.actor, cycle=cycle, district=code, year=min(today.year, finance.last_year())
        )
        if shows_sum
        else None
    )
    page = {
        "district": home,
        "cycle": cycle,
        "cycles": _cycle_tabs(request, "planning:district", cycle, code),
        "found": found,
        "versions": [(one, presenting.tone(one)) for one in versions],
        "n_comparable": len(versions),
        "asked": _standing(asked, home),
        "steps": presenting.steps(
            versions, n_submitted=found.n_submitted if found else 1, is_asked=bool(asked)
        ),
        "is_planner": Who.DISTRICT in who,
        "may_answer": Who.MUNICIPALITY in who,
        "administration": queries.administration(code),
        "turn": _turn(request, home, asked),
        "form": forms.NameForm(initial={"name": _("Вариант от внесените анализи")}),
        "why_not": None if Who.DISTRICT in who else _why_not(request),
        "is_lonely": not versions and not asked and not found,
    }
    return render(request, "planning/district.html", page)


def _why_not(request: ActingRequest) -> str:
    if request.organization.kind == OrganizationKind.DISTRICT:
        return _("Картата на тази област се съставя от нейната администрация.")
    return _("Областната карта се съставя от областната администрация.")


def _standing(asked: list[Coordination], home: District) -> list[dict[str, Any]]:
    """Each question with who agreed, who did not and why, who is silent."""
    names = {each.pk: str(each) for each in territory.municipalities(home.pk)}
    found = []
    for one in asked:
        counted = {
            each.municipality_id: each
            for each in one.answers.all()
            if each.coordination_version == one.version
        }
        agreed = [each for each in counted.values() if each.answer == rules.Answer.AGREE]
        against = [each for each in counted.values() if each.answer == rules.Answer.DISAGREE]
        found.append(
            {
                "ask": one,
                "hosts": [
                    host | {"name": names.get(host["municipality"], "")} for host in one.hosts
                ],
                "agreed": agreed,
                "against": against,
                "silent": [name for code, name in names.items() if code not in counted],
                "n_all": len(names),
                "answers": counted,
            }
        )
    return found


def _turn(request: ActingRequest, home: District, asked: list[Coordination]) -> dict[str, Any]:
    """Whose turn it is with this district's map, in short."""
    mine = request.organization.municipality_id
    is_mine_to_answer = any(
        not one.closed_on
        and mine
        and mine
        not in {
            each.municipality_id
            for each in one.answers.all()
            if each.coordination_version == one.version
        }
        for one in asked
    )
    return {"answers_awaited": is_mine_to_answer}


@require_POST
def open_variant(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """A working variant from what was submitted."""
    check_may_see(request)
    cycle = cycle_of(request)
    home = get_object_or_404(District, pk=code)
    form = forms.NameForm(request.POST)
    if cycle is None or not form.is_valid():
        raise Refused(_("Дайте име на варианта."), field="name")
    made = services.open_variant(
        request.actor,
        cycle=cycle,
        district=home,
        name=form.cleaned_data["name"],
        now=timezone.now(),
    )
    messages.success(request, _("Вариантът е открит. Редовете са от внесените анализи."))
    return redirect("planning:map", organization, made.pk)


@require_safe
def coordination(request: ActingRequest, organization: str, code: str) -> HttpResponse:
    """Who hosts which district-level service, and what each municipality says."""
    check_may_see(request)
    home = get_object_or_404(District, pk=code)
    cycle = cycle_of(request)
    if cycle is None or not reads_district(request, code):
        raise NotVisible
    who = queries.who_is(request.actor, code)
    asked = queries.coordinations(request.actor, cycle=cycle, district=code)
    standing = _standing(asked, home)
    mine = request.organization.municipality_id
    for one in standing:
        one["mine"] = one["answers"].get(mine)
        one["form"] = forms.AnswerForm(
            initial={"seen": one["ask"].version, "answer": rules.Answer.AGREE},
            prefix=str(one["ask"].pk),
        )
    page = {
        "district": home,
        "cycle": cycle,
        "asked": standing,
        "is_planner": Who.DISTRICT in who,
        "may_answer": Who.MUNICIPALITY in who,
    }
    return render(request, "planning/coordination.html", page)


@require_POST
def answer(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A municipality's answer about the hosts of one service."""
    check_may_see(request)
    ask = get_object_or_404(Coordination, pk=pk)
    back = reverse("planning:coordination", args=[organization, ask.district_id])
    back = f"{back}?cycle={ask.cycle_id}#ask-{pk}"
    form = forms.AnswerForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        reason = next(iter(form.errors.values()))[0]
        raise Refused(str(reason), remedy=_("Върнете се и попълнете отговора."))
    try:
        services.answer(
            request.actor,
            coordination_id=pk,
            seen=form.cleaned_data["seen"],
            answer=form.cleaned_data["answer"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except Stale:
        messages.warning(
            request, _("Домакините се промениха, докато пишехте. Прочетете ги отново.")
        )
        return redirect(back)
    messages.success(request, _("Отговорът на общината е записан."))
    return redirect(back)


def record_answer(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The district enters an answer that came by letter."""
    check_may_see(request)
    ask = get_object_or_404(Coordination.objects.select_related("planned_service"), pk=pk)
    if Who.DISTRICT not in queries.who_is(request.actor, ask.district_id):
        raise NotVisible
    counted = ask.answers.filter(coordination_version=ask.version)
    own = counted.exclude(organization_id=request.actor.organization_id)
    answered = set(own.values_list("municipality_id", flat=True))
    silent = [
        each.pk for each in territory.municipalities(ask.district_id) if each.pk not in answered
    ]
    form = forms.LetterForm(
        request.POST or None, silent=silent, initial={"seen": ask.version, "answer": "agree"}
    )
    back = reverse("planning:coordination", args=[organization, ask.district_id])
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.record_answer(request.actor, coordination_id=pk, now=timezone.now(), **values)
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, _("Писменият отговор е вписан."))
            return redirect(f"{back}?cycle={ask.cycle_id}#ask-{pk}")
    page = {"ask": ask, "form": form, "back": f"{back}?cycle={ask.cycle_id}"}
    return render(request, "planning/letter.html", page, status=400 if form.errors else 200)


@require_safe
def alternatives(request: ActingRequest, organization: str) -> HttpResponse:
    """Two to four versions side by side; of two also every row that differs."""
    check_may_see(request)
    chosen = [int(each) for each in request.GET.getlist("v") if each.isdigit()][:MOST_BESIDE]
    versions = [queries.version(request.actor, pk) for pk in chosen]
    if len(versions) < 2:
        raise Refused(
            _("Изберете поне два варианта."),
            remedy=_("Отбележете ги в списъка и натиснете „Сравни избраните“."),
        )
    now = timezone.now()
    wholes = [presenting.whole(each, on=queries.now_of(each, now)) for each in versions]
    codes = {row.municipality for one in wholes for row in one.rows}
    names = {each.pk: str(each) for each in territory.municipalities() if each.pk in codes}
    page = {
        "versions": list(zip(versions, wholes, strict=True)),
        "beside": presenting.beside(wholes, names),
        "differences": presenting.differences(
            rules.compare(wholes[0].rows, wholes[1].rows, wholes[1].standards), names
        )
        if len(versions) == 2
        else None,
        "ways": [_ways(one) for one in wholes],
        "district": versions[0].district,
    }
    return render(request, "planning/alternatives.html", page)


def _ways(one: presenting.Whole) -> list[tuple[str, Any]]:
    return [
        (str(group.service), group.average_km)
        for group in one.groups
        if group.average_km is not None
    ]
