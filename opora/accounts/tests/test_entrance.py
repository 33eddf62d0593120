"""The way in, tried with real requests: password, lockout, second factor, invitation, sessions."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from opora.accounts import services
from opora.accounts.models import Organization, User
from opora.accounts.tests.conftest import PASSWORD, Employ
from opora.journal.context import acting
from opora.lib import keys
from opora.lib.actor import Actor

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_attempts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def text(response: Any) -> str:
    return str(response.content.decode())


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


# Password


def test_the_only_organization_opens_at_once(
    client: Client, samokov: Organization, employ: Employ
) -> None:
    employ(samokov, "officer", email="o@samokov.bg")
    response = sign_in(client, "O@Samokov.bg")

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/")["Location"] == "/o/ob-samokov/"


def test_several_to_choose_from(
    client: Client, samokov: Organization, elena: Organization, employ: Employ, user: User
) -> None:
    employ(samokov, "officer", user=user)
    employ(elena, "officer", "head", user=user)
    client.force_login(user)
    shown = text(client.get("/"))

    assert "За коя организация работите сега?" in shown
    assert "Организация ob-samokov" in shown
    assert 'href="/o/ob-elena/"' in shown


def test_without_organization_says_what_to_do(client: Client, user: User) -> None:
    client.force_login(user)
    shown = text(client.get("/"))

    assert "Още нямате организация" in shown
    assert "Помолете администратора или ръководителя" in shown


def test_nobody_signs_up_alone(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"email": "x@x.bg", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not User.objects.exists()


def test_a_stranger_is_sent_to_the_sign_in(client: Client, samokov: Organization) -> None:
    for page in ("/", "/profile/", "/profile/sessions/"):
        assert client.get(page)["Location"].startswith(LOGIN)
    assert "ob-samokov" not in text(client.get("/o/ob-samokov/settings/"))


def test_a_deactivated_user_cannot_sign_in(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    sign_in(client, user.email)
    assert "_auth_user_id" not in client.session


def test_a_deactivated_user_with_an_open_page(
    client: Client, samokov: Organization, employ: Employ
) -> None:
    head, officer = employ(samokov, "head"), employ(samokov, "officer")
    sign_in(client, "officer@ob-samokov.bg")
    assert client.get("/o/ob-samokov/settings/").status_code == 200
    with acting(head):
        from opora.accounts import queries

        membership = queries.members(head).get(user=officer.user_id)
        services.deactivate(head, membership=membership, now=timezone.now())
    for page in ("/o/ob-samokov/settings/", "/o/ob-samokov/settings/members/"):
        response = client.get(page)
        assert response.status_code in {302, 403}
        assert "Росица" not in text(response)


# Lockout


def test_five_mistakes_lock_the_account_and_say_for_how_long(client: Client, user: User) -> None:
    for _ in range(5):
        assert "Електронната поща или паролата не е вярна." in text(
            sign_in(client, user.email, "x")
        )
    answer = text(sign_in(client, user.email))

    assert re.search(r"Можете да опитате отново след\s5\sминути\.", answer)
    assert "_auth_user_id" not in client.session


def test_lockout_concerns_one_address(client: Client, user: User) -> None:
    for _ in range(6):
        sign_in(client, "unknown@samokov.bg", "x")
    sign_in(client, user.email)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_unknown_address_is_locked_as_a_known_one(client: Client, user: User) -> None:
    """Or the lockout itself would tell who has an account."""
    for address in (user.email, "nobody@samokov.bg"):
        for _ in range(5):
            sign_in(client, address, "x")
    answers = [text(sign_in(client, each, "x")) for each in (user.email, "nobody@samokov.bg")]
    assert all("Твърде много неуспешни опити" in answer for answer in answers)


def test_after_the_time_one_may_try_again(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    for _ in range(5):
        sign_in(client, user.email, "x")
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + 200)
    assert re.search(r"след\s2\sминути", text(sign_in(client, user.email)))
    monkeypatch.setattr(time, "time", lambda: start + 301)
    sign_in(client, user.email)
    assert client.session["_auth_user_id"] == str(user.pk)


# Second factor


def test_without_a_second_factor_nothing_else_opens(
    client: Client, samokov: Organization, employ: Employ, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    employ(samokov, "head")
    sign_in(client, "head@ob-samokov.bg")
    for page in ("/", "/profile/", "/o/ob-samokov/", "/o/ob-samokov/settings/members/"):
        assert client.get(page)["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/"


def test_a_second_factor_is_added_and_then_asked_for(
    client: Client, samokov: Organization, employ: Employ, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    actor = employ(samokov, "head")
    sign_in(client, "head@ob-samokov.bg")
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert client.get("/o/ob-samokov/settings/").status_code == 200
    assert {each.type for each in Authenticator.objects.filter(user=actor.user_id)} == {
        "totp",
        "recovery_codes",
    }

    cache.clear()  # a code is accepted once
    again = Client()
    assert sign_in(again, "head@ob-samokov.bg")["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in again.session
    wrong = again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Кодът не е верен" in text(wrong)
    again.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert again.get("/o/ob-samokov/settings/").status_code == 200


def test_the_secret_of_a_second_factor_is_encrypted(user: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    stored = Authenticator.objects.get(user=user)

    assert secret not in str(stored.data)
    assert TOTP(stored).validate_code(code(secret))


def test_in_a_demonstration_it_is_not_asked_for(
    client: Client, samokov: Organization, employ: Employ
) -> None:
    employ(samokov, "head")
    sign_in(client, "head@ob-samokov.bg")
    assert client.get("/o/ob-samokov/settings/").status_code == 200


# Demonstration


def test_a_ready_account_signs_in_by_one_press(
    client: Client, samokov: Organization, employ: Employ
) -> None:
    actor = employ(samokov, "head", email="demo@samokov.bg")
    User.objects.filter(pk=actor.user_id).update(is_demo=True)  # type: ignore[misc]
    response = client.post("/demo-sign-in/", {"email": "demo@samokov.bg"})

    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(actor.user_id)
    assert UserSession.objects.filter(user=actor.user_id).count() == 1


def test_not_as_a_real_user_and_not_in_production(
    client: Client, samokov: Organization, employ: Employ, settings: Settings
) -> None:
    actor = employ(samokov, "head", email="real@samokov.bg")
    for email in ("real@samokov.bg", "nobody@samokov.bg", "", "x" * 10_000):
        assert client.post("/demo-sign-in/", {"email": email}).status_code == 404
    User.objects.filter(pk=actor.user_id).update(is_demo=True)  # type: ignore[misc]
    environment = django_settings.ENVIRONMENT
    settings.ENVIRONMENT = replace(environment, mode=type(environment.mode).PRODUCTION)
    assert client.post("/demo-sign-in/", {"email": "real@samokov.bg"}).status_code == 404
    assert client.get("/demo-sign-in/").status_code == 405
    assert "_auth_user_id" not in client.session


# Invitation


@pytest.fixture
def link(samokov: Organization, employ: Employ) -> str:
    head = employ(samokov, "head")
    return f"/invitation/{invite(head, 'nov@samokov.bg')}/"


def invite(head: Actor, email: str) -> str:
    with acting(head):
        return services.invite(
            head, email=email, name="Нов Колега", role="officer", now=timezone.now()
        )[1]


def test_an_invitation_from_link_to_worklist(client: Client, link: str) -> None:
    assert client.get(link)["Location"] == "/invitation/"
    shown = text(client.get("/invitation/"))
    assert "Организация ob-samokov" in shown
    assert "служител" in shown
    done = client.post("/invitation/", {"password": PASSWORD, "again": PASSWORD})
    assert done["Location"] == LOGIN
    sign_in(client, "nov@samokov.bg")
    assert client.get("/")["Location"] == "/o/ob-samokov/"
    client.get(link)
    closed = client.get("/invitation/")
    assert (closed.status_code, "вече е приета" in text(closed)) == (410, True)


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("кратка", "кратка", "12"),
        (PASSWORD, PASSWORD + "!", "Двете пароли се различават."),
        ("password1234", "password1234", ""),
        ("nov@samokov.bg", "nov@samokov.bg", ""),
        ("а" * 300, "а" * 300, "200"),
        ("", "", ""),
    ],
)
def test_a_password_that_does_not_do(
    client: Client, link: str, password: str, again: str, sentence: str
) -> None:
    client.get(link)
    response = client.post("/invitation/", {"password": password, "again": again})

    assert response.status_code == 400
    assert sentence in text(response)
    assert not User.objects.filter(email="nov@samokov.bg").exists()


def test_no_invitation_at_all(client: Client) -> None:
    assert client.get("/invitation/").status_code == 404
    client.get("/invitation/not-a-secret/")
    response = client.get("/invitation/")
    assert (response.status_code, "Няма такава покана" in text(response)) == (404, True)


def test_a_known_user_signs_in_and_then_accepts(
    client: Client, samokov: Organization, employ: Employ, user: User
) -> None:
    token = invite(employ(samokov, "head"), user.email)
    client.get(f"/invitation/{token}/")
    shown = text(client.get("/invitation/"))
    assert "вече имате достъп" in shown
    assert 'type="password"' not in shown
    answer = client.post(f"{LOGIN}?next=/invitation/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/invitation/"
    assert "Влезли сте като Мария Илиева" in text(client.get("/invitation/"))
    assert client.post("/invitation/")["Location"] == "/o/ob-samokov/"
    assert client.get("/o/ob-samokov/settings/").status_code == 200


# Profile and sessions


def test_the_name_stands_everywhere_after_it_is_changed(client: Client, user: User) -> None:
    client.force_login(user)
    client.post("/profile/", {"name": "Мария Петрова", "language": "en"})
    user.refresh_from_db()
    assert (user.name, user.language) == ("Мария Петрова", "en")
    for name, language in [("", "bg"), ("x" * 10_000, "bg"), ("Мария", "zz")]:
        wrong = client.post("/profile/", {"name": name, "language": language})
        assert wrong.status_code == 400


def test_one_sees_and_ends_ones_own_sessions(user: User) -> None:
    here = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/142.0"})
    there = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"})
    for each in (here, there):
        sign_in(each, user.email)
    shown = text(here.get("/profile/sessions/"))
    assert "Firefox, Linux" in shown
    assert "Chrome, Windows" in shown
    assert shown.count("това устройство") == 1

    foreign = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post("/profile/sessions/", {"session": foreign.pk})
    assert there.get("/profile/").status_code == 302
    assert here.get("/profile/").status_code == 200


def test_ending_all_others(user: User) -> None:
    here, *others = [Client() for _ in range(3)]
    for each in (here, *others):
        sign_in(each, user.email)
    here.post("/profile/sessions/")
    assert [each.get("/profile/").status_code for each in (here, *others)] == [200, 302, 302]
    assert here.post("/profile/sessions/", {"session": "1 or 1=1"}).status_code == 404


def test_the_letter_says_nothing_about_anybody(
    samokov: Organization, employ: Employ, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.EMAIL_HOST = "localhost"
    employ(samokov, "head")
    client = Client()
    sign_in(client, "head@ob-samokov.bg")
    typed = {"name": "Нов Колега", "email": "nov@samokov.bg", "role": "officer"}
    shown = text(client.post("/o/ob-samokov/settings/invitations/", typed))

    [letter] = mailoutbox
    assert letter.to == ["nov@samokov.bg"]
    for word in ("Колега", "Росица", "Организация", "служител"):
        assert word not in str(letter.subject) + str(letter.body)
    found = re.search(r"http://testserver(/invitation/\S+/)", str(letter.body))
    assert found
    assert found[1] in shown
    assert client.get(found[1]).status_code == 302


def test_second_factors_survive_the_rotation_of_keys(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    rotated = keys.ring().rotated()
    monkeypatch.setattr(keys, "ring", lambda: rotated)

    assert services.reencrypt_second_factors() == 2

    monkeypatch.setattr(keys, "ring", rotated.without_old)
    app, recovery = Authenticator.objects.filter(user=user).order_by("-type")
    assert TOTP(app).validate_code(code(secret))
    assert RecoveryCodes(recovery).get_unused_codes() == codes
