"""Settings by environment: what is understood, what is refused, and that all is documented."""

from pathlib import Path

import pytest

from opora.site import environment
from opora.site.environment import PROJECT, BadEnvironment, Environment, Mode, read

APP = "postgresql://opora_app:one%20word@/opora?host=%2Frun%2Fpostgresql"
OWNER = "postgresql://opora_owner:two@db.example:5433/opora?sslmode=verify-full"


def test_nothing_said_is_production_with_every_safety_on() -> None:
    env = read({"HOME": "/", "PATH": "/bin"})
    assert env == Environment()
    assert (env.is_demo, env.debug, env.second_factor, env.allowed_hosts) == (
        False,
        False,
        True,
        (),
    )


def test_a_demonstration_needs_no_second_factor_and_answers_only_this_machine() -> None:
    env = read({"OPORA_MODE": "demo"})
    assert env.mode is Mode.DEMO
    assert not env.second_factor
    assert env.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")


def test_only_a_proxy_on_this_machine_is_believed() -> None:
    assert read({}).proxies == ("127.0.0.1",)
    assert read({"OPORA_PROXIES": "10.0.0.1, 10.0.0.2"}).proxies == ("10.0.0.1", "10.0.0.2")


def test_keys_follow_the_data_folder() -> None:
    assert read({"OPORA_DATA": "/srv/opora"}).ring == Path("/srv/opora/keys/ring.json")
    assert read({"OPORA_DATA": "/srv/opora", "OPORA_KEYS": "/safe"}).secret == Path("/safe/secret")


def test_a_blank_value_counts_as_not_given() -> None:
    assert read({"OPORA_PORT": "", "OPORA_EMAIL_URL": ""}) == Environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPORA_MODE", "Demo"),
        ("OPORA_PORT", "0"),
        ("OPORA_PORT", "65536"),
        ("OPORA_PORT", "http"),
        ("OPORA_HOST", "two words"),
        ("OPORA_DEBUG", "1"),
        ("OPORA_SECOND_FACTOR", "no"),
        ("OPORA_ALLOWED_HOSTS", "opora.example,*"),
        ("OPORA_DATABASE_URL", "mysql://u:p@h/db"),
        ("OPORA_DATABASE_OWNER_URL", "postgresql://h/db"),
        ("OPORA_EMAIL_URL", "mail.example"),
        ("OPORA_EMAIL_FROM", "opora"),
    ],
)
def test_a_value_not_understood_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadEnvironment, match=f"^{name} is not understood: .+[.]$"):
        read({name: value})


def test_a_refused_value_is_not_repeated() -> None:
    with pytest.raises(BadEnvironment) as refused:
        read({"OPORA_DATABASE_URL": "mysql://u:secret@h/db"})
    assert "secret" not in str(refused.value)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(BadEnvironment, match="Unknown setting OPORA_DATABASE_ULR"):
        read({"OPORA_DATABASE_ULR": APP})


@pytest.mark.parametrize("name", ["OPORA_DATABASE_URL", "OPORA_DATABASE_OWNER_URL"])
def test_one_database_role_without_the_other_is_refused(name: str) -> None:
    with pytest.raises(BadEnvironment, match="go together"):
        read({name: APP})


def test_addresses_of_a_database_become_djangos() -> None:
    env = read({"OPORA_DATABASE_URL": APP, "OPORA_DATABASE_OWNER_URL": OWNER})
    assert not env.is_embedded
    assert env.database["HOST"] == "/run/postgresql"
    assert env.database["PASSWORD"] == "one word"
    assert env.owner_database["USER"] == "opora_owner"
    assert (env.owner_database["HOST"], env.owner_database["PORT"]) == ("db.example", "5433")
    assert env.owner_database["OPTIONS"] == {"sslmode": "verify-full"}


def test_mail_goes_by_smtp_or_into_files() -> None:
    sent = read({"OPORA_EMAIL_URL": "smtps://o%40x:p@mail.example", "OPORA_EMAIL_FROM": "o@x.bg"})
    assert sent.email_backend.endswith("smtp.EmailBackend")
    assert (sent.email["EMAIL_HOST_USER"], sent.email["EMAIL_PORT"]) == ("o@x", 465)
    assert sent.email["EMAIL_USE_SSL"]
    assert not sent.email["EMAIL_USE_TLS"]
    assert read({}).email_backend.endswith("filebased.EmailBackend")


def test_missing_keys_are_said_with_the_remedy(tmp_path: Path) -> None:
    env = read({"OPORA_DATA": str(tmp_path)})
    with pytest.raises(BadEnvironment, match="opora keys create"):
        _ = env.secret_key
    environment.create_secret(env)
    first = env.secret_key
    environment.create_secret(env)
    assert env.secret_key == first
    assert len(first) > 50
    assert env.secret.stat().st_mode & 0o077 == 0


def test_every_setting_is_documented() -> None:
    text = (PROJECT / "docs" / "operate.md").read_text("utf-8")
    missing = [name for name in environment.READERS if f"`OPORA_{name.upper()}`" not in text]
    assert not missing
