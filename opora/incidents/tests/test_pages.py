"""An incident is written in a browser, and the signal about a child at risk."""

import pytest
from django.test import Client
from django.utils import timezone

from opora.incidents.models import Incident
from tests.cast import Cast, make
from tests.using import monday, signed, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = make(n_places=10)
    made.now = timezone.now()
    return made


@pytest.fixture
def browser(cast: Cast) -> Client:
    return sit(cast.provider.user_id)


def test_a_child_at_risk_asks_for_the_signal(cast: Cast, browser: Client) -> None:
    one = signed(cast, starts_on=monday())
    page = f"/o/slance/usage/service/{cast.service.pk}/incident/"
    sent = {
        "case": one.case_id, "kind": "violence", "severity": "serious",
        "happened_on": f"{monday():%d.%m.%Y}", "happened_time": "10:30", "what": "Синини",
        "done": "Разговор", "told": "Ръководителя", "is_child_at_risk": "on",
    }  # fmt: skip
    answer = browser.post(page, sent)
    row = Incident.objects.get()
    assert answer["Location"].endswith(f"/incidents/{row.pk}/signal/")
    assert "без подаден сигнал" in browser.get("/o/slance/usage/").content.decode()
    told = {"reported_on": f"{timezone.localdate():%d.%m.%Y}", "reported_to": "ОЗД Самоков"}
    assert browser.post(answer["Location"], told).status_code == 302
    assert "без подаден сигнал" not in browser.get("/o/slance/usage/").content.decode()


def test_a_stranger_writes_no_incident(cast: Cast) -> None:
    page = f"/o/ob-elena/usage/service/{cast.service.pk}/incident/"
    assert sit(cast.stranger.user_id).get(page).status_code in {403, 404}
