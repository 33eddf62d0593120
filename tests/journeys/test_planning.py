"""From a municipality's form to a voted district map to the national picture: four screens."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from opora.accounts.models import Organization, User
from opora.journal.context import acting
from opora.meetings.models import GroupMember, Session
from opora.meetings.services import groups, sessions
from opora.needs import rules
from opora.needs.models import Cycle, NeedsAnalysis
from opora.needs.services import analyses, consultations
from opora.site import reactions
from tests.cast import Cast

from .conftest import Desk
from .watch import Watch

TEXT = "Написано от експерта на общината за потребностите, с достатъчно думи за прочит. "
MONTH_AGO = timedelta(days=45)


def test_from_a_form_to_the_national_picture(
    cast: Cast, sit: Callable[..., Desk], watch: Watch
) -> None:
    analysis, session = prepared(cast)
    municipality = sit(cast.municipality, "ob-samokov")
    district = sit(cast.district, "oblast-sofia")
    agency = sit(cast.agency, "asp")
    stranger = sit(cast.stranger, "ob-elena")

    # The municipality proposes, records its council's decision and submits; the district sees it.
    sums = district.open("planning/districts/SFO/?cycle=2035")
    country = agency.open("map/?layer=sums-proposed&service=AS&at=SFO39")
    page = municipality.open(f"needs/{analysis.pk}/service/AS/")
    page.fill("[name=users]", "64")
    page.fill("[name=year_from]", "2027")
    page.get_by_role("button", name="Запази предложението").click()
    page.wait_for_url(lambda url: "/service/" not in url)
    municipality.open(f"needs/{analysis.pk}/")
    page.get_by_role("link", name="Впиши решението на общинския съвет").click()
    page.fill("[name=number]", "112")
    page.fill("[name=decided_on]", timezone.localdate().strftime("%d.%m.%Y"))
    page.fill("[name=document]", "Протокол № 7")
    page.locator("main form .btn-primary").click()
    stranger.page.goto(f"{stranger.address}/o/ob-elena/needs/{analysis.pk}/")
    assert TEXT.strip() not in stranger.page.content()
    page.get_by_role("link", name="Внеси анализа").click()
    page.locator("main form .btn-primary").click()
    watch.appears(sums, "#turn", "1 от 22")
    watch.appears(sums, "#sum-AS", "64")
    reactions.react()  # the worker beside the server
    watch.appears(country, "#atlas", "64 души")

    # The district makes the map of what was submitted, locks it and puts it to the vote.
    sums.get_by_label("име на варианта").fill("Основен вариант")
    sums.get_by_role("button", name="Отвори вариант").click()
    sums.wait_for_url("**/planning/maps/*/")
    expect(sums.locator("#group-AS")).to_contain_text("64")
    sums.get_by_role("link", name="Заключи версията").click()
    sums.locator("main form .btn-primary").click()
    sums.get_by_role("link", name="Внеси за гласуване").click()
    sums.select_option("[name=session]", str(session.pk))
    sums.get_by_label("окончателна карта").check()
    voting = municipality.open(f"meetings/sessions/{session.pk}/")
    sums.locator("main form .btn-primary").click()
    watch.appears(voting, "main", "Гласуване № 1")

    # Two members vote, one of them on a phone; the district counts and adopts.
    phone = sit(cast.agency, "asp", width=390)
    for one in (voting, phone.open(f"meetings/sessions/{session.pk}/")):
        one.get_by_role("button", name="За", exact=True).click()
        one.get_by_role("button", name="Да, гласувам „За“").click()
        expect(one.locator("main")).to_contain_text("Гласът Ви е приет")
    chair = district.context.new_page()
    chair.goto(f"{district.address}/o/oblast-sofia/meetings/sessions/{session.pk}/")
    chair.get_by_role("button", name="Преброй гласовете").click()
    watch.appears(voting, "main", "За 2, против 0")
    watch.appears(sums, "#turn", "Приеми като окончателна")
    sums.get_by_role("link", name="Приеми като окончателна").click()
    sums.fill("[name=adopted_on]", timezone.localdate().strftime("%d.%m.%Y"))
    sums.locator("main form .btn-primary").click()
    expect(sums.locator("#turn")).to_contain_text("приета като окончателна карта")

    # The agency finds it among the districts' final maps, and on the picture.
    page = agency.open("planning/")
    expect(page.locator("main")).to_contain_text("1 от 28 окончателни")
    number = sums.url.rstrip("/").rsplit("/", 1)[-1]
    page = agency.open(f"map/?layer=map-{number}&service=AS&at=SFO39")
    expect(page.locator(".atlas-place")).to_contain_text("64 души")
    for each in (municipality, district, agency, phone):
        assert each.noise == []


def prepared(cast: Cast) -> tuple[NeedsAnalysis, Session]:
    """The municipality's analysis after its consultation, and a working group that sits."""
    cycle = Cycle.objects.create(
        code="2035",
        name="Карта до 2035 г.",
        name_en="Map to 2035",
        base_on=date(2026, 1, 1),
        opened_on=date(2026, 3, 1),
        horizon_year=2035,
    )
    return consulted(cast, cycle), sitting(cast)


def consulted(cast: Cast, cycle: Cycle) -> NeedsAnalysis:
    """Written and discussed in public a month ago."""
    actor, then = cast.municipality, timezone.now() - MONTH_AGO
    with acting(actor):
        analysis = analyses.open_analysis(actor, cycle=cycle, now=then)
        for code, section in rules.SECTIONS.items():
            if section.is_required:
                analyses.save_section(
                    actor, analysis=analysis, code=code, text=TEXT, seen=0, now=then
                )
        seen = analysis.proposals.get(planned_service="AS").version
        analyses.propose(
            actor,
            analysis=analysis,
            planned_service="AS",
            fields={"users": 12, "year_from": 2027, "note": "Мотиви.", "funding": ["municipal"]},
            seen=seen,
            now=then,
        )
        analysis.refresh_from_db()
        consultations.start_consultation(actor, analysis=analysis, seen=analysis.version, now=then)
    consultations.close_due(now=timezone.now())
    return analysis


def sitting(cast: Cast) -> Session:
    """A session of the district's working group that is open; two members are there."""
    actor, now = cast.district, timezone.now()
    with acting(actor):
        group = groups.create_group(
            actor,
            kind="working_group",
            name="Работна група за областната карта",
            purpose="Областна карта",
            quorum="more_than_half",
            majority="of_present",
            conflict_rule="leaves",
            rule_source="правила на групата",
            rule_confidence="practice",
            now=now - MONTH_AGO,
        )
        for member in (cast.municipality, cast.agency):
            groups.add_member(
                actor,
                group=group,
                name=User.objects.get(pk=member.officer_id).name,
                capacity="municipality",
                valid_from=timezone.localdate() - MONTH_AGO,
                user=User.objects.get(pk=member.officer_id),
                organization=Organization.objects.get(pk=member.organization_id),
                now=now - MONTH_AGO,
            )
        session = sessions.plan(
            actor,
            group=group,
            title="Областна карта",
            starts_at=now,
            place="София",
            items=["Окончателна карта"],
            now=now - MONTH_AGO,
        )
        sessions.invite(actor, session=session, now=now - MONTH_AGO)
        sessions.open_session(actor, session=session, now=now)
        for each in GroupMember.objects.filter(group=group):
            sessions.attend(actor, session=session, member=each, now=now)
    return session
