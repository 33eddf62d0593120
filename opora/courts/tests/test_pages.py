"""The pages of court placements: one happy, one refused, one stranger."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opora.accounts.models import User
from opora.courts import queries
from opora.journal.context import acting
from opora.lib.actor import Actor
from tests.cast import Cast


class Browser:
    """Somebody before the pages of an organization."""

    def __init__(self, actor: Actor, slug: str) -> None:
        self.slug, self.client = slug, Client()
        self.client.force_login(User.objects.get(pk=actor.officer_id))

    def get(self, name: str, *args: Any) -> Any:
        return self.client.get(reverse(f"courts:{name}", args=[self.slug, *args]))

    def post(self, name: str, *args: Any, **fields: Any) -> Any:
        return self.client.post(reverse(f"courts:{name}", args=[self.slug, *args]), fields)


def day() -> str:
    return timezone.localdate().strftime("%d.%m.%Y")


def test_a_court_placement_on_the_pages(cast: Cast) -> None:
    officer, head = Browser(cast.directorate, "dsp-samokov"), Browser(cast.head, "dsp-samokov")
    adult = cast.person(cast.directorate, birth_date=timezone.localdate().replace(year=1980))
    wanting = officer.post("new", adult.pk, guardian="", reason="Няма кой.")
    assert wanting.status_code == 400
    answer = officer.post(
        "new", adult.pk, guardian="Петър Маркеров", reason="Няма кой.",
        named_service="dcdu", municipality="SFO39",
    )  # fmt: skip
    assert answer.status_code == 302
    with acting(cast.directorate):
        placement = queries.placements(cast.directorate).get()
    act = {"court": "РС Самоков", "happened_on": day(), "seen": placement.version}
    assert officer.post("act", placement.pk, "file", **act).status_code == 400
    assert head.post("act", placement.pk, "file", **act).status_code == 302
    stale = head.post("act", placement.pk, "withdraw", reason="Не.", seen=placement.version)
    assert stale.status_code == 409
    for name in ("set_hearing", "grant", "reject", "withdraw", "admit", "prolong", "end"):
        assert head.get("act", placement.pk, name).status_code == 200
    assert "РС Самоков" in officer.get("page", placement.pk).content.decode()
    assert adult.last_name in officer.get("index").content.decode()
    stranger = Browser(cast.municipality, "ob-samokov")
    assert stranger.get("index").status_code == 400
    assert stranger.get("page", placement.pk).status_code == 400
    person = officer.client.get(reverse("people:person", args=["dsp-samokov", adult.pk]))
    assert placement.number in person.content.decode()
