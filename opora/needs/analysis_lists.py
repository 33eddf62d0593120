"""Lists of analyses, and the locked versions: shown, compared, exported, printed."""

import difflib
import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.accounts.rules import OrganizationKind
from opora.lib import words
from opora.lib.labels import gettext_noop
from opora.lib.refusals import NotVisible
from opora.territory import queries as territory

from . import presenting, rules
from .analysis_pages import content_for
from .exports import FORMATS
from .queries import analyses as queries
from .rules import SECTIONS


def analyses(request: ActingRequest, organization: str) -> HttpResponse:
    """The municipality's own analyses; for the others the submitted ones of a cycle, with how many
    of a district's municipalities have submitted."""
    if not allowed(request.actor, "needs.see"):
        raise NotVisible
    if request.organization.kind == OrganizationKind.MUNICIPALITY:
        return _own(request)
    return _received(request)


def _own(request: ActingRequest) -> HttpResponse:
    found = list(queries.visible(request.actor))
    begun = {each.cycle_id for each in found}
    today = timezone.localdate()
    open_cycles = [
        cycle
        for cycle in queries.cycles()
        if cycle.pk not in begun and (cycle.closed_on is None or cycle.closed_on >= today)
    ]
    shown = {
        "found": found,
        "open_cycles": open_cycles,
        "may_open": allowed(request.actor, "needs.write"),
        "may_transcribe": allowed(request.actor, "needs.submit"),
        "tones": rules.STATE_TONES,
    }
    return render(request, "needs/analysis/own.html", shown)


def _received(request: ActingRequest) -> HttpResponse:
    """By cycle and district; an organization of a district sees its own only."""
    cycles = list(queries.cycles())
    wanted = request.GET.get("cycle")
    cycle = next((each for each in cycles if each.pk == wanted), cycles[0] if cycles else None)
    own_district = request.organization.district_id
    district = own_district or request.GET.get("district") or None
    districts = {each.pk: each for each in territory.districts()}
    if district and district not in districts:
        raise Http404
    progress = queries.progress_of_all(request.actor, cycle=cycle) if cycle else {}
    shown = {
        "cycles": cycles,
        "cycle": cycle,
        "district": districts.get(district) if district else None,
        "is_country": own_district is None,
        "may_plan": allowed(request.actor, "planning.national"),
        "found": list(
            queries.visible(request.actor).filter(cycle=cycle, municipality__district=district)
        )
        if cycle and district
        else [],
        "progress": progress.get(district) if district else None,
        "by_district": [
            {"district": each, "progress": progress[each.pk]}
            for each in districts.values()
            if each.pk in progress
        ]
        if not district
        else [],
        "tones": rules.STATE_TONES,
    }
    return render(request, "needs/analysis/received.html", shown)


def version(request: ActingRequest, organization: str, pk: int, number: int) -> HttpResponse:
    """A locked version as it was, for reading and for print."""
    found = queries.analysis(request.actor, pk)
    row = queries.version(request.actor, found, number)
    shown = presenting.shown(json.loads(bytes(row.content)))
    return render(
        request,
        "needs/analysis/version.html",
        {"found": found, "version": row, "shown": shown, "formats": FORMATS},
    )


def printed(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The analysis as it stands, on one sheet for print."""
    found = queries.analysis(request.actor, pk)
    shown = presenting.shown(content_for(request, found))
    return render(
        request,
        "needs/analysis/version.html",
        {"found": found, "shown": shown, "formats": FORMATS, "is_print": True},
    )


def export(request: ActingRequest, organization: str, pk: int, kind: str) -> HttpResponse:
    """The analysis as DOCX, PDF or XLSX: as it stands, or a locked version of it."""
    if kind not in FORMATS:
        raise Http404
    found = queries.analysis(request.actor, pk)
    number = request.GET.get("version", "")
    if number:
        if not number.isdigit():
            raise Http404
        row = queries.version(request.actor, found, int(number))
        content = dict(json.loads(bytes(row.content)))
        content["digest"] = row.digest
    else:
        content = content_for(request, found)
    chosen = FORMATS[kind]
    response = HttpResponse(chosen.make(content), content_type=chosen.content_type)
    name = f"analiz-{found.municipality.name_en}-{found.cycle_id}".lower().replace(" ", "-")
    tail = f"-v{number}" if number else ""
    response["Content-Disposition"] = f'attachment; filename="{name}{tail}.{kind}"'
    return response


def compare(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Two locked versions: what changed in the numbers and in the texts."""
    found = queries.analysis(request.actor, pk)
    rows = list(queries.versions(request.actor, found))
    if len(rows) < 2:
        raise NotVisible
    numbers = [
        _number(request.GET.get(name), default)
        for name, default in (("a", rows[1].number), ("b", rows[0].number))
    ]
    kept = [queries.version(request.actor, found, number) for number in numbers]
    before, after = (json.loads(bytes(row.content)) for row in kept)
    shown = {
        "found": found,
        "versions": rows,
        "a": kept[0],
        "b": kept[1],
        "numbers": changed_numbers(before, after),
        "texts": changed_texts(before, after),
    }
    return render(request, "needs/analysis/compare.html", shown)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


COMPARED = (
    ("results", "computed", gettext_noop("изчислен максимум")),
    ("results", "expected", gettext_noop("очаквани")),
    ("results", "existing", gettext_noop("места")),
    ("results", "occupied", gettext_noop("заети места")),
    ("results", "waiting", gettext_noop("чакащи")),
    ("proposals", "users", gettext_noop("предложени")),
    ("proposals", "year_from", gettext_noop("от година")),
    ("results", "cost_cents", gettext_noop("за година")),
)


def changed_numbers(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Every number of a service that differs between two versions, with both."""
    found = []
    for service in after["services"]:
        code = service["code"]
        for part, name, label in COMPARED:
            pair = [_one(content, part, code).get(name) for content in (before, after)]
            if pair[0] != pair[1]:
                say = presenting.money if name == "cost_cents" else _plain
                found.append(
                    {
                        "service": service["short_name"],
                        "label": _(label),
                        "before": say(pair[0]),
                        "after": say(pair[1]),
                    }
                )
    return found


def _one(content: dict[str, Any], part: str, code: str) -> dict[str, Any]:
    rows = content["results"]["services"] if part == "results" else content["proposals"]
    return dict(rows.get(code, {}))


def _plain(value: int | None) -> str:
    return presenting.DASH if value is None else words.number(value)


def changed_texts(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The sections that differ, line by line: kept, taken away, added."""
    found = []
    for code, section in SECTIONS.items():
        old, new = (content["texts"].get(code, "") for content in (before, after))
        if old != new:
            lines = [
                {"kind": {"-": "gone", "+": "new"}.get(line[0], "same"), "text": line[2:]}
                for line in difflib.ndiff(old.splitlines(), new.splitlines())
                if line[0] != "?"
            ]
            found.append({"title": _(section.title), "lines": lines})
    return found
