"""What a database must be before Opora works in it."""

import signal

import psycopg
import pytest

from opora.site import cli, installation, postgres, production
from opora.site.environment import BadEnvironment

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
NOWHERE = "postgresql://opora_app:secret@/opora?host=%2Fnowhere"


def test_a_prepared_server_is_accepted() -> None:
    installation.check_server()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EXTENSIONS", ("pg_trgm", "missing_one"), "lacks the extension missing_one[.]"),
        ("LIVE", "missing_role", "lacks the role missing_role[.]"),
        ("OLDEST", 99, "lacks version 99 or newer"),
    ],
)
def test_a_server_that_lacks_something_is_told_what(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, said: str
) -> None:
    monkeypatch.setattr(postgres, name, value)
    with pytest.raises(BadEnvironment, match=said):
        installation.check_server()


def test_production_names_a_demonstration() -> None:
    assert any("is a demonstration" in sentence for sentence in production.problems())


def test_a_database_that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def act(_: object) -> None:
        psycopg.connect(NOWHERE)

    monkeypatch.setattr(cli, "migrate", act)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    act.__name__ = "migrate"
    act.__doc__ = "."
    assert cli.main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("opora: The database does not answer")
    assert "secret" not in said
