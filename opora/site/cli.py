"""The command `opora`: start, stop, migrate, back up, restore, keys; see docs/operate.md."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from types import FrameType

import psycopg
from django.db import OperationalError

from opora.lib.keys import KeyRing, WrongKeys
from opora.site import environment, postgres
from opora.site.environment import BadEnvironment, Environment, Mode


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what a person can mend is said in a sentence, without a traceback."""
    asked = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        asked.act(asked)
    except (BadEnvironment, postgres.ServerError, WrongKeys, Stopped) as error:
        print(f"opora: {error}", file=sys.stderr)
        return 1
    except (psycopg.OperationalError, OperationalError) as error:
        print(f"opora: The database does not answer: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A service manager's stop is a Ctrl-C: what was started is stopped again."""
    raise KeyboardInterrupt


class Stopped(Exception):
    """The command cannot go on; the message says why and what to do."""


@contextmanager
def database(env: Environment) -> Iterator[None]:
    """The database is up and Django is ready. An embedded server that already runs is joined,
    one that does not is started and stopped again."""
    server, started = None, False
    if env.is_embedded:
        server = postgres.running(env.server)
        if server is None or not _is_held(env.server):
            server, started = postgres.start(env.server), True
        _announce(server)
    try:
        _set_up_django()
        yield
    finally:
        if server and started:
            _close_connections()
            server.stop()


@contextmanager
def own_database(env: Environment) -> Iterator[None]:
    """As `database`, but for the one process that serves: refuses to be the second."""
    server = postgres.start(env.server) if env.is_embedded else None
    if server:
        _announce(server)
    try:
        _set_up_django()
        yield
    finally:
        if server:
            _close_connections()
            server.stop()


def run(_: argparse.Namespace) -> None:
    """Demonstration: everything from nothing, then serve until Ctrl-C."""
    env = _demo()
    _create_keys(env)
    with own_database(env):
        from opora.site import demonstration, serving

        demonstration.prepare()
        serving.serve(env, welcome=demonstration.welcome, any_port=True)


def reset(_: argparse.Namespace) -> None:
    """Demonstration: throw away what was done and load it anew."""
    env = _demo()
    _create_keys(env)
    with own_database(env):
        from opora.site import demonstration

        demonstration.clear(env)
        demonstration.prepare()
        print("The demonstration is as new.")


def serve(_: argparse.Namespace) -> None:
    """Production: refuse what is unsafe, then serve until stopped."""
    env = environment.read()
    problems = production_problems(env)
    if problems:
        raise Stopped(_listed("Not started:", problems))
    with own_database(env):
        from opora.site import production, serving

        if problems := production.problems():
            raise Stopped(_listed("Not started:", problems))
        serving.serve(env, welcome=lambda address: print(f"Opora serves at {address}", flush=True))


def production_problems(env: Environment) -> list[str]:
    """What in the settings makes a production start unsafe."""
    checks = [
        (env.mode is Mode.DEMO, "OPORA_MODE is demo; leave it out."),
        (env.debug, "OPORA_DEBUG is yes: errors would show personal data. Leave it out."),
        (not env.allowed_hosts, "OPORA_ALLOWED_HOSTS is missing: name the address people use."),
        (not env.second_factor, "OPORA_SECOND_FACTOR is optional: passwords alone are too weak."),
        (
            not (env.ring.exists() and env.secret.exists()),
            f"There are no keys in {env.keys}. Run: opora keys create",
        ),
    ]
    return [sentence for wrong, sentence in checks if wrong]


def worker(asked: argparse.Namespace) -> None:
    """Run queued jobs until stopped."""
    if asked.parent:  # nothing to clean up: it may end at once, even while it is still starting
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with database(environment.read()):
        from opora.site import serving

        serving.work(parent=asked.parent)


def migrate(_: argparse.Namespace) -> None:
    """Bring the database's tables, policies and rights to this version."""
    env = environment.read()
    with database(env):
        from django.core.management import call_command

        call_command("migrate")


def django(asked: argparse.Namespace) -> None:
    """Any command of Django, such as makemigrations or shell."""
    with database(environment.read()):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["opora django", *asked.arguments])


def backup(asked: argparse.Namespace) -> None:
    """Write database and attachments into one file."""
    env = environment.read()
    with database(env):
        from opora.site import backup

        manifest = backup.write(env, asked.file)
    print(f"{asked.file}: {len(manifest.files)} files, {asked.file.stat().st_size:,} bytes.")
    print("The keys are not in it. Keep them apart: opora keys export FILE")


def restore(asked: argparse.Namespace) -> None:
    """Read a backup into an empty database."""
    env = environment.read()
    with own_database(env):
        from opora.site import backup

        manifest = backup.restore(env, asked.file)
    print(
        f"Restored the backup of {manifest.made_at}: {len(manifest.files)} files, all as written."
    )


def keys(asked: argparse.Namespace) -> None:
    """Create, show, rotate, reseal, export or import the keys."""
    env = environment.read()
    if asked.what in {"export", "import"} and asked.file is None:
        raise Stopped(f"Name the file: opora keys {asked.what} FILE")
    {
        "create": _keys_create,
        "show": _keys_show,
        "rotate": _keys_rotate,
        "reseal": _keys_reseal,
        "export": _keys_export,
        "import": _keys_import,
    }[asked.what](env, asked.file or Path())


def _keys_create(env: Environment, _: Path) -> None:
    if env.ring.exists():
        raise Stopped(f"There are keys in {env.keys} already; nothing was changed.")
    _create_keys(env)
    print(f"New keys in {env.keys}. Export a copy now: opora keys export FILE")


def _keys_show(env: Environment, _: Path) -> None:
    ring = _ring(env)
    print(f"Keys in {env.keys}: check {ring.check().hex()}, current key {ring.current},")
    print(f"encryption keys {', '.join(str(number) for number in sorted(ring.encryption))}.")


def _keys_rotate(env: Environment, _: Path) -> None:
    """A new key for what is written from now on, and what is stored is encrypted again."""
    _ring(env).rotated().save(env.ring, over=True)
    print("New current key. If this is interrupted, finish it with: opora keys reseal")
    _keys_reseal(env, _)
    print("Old keys stay, so that old backups stay readable. Export anew: opora keys export FILE")


def _keys_reseal(env: Environment, _: Path) -> None:
    """What an interrupted rotation left sealed with an older key."""
    with own_database(env):
        from opora.site import production

        n_changed = production.reencrypt()
    print(f"{n_changed} values, documents and files were encrypted again.")


def _keys_export(env: Environment, file: Path) -> None:
    ring = _ring(env)
    passphrase = _passphrase("Passphrase for the exported keys: ")
    try:
        exported = ring.export(passphrase)
    except ValueError as error:
        raise Stopped(str(error)) from None
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(exported)
    print(f"{file}: encrypted. Keep it and its passphrase apart from the backups.")


def _keys_import(env: Environment, file: Path) -> None:
    if env.ring.exists():
        raise Stopped(f"There are keys in {env.keys} already. Move them away first.")
    ring = KeyRing.restore(file.read_bytes(), _passphrase("Passphrase of the exported keys: "))
    ring.save(env.ring, over=False)
    environment.create_secret(env)
    print(f"Keys are in {env.keys}: check {ring.check().hex()}.")


def recompute(asked: argparse.Namespace) -> None:
    """Recompute a locked version from its stored inputs; says what differs, and fails then."""
    with database(environment.read()):
        from opora.site import recomputing

        if recomputing.KINDS[asked.what](asked.number):
            raise Stopped("What was locked cannot be recomputed to the same bytes.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="opora", description="Опора · the system of social services"
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(act: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        added = commands.add_parser(act.__name__, help=(act.__doc__ or "").splitlines()[0])
        added.set_defaults(act=act)
        return added

    for plain in (run, reset, serve, migrate):
        command(plain)
    command(worker).add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    for with_file in (backup, restore):
        command(with_file).add_argument("file", type=Path)
    with_keys = command(keys)
    asked = ["create", "show", "rotate", "reseal", "export", "import"]
    with_keys.add_argument("what", choices=asked)
    with_keys.add_argument("file", type=Path, nargs="?")
    with_version = command(recompute)
    with_version.add_argument("what", choices=["analysis", "map"])
    with_version.add_argument("number", type=int, metavar="ID")
    command(django).add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _demo() -> Environment:
    if os.environ.setdefault("OPORA_MODE", Mode.DEMO) != Mode.DEMO:
        raise Stopped("OPORA_MODE is production; run and reset are for a demonstration.")
    return environment.read()


def _create_keys(env: Environment) -> None:
    if not env.ring.exists():
        KeyRing.create(env.ring)
    environment.create_secret(env)


def _ring(env: Environment) -> KeyRing:
    if not env.ring.exists():
        raise Stopped(f"There are no keys in {env.keys}. Run: opora keys create")
    return KeyRing.load(env.ring)


def _passphrase(prompt: str) -> str:
    """Asked without echo, or the first line of standard input in a script."""
    return getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _is_held(folder: Path) -> bool:
    """Whether the process that started this server still lives."""
    try:
        postgres.hold(folder).close()
    except postgres.AlreadyRunning:
        return True
    return False


def _announce(server: postgres.Server) -> None:
    """Say to Django, and to processes that we start, where the database is."""
    os.environ["OPORA_DATABASE_URL"] = server.url(postgres.APP)
    os.environ["OPORA_DATABASE_OWNER_URL"] = server.url(postgres.OWNER)


def _set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "opora.site.settings"
    import django

    django.setup()


def _close_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _listed(title: str, sentences: list[str]) -> str:
    return "\n  - ".join([title, *sentences])
