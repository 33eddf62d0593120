"""The embedded server on real folders: first start, crash, strangers, long paths, accounts."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from opora.site import postgres
from opora.site.environment import PROJECT

IS_ROOT = os.geteuid() == 0
_numbers = count()


@pytest.fixture
def empty() -> Iterator[Path]:
    """A place for a server, short enough for a socket; cleared of everything afterwards."""
    place = PROJECT / "var" / "test" / f"s{os.getpid()}-{next(_numbers)}"
    yield place / "postgres"
    clear(place / "postgres")
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="module")
def seed() -> Iterator[Path]:
    """A folder whose server was started once and stopped."""
    place = PROJECT / "var" / "test" / f"s{os.getpid()}-seed"
    start(place / "postgres").stop()
    yield place / "postgres"
    clear(place / "postgres")
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def folder(empty: Path, seed: Path) -> Path:
    """A copy of the seed: quicker than to make each anew."""
    empty.parent.mkdir()
    subprocess.run(["cp", "-a", str(seed), str(empty)], check=True)
    return empty


def clear(folder: Path) -> None:
    if server := postgres.running(folder):
        server.stop()
    home = (folder / "cluster").resolve().parent
    if home != folder.resolve():
        shutil.rmtree(home, ignore_errors=True)


def start(folder: Path) -> postgres.Server:
    return postgres.start(folder, durable=False)


def run(
    server: postgres.Server, command: str, role: str = postgres.OWNER
) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(role)) as connection:
        cursor = connection.execute(command)
        return cursor.fetchall() if cursor.description else []


NOBODY = pwd.getpwnam("nobody")
START = """
import os, sys
from pathlib import Path
from opora.site import postgres
server = postgres.start(Path(sys.argv[1]), durable=False)
print("ordinary" if Path(f"/proc/{server.pid}").stat().st_uid == os.geteuid() else "other")
server.stop()
"""


def start_as_nobody(folder: Path) -> tuple[int, str]:
    """Start and stop the server in a process of the account `nobody`; exit code and words."""
    pythons = (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")
    reachable = [name for name in pythons if postgres._can(NOBODY, "-x", Path(name).resolve())]
    if not reachable or not postgres._can(NOBODY, "-r", PROJECT / "opora" / "__init__.py"):
        pytest.skip("this project or its Python lies where only root may read")
    paths = f"{PROJECT}:{sysconfig.get_path('purelib')}"
    done = subprocess.run(
        [reachable[0], "-B", "-c", START, str(folder)],
        env={"PYTHONPATH": paths, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **postgres._as(NOBODY),
    )
    return done.returncode, done.stdout


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_what_was_written_is_there_after_a_restart(folder: Path) -> None:
    server = start(folder)
    run(server, "create table kept (word text)")
    run(server, "insert into kept values ('опора')")
    server.stop()
    assert postgres.running(folder) is None

    server = start(folder)
    assert run(server, "select word from kept") == [("опора",)]
    server.stop()


def test_the_server_is_closed_to_others(empty: Path) -> None:
    server = start(empty)
    assert mode(empty / "passwords.json") == "0o600"
    assert mode(empty / "server.log") == "0o600"
    assert mode(server.socket) == mode(empty / "cluster") == "0o700"
    assert run(server, "show listen_addresses") == [("",)]
    assert run(server, "show data_checksums") == [("on",)]
    assert run(server, "show server_encoding") == [("UTF8",)]
    wrong = server.url(postgres.APP).replace("opora_app:", "opora_app:not-")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    server.stop()


def test_roles_have_no_more_than_they_need(folder: Path) -> None:
    server = start(folder)
    query = """
        select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
        from pg_roles where rolname like 'opora%' order by 1
    """
    assert run(server, query) == [
        ("opora_app", True, False),
        ("opora_live", False, False),
        ("opora_owner", True, False),
    ]
    members = "select inherit_option, set_option from pg_auth_members"
    assert run(server, f"{members} where roleid = 'opora_live'::regrole") == [(False, True)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(server, "create table own (id int)", postgres.APP)
    server.stop()


def test_a_second_copy_is_told_about_the_first(folder: Path) -> None:
    server = start(folder)
    with pytest.raises(postgres.AlreadyRunning, match=f"already running.*process {os.getpid()}"):
        start(folder)
    server.stop()
    start(folder).stop()


def test_a_crashed_server_recovers_what_was_committed(empty: Path) -> None:
    server = postgres.start(empty)
    run(server, "create table kept as select 1 as one")
    os.kill(server.pid, signal.SIGKILL)
    assert server.child
    server.child.wait()
    assert server.lock
    server.lock.close()

    server = postgres.start(empty)
    assert run(server, "select one from kept") == [(1,)]
    server.stop()


def test_a_server_that_outlived_its_starter_is_taken_over(folder: Path) -> None:
    first = start(folder)
    first.leave_running()
    second = start(folder)
    assert second.pid == first.pid
    second.stop()
    assert postgres.running(folder) is None


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(folder: Path) -> None:
    start(folder).stop()
    trace = folder / "cluster" / "postmaster.pid"
    socket = folder.resolve() / "socket"
    trace.write_text(f"{os.getppid()}\n{trace.parent}\n1\n5432\n{socket}\n\n0 0\nready\n")
    assert postgres.running(folder) is None
    start(folder).stop()


def test_a_half_made_cluster_is_made_anew(empty: Path) -> None:
    (empty / "new-interrupted").mkdir(parents=True)
    start(empty).stop()
    assert not (empty / "new-interrupted").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one(empty: Path) -> None:
    deep = empty.parent / ("long-" * 18) / "postgres"
    server = start(deep)
    assert str(server.socket).startswith("/tmp/opora-")
    assert mode(server.socket) == "0o700"
    assert run(server, "select 1") == [(1,)]
    server.stop()
    assert not server.socket.exists()
    clear(deep)


def test_the_log_holds_no_values_of_a_failed_statement(folder: Path) -> None:
    server = start(folder)
    run(server, "create table person (name text unique)")
    run(server, "insert into person values ('МАРКЕР')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        run(server, "insert into person values ('МАРКЕР')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        run(server, "select * from person where name = 'МАРКЕР' and 'x'::int = 1")
    server.stop()
    log = (folder / "server.log").read_text()
    assert "duplicate key" in log
    assert "МАРКЕР" not in log


def test_a_start_that_fails_says_why_and_leaves_the_folder_free(folder: Path) -> None:
    start(folder).stop()
    (folder / "cluster" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(postgres.ServerError, match="did not start"):
        start(folder)
    postgres.hold(folder).close()


def test_without_any_postgresql_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_version", lambda _: 15)
    with pytest.raises(postgres.ServerError, match="No PostgreSQL 16 or newer"):
        postgres.program("postgres")


@pytest.mark.skipif(not IS_ROOT, reason="only root can start a server as somebody else")
class TestRoot:
    """Started by root, the server is an ordinary account's process."""

    def test_the_server_runs_as_an_ordinary_account(self, folder: Path) -> None:
        server = start(folder)
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        server.stop()

    def test_a_place_that_only_root_enters_is_served_too(self, empty: Path) -> None:
        empty.parent.mkdir(mode=0o700)
        server = start(empty)
        assert (empty / "cluster").is_symlink()
        assert run(server, "select 1") == [(1,)]
        server.stop()
        start(empty).stop()

    def test_programs_that_only_root_reaches_are_copied(
        self, empty: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        original = postgres.program("postgres").parents[1]
        hidden = empty.parent / "hidden"
        hidden.mkdir(mode=0o700, parents=True)
        (hidden / "pg").symlink_to(original)
        monkeypatch.setattr(postgres, "program", lambda name: hidden / "pg" / "bin" / name)
        server = start(empty)
        assert "/program-" in str(Path(f"/proc/{server.pid}/exe").readlink())
        server.stop()

    def test_an_ordinary_user_starts_it_too(self, empty: Path) -> None:
        empty.mkdir(parents=True)
        os.chown(empty, NOBODY.pw_uid, NOBODY.pw_gid)
        assert start_as_nobody(empty) == (0, "ordinary\n")

    def test_an_ordinary_user_is_told_that_the_folder_is_roots(self, folder: Path) -> None:
        start(folder).stop()
        code, words = start_as_nobody(folder)
        assert code != 0
        assert "belongs to another user" in words
