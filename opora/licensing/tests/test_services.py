"""The acts of licensing on a real database, as the application's role."""

from datetime import date, datetime, timedelta

import pytest

from opora.journal.context import acting
from opora.law.models import Clock
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.licensing import queries, services
from opora.licensing.models import License, LicenseApplication, LicenseVersion
from opora.licensing.rules import Kind
from opora.register.models import Provider
from tests.cast import NOW, TODAY

from .conftest import DAY, FACTS, Office, expired


def clocks(office: Office, row: LicenseApplication) -> dict[str, Clock]:
    with acting(office.quality):
        return {each.code: each for each in Clock.objects.filter(record_kind="license")}


def near_the_end(office: Office) -> None:
    """Its license ends in a month."""
    with acting(office.quality):
        License.objects.update(valid_to=TODAY + timedelta(days=30))
    office.license.refresh_from_db()


def test_a_first_license_is_granted_for_five_years(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    assert row.number == "ЛЗ-001/2026"
    made = office.grant(row, license_number="0077/2026").made
    assert made
    assert (made.valid_from, made.valid_to) == (TODAY, date(2031, 11, 20))
    assert made.versions.get().kinds == ["dcdu"]
    with acting(office.cast.stranger):
        assert queries.may_work(office.provider.organization_id, TODAY) == made


def test_no_clock_runs_where_no_term_is_known(office: Office) -> None:
    assert clocks(office, office.submitted(Kind.GRANT)) == {}


def test_a_change_is_told_in_fourteen_days_and_answered_in_fourteen(office: Office) -> None:
    row = office.begin(Kind.CHANGE, changed_on=TODAY - 5 * DAY)
    assert clocks(office, row)["D15"].due_on == date(2026, 11, 30)  # the 29th is a Sunday
    office.do(office.provider, services.submit, row)
    found = clocks(office, row)
    assert found["D15"].stopped_on == TODAY
    assert found["D16"].due_on == date(2026, 12, 4)
    assert found["D16"].responsible_id == office.quality.organization_id


def test_a_changed_license_says_the_new_facts_from_its_day(office: Office) -> None:
    facts = FACTS.__class__("Сдружение „Слънце и море“", FACTS.seat, FACTS.manager, ("dcdu", "kc"))
    row = office.submitted(Kind.CHANGE, facts=facts, changed_on=TODAY)
    office.grant(row, valid_from=TODAY)
    with acting(office.provider):
        found = queries.license_of(office.provider, office.license.pk)
        assert queries.version_on(found, TODAY).holder == "Сдружение „Слънце и море“"
        assert queries.version_on(found, TODAY - DAY).holder == "Сдружение „Слънце“"
        by_kind = [
            queries.may_work(office.provider.organization_id, day, named_service="kc")
            for day in (TODAY - DAY, TODAY)
        ]
    assert by_kind == [None, office.license]


def test_a_renewal_begins_when_the_old_license_ends(office: Office) -> None:
    near_the_end(office)
    row = office.submitted(Kind.RENEWAL)
    done = office.grant(row, license_number="0078/2026")
    assert done.made
    assert done.made.valid_from == office.license.valid_to
    assert done.made.renews == office.license
    found = clocks(office, row)
    assert found["D17"].stopped_on == TODAY
    assert found["D17-3"].due_on == date(2026, 11, 23)
    office.do(office.quality, services.hand_over, row, notified_on=TODAY)
    assert clocks(office, row)["D17-3"].stopped_on == TODAY


def test_a_renewal_too_early_or_too_late_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="още не може"):
        office.begin(Kind.RENEWAL)
    with acting(office.quality):
        expired(office, TODAY)
    office.license.refresh_from_db()
    with pytest.raises(Refused, match="вече не е в сила"):
        office.begin(Kind.RENEWAL)


def test_two_open_applications_of_a_kind_are_refused(office: Office) -> None:
    office.begin(Kind.CHANGE, changed_on=TODAY)
    with pytest.raises(Refused, match="неприключено"):
        office.begin(Kind.CHANGE, changed_on=TODAY)


def test_a_change_in_the_future_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="бъдещето"):
        office.begin(Kind.CHANGE, changed_on=TODAY + DAY)


def test_the_agency_asks_for_more_and_the_provider_answers(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    office.do(office.quality, services.ask, row, asked_for="Приложете устав на сдружението.")
    with pytest.raises(Refused, match="„Поискай допълване“ не е възможно"):
        office.do(office.quality, services.ask, row, asked_for="Още нещо да се приложи.")
    done = office.do(office.provider, services.complete, row, note="Уставът е приложен.")
    assert done.state == "submitted"


def test_a_refusal_needs_reasons(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    order = {"order_number": "РД-2", "decided_on": TODAY}
    with pytest.raises(Refused, match="мотивите"):
        office.do(office.quality, services.refuse, row, reason="Не.", **order)
    reason = "Не е представена програма за качество."
    assert (
        office.do(office.quality, services.refuse, row, reason=reason, **order).state == "refused"
    )


def test_a_decision_before_the_application_is_refused(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    with pytest.raises(Refused, match="преди"):
        office.grant(row, decided_on=TODAY - DAY)


def test_the_agency_does_not_see_a_draft(office: Office) -> None:
    row = office.begin(Kind.GRANT)
    with acting(office.quality):
        assert not LicenseApplication.objects.exists()
        with pytest.raises(NotVisible):
            queries.application(office.quality, row.pk)


def test_a_stranger_sees_no_application_and_decides_nothing(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    for stranger in (office.cast.stranger, office.cast.municipality, office.cast.agency):
        with acting(stranger):
            assert not LicenseApplication.objects.exists()
            with pytest.raises(NotVisible):
                queries.application(stranger, row.pk)


def test_two_experts_decide_and_the_second_is_late(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    office.grant(row)
    with pytest.raises(Stale):
        office.do(office.quality, services.grant, row, order_number="2", decided_on=TODAY, seen=2)


@pytest.mark.parametrize("who", ["provider", "stranger", "agency"])
def test_only_the_agency_for_quality_writes_licenses(office: Office, who: str) -> None:
    actor = getattr(office.cast, who)
    with acting(actor), pytest.raises(Refused, match="Агенцията за качеството"):
        services.revoke(
            actor, license=office.license, revoked_on=TODAY, document="1", reason="т р и", now=NOW
        )
    with acting(actor):
        assert License.objects.update(number="Чужд") == 0


def test_a_license_is_revoked_with_reasons(office: Office) -> None:
    with acting(office.quality):
        services.revoke(
            office.quality,
            license=office.license,
            revoked_on=TODAY,
            document="РД-9",
            reason="Повторно нарушение на стандартите за качество.",
            now=NOW,
        )
        provider = office.provider.organization_id
        assert queries.may_work(provider, TODAY - DAY) == office.license
        assert queries.may_work(provider, TODAY) is None
        with pytest.raises(Refused, match="е отнет"):
            queries.check_may_work(provider, TODAY)


def test_a_paper_license_keeps_its_own_term(office: Office) -> None:
    provider = Provider.objects.get()
    with acting(office.quality), pytest.raises(Refused, match="вече е вписан"):
        services.transcribe(
            office.quality,
            provider=provider,
            number=office.license.number,
            issued_on=date(2024, 1, 1),
            valid_to=date(2029, 1, 1),
            facts=FACTS,
            now=NOW,
        )
    assert LicenseVersion.objects.get().valid_from == date(2024, 3, 1)


# A provider whose license ended yesterday


def test_nobody_new_is_sent_and_who_is_there_stays(office: Office) -> None:
    cast = office.cast
    user = cast.do(cast.provider, "accept", cast.chosen())
    request = cast.referred()
    with acting(office.quality):
        expired(office, TODAY)
    with pytest.raises(Refused) as refused:
        cast.do(cast.municipality, "choose", request, service=cast.service)
    assert "до 19.11.2026" in refused.value.sentence
    assert "остават" in refused.value.rule
    assert cast.fresh(user).state == "accepted"


def test_a_kind_that_the_license_does_not_name_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="не е за услугата"):
        queries.check_may_work(office.provider.organization_id, TODAY, named_service="kc")


def test_a_municipality_needs_no_license(office: Office) -> None:
    with acting(office.quality):
        expired(office, TODAY)
    with acting(office.provider):
        Provider.objects.update(legal_form="municipal")
        queries.check_may_work(office.provider.organization_id, TODAY)
        Provider.objects.update(legal_form="entity")
        with pytest.raises(Refused):
            queries.check_may_work(office.provider.organization_id, TODAY)


def test_a_new_provider_has_none(office: Office) -> None:
    before = datetime(2024, 2, 29).date()  # noqa: DTZ001
    with pytest.raises(Refused, match="няма лиценз"):
        queries.check_may_work(office.provider.organization_id, before)


def test_of_each_kind_the_license_that_names_it(office: Office) -> None:
    provider = office.provider.organization_id
    with acting(office.cast.stranger):
        assert queries.by_kind([provider], TODAY) == {(provider, "dcdu"): office.license}
        assert queries.by_kind([provider], date(2023, 1, 1)) == {}
