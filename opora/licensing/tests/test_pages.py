"""Pages of licenses: the happy way, refused, and for a stranger."""

from typing import Any

import pytest
from django.test import Client

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.licensing.models import LicenseApplication
from opora.licensing.rules import Kind
from tests.cast import TODAY

from .conftest import Office, expired


def ask(office: Office, who: Actor, slug: str, path: str, **posted: Any) -> Any:
    """What the person gets from a page of licenses."""
    from opora.accounts.models import User

    browser = Client()
    browser.force_login(
        User.objects.get(pk=who.user_id or 0),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    address = f"/o/{slug}/licenses/{path}"
    return browser.post(address, posted) if posted else browser.get(address)


def test_a_provider_applies_and_the_agency_decides_on_pages(office: Office) -> None:
    provider, quality = office.provider, office.quality
    form = {"holder": "Слънце", "seat": "гр. Самоков", "manager": "П", "kinds": ["cop"], "note": ""}
    answer = ask(office, provider, "slance", "applications/new/grant", **form)
    assert answer.status_code == 302
    with acting(provider):
        row = LicenseApplication.objects.get()
    path = f"applications/{row.pk}/"
    assert "подготвя се" in ask(office, provider, "slance", path).content.decode()
    assert ask(office, quality, "aksu", path).status_code == 404
    assert ask(office, provider, "slance", f"{path}submit", version="1").status_code == 302
    page = ask(office, quality, "aksu", path).content.decode()
    assert "Уважи" in page
    assert "още няма въведен срок" in page
    late = ask(office, quality, "aksu", f"{path}refuse", version="2", decided_on="20.11.2026",
               reason="Не.")  # fmt: skip
    assert late.status_code == 400
    order = {"version": "2", "decided_on": f"{TODAY:%d.%m.%Y}", "license_number": "5/2026"}
    with acting(quality):
        LicenseApplication.objects.update(submitted_on=TODAY)
    assert ask(office, quality, "aksu", f"{path}grant", **order).status_code == 302
    assert "5/2026" in ask(office, office.cast.stranger, "ob-elena", "?tab=all").content.decode()


def test_an_early_renewal_is_explained_instead_of_a_button(office: Office) -> None:
    page = ask(office, office.provider, "slance", f"{office.license.pk}/").content.decode()
    assert "Подновяването още не може да се иска" in page
    assert "01.12.2028" in page
    answer = ask(
        office, office.provider, "slance", f"applications/new/renewal?license={office.license.pk}",
        holder="С", seat="С", manager="П", kinds=["dcdu"], note="",
    )  # fmt: skip
    assert answer.status_code == 400
    assert "още не може да се иска" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "applications/new/renewal",
        "applications/new/renewal?license=x",
        "applications/new/renewal?license=999999",
        "applications/new/no",
    ],
)
def test_a_forged_address_is_not_found(office: Office, path: str) -> None:
    assert ask(office, office.provider, "slance", path).status_code == 404


def test_a_stranger_meets_no_application(office: Office) -> None:
    row = office.submitted(Kind.GRANT)
    for path in (f"applications/{row.pk}/", f"applications/{row.pk}/grant", "transcribe"):
        answer = ask(office, office.cast.stranger, "ob-elena", path)
        assert answer.status_code == 404, path


def test_an_expired_license_says_so_everywhere(office: Office) -> None:
    with acting(office.quality):
        expired(office, TODAY)
    page = ask(office, office.cast.stranger, "ob-elena", f"{office.license.pk}/").content.decode()
    assert "изтекъл" in page
    assert "остават" in page


def test_the_register_goes_out_as_a_file(office: Office) -> None:
    answer = ask(office, office.cast.stranger, "ob-elena", "export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    for close in answer._resource_closers:  # close() itself would close the test's connection
        close()
    assert "Сдружение „Слънце“;175074752" in text
    assert ask(office, office.cast.stranger, "ob-elena", "export.exe").status_code == 404
