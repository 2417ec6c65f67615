"""The embedded PostgreSQL 18: one cluster per data folder, reachable by a Unix socket alone."""

import hashlib
import os
import shlex
import shutil
import socket
import time
from pathlib import Path
from urllib.parse import quote

from config import env
from config.embedded.places import (
    SOCKET_NAME,
    EmbeddedError,
    Place,
    as_user,
    private_folder,
    read_place,
    relocated_home,
    settle,
)

DATABASE = "concord"
START_SECONDS = 60
READY_LINE = 7
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "max_locks_per_transaction": "256",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# How text is stored and sorted: alike on every machine, and in docker-compose.yml.
TEXT = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
SMALL_SHARED_MEMORY = 512 * 1024 * 1024
ROLES = {
    "concord_owner": "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    "concord_app": "LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
}

# The owner drops the databases of tests and benches: it ends the application role's sessions in
# them, and the server's own vacuuming.
GRANTS = (
    "GRANT concord_app TO concord_owner",
    "GRANT pg_signal_backend TO concord_owner",
)


class Postgres:
    name = "postgres"

    def __init__(self, data: Path) -> None:
        self.data = data

    def url(self, role: str) -> str:
        place = read_place(self.data)
        if place is None:
            raise EmbeddedError(f"PostgreSQL was never started in {self.data}.")
        return f"postgres://{role}@/{DATABASE}?host={quote(place.sockets)}"

    def is_running(self) -> bool:
        place = read_place(self.data)
        return place is not None and _answers(place) and _is_provisioned(self.data)

    def start(self) -> None:
        """Start the server, creating cluster, roles and database when they are missing."""
        place = settle(self.data)
        cluster = Path(place.cluster)
        if _running_pid(cluster) is not None and not _answers(place):
            _control(place, "stop", "-m", "fast")
        if not cluster.joinpath("PG_VERSION").exists():
            _marker(self.data).unlink(missing_ok=True)
            _create_cluster(place)
        if not _answers(place):
            _forget_dead_server(place)
            _start_server(place)
        provision(place)
        _marker(self.data).write_text(_wanted(), encoding="utf-8")

    def stop(self) -> bool:
        place = read_place(self.data)
        if place is None or _running_pid(Path(place.cluster)) is None:
            return False
        _control(place, "stop", "-m", "fast", "-t", str(START_SECONDS))
        return True

    def remove(self) -> None:
        """Stop the server and delete its cluster."""
        self.stop()
        place = read_place(self.data)
        if place is not None:
            shutil.rmtree(relocated_home(place) or place.cluster)
            shutil.rmtree(_partial(place), ignore_errors=True)
            shutil.rmtree(place.sockets, ignore_errors=True)
        _marker(self.data).unlink(missing_ok=True)

    def describe(self) -> str:
        place = read_place(self.data)
        if place is None:
            return f"never started in {self.data}"
        state = f"running (pid {_running_pid(Path(place.cluster))})"
        if not _answers(place):
            state = "stopped"
        user = f", as {place.user}" if place.user else ""
        return f"{state}, cluster {place.cluster}{user}, sockets {place.sockets}"


def _marker(data: Path) -> Path:
    """Says which roles, rights and database the cluster has got."""
    return data / "postgres.ready"


def _wanted() -> str:
    return hashlib.sha256(repr((ROLES, GRANTS, DATABASE)).encode()).hexdigest()


def _is_provisioned(data: Path) -> bool:
    try:
        return _marker(data).read_text(encoding="utf-8") == _wanted()
    except OSError:
        return False


def _answers(place: Place) -> bool:
    lines = _pid_file(Path(place.cluster))
    if len(lines) <= READY_LINE or lines[READY_LINE].strip() != "ready":
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(f"{place.sockets}/{SOCKET_NAME}")
        except OSError:
            return False
    return True


def _pid_file(cluster: Path) -> list[str]:
    try:
        return cluster.joinpath("postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _running_pid(cluster: Path) -> int | None:
    """The postmaster of this cluster, if the pid file's process is really that."""
    lines = _pid_file(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    return pid if os.fsencode(cluster) in command.split(b"\0") else None


def _forget_dead_server(place: Place) -> None:
    """After a crash the old pid may be another program's, or a zombie's: PostgreSQL heeds both."""
    if _running_pid(Path(place.cluster)) is None:
        Path(place.cluster, "postmaster.pid").unlink(missing_ok=True)
        Path(place.sockets, f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _control(place: Place, *arguments: str) -> None:
    tool = str(Path(place.binaries) / "pg_ctl")
    as_user([tool, "-D", place.cluster, "-w", *arguments], place.user, timeout=START_SECONDS + 30)


def _create_cluster(place: Place) -> None:
    """Make it under another name first: one that was cut off is never taken for a whole one."""
    partial = _partial(place)
    shutil.rmtree(partial, ignore_errors=True)
    private_folder(partial, place.user)
    tool = str(Path(place.binaries) / "initdb")
    waits = [] if _keeps_its_word() else ["--no-sync"]
    server = ["-D", str(partial), "-U", "postgres", "--auth=trust"]
    as_user([tool, *server, *TEXT, *waits], place.user, timeout=300)
    partial.rename(place.cluster)


def _partial(place: Place) -> Path:
    return Path(f"{place.cluster}.partial")


def _keeps_its_word() -> bool:
    """Whether what was written must outlive a power cut: a server of tests need not."""
    return env.flag("CONCORD_EMBEDDED_FSYNC", default=True)


def _start_server(place: Place) -> None:
    options = {**SETTINGS, "unix_socket_directories": place.sockets}
    if not _keeps_its_word():
        options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        # Such a server lives for one run: nothing grows old enough to be worth tidying.
        options |= {"autovacuum": "off"}
    if _shared_memory_is_small():
        options["dynamic_shared_memory_type"] = "mmap"
    words = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    log = f"{place.cluster}/server.log"
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _control(place, "start", "-t", str(START_SECONDS), "-l", log, "-o", words)
        except EmbeddedError as error:
            if time.monotonic() > deadline or not _is_leftover(log):
                raise EmbeddedError(f"{error}\n{_tail(log)}") from error
            time.sleep(0.2)  # backends of a killed server are still leaving
        else:
            return


def _shared_memory_is_small() -> bool:
    """Containers often give /dev/shm 64 MB, too little for parallel queries."""
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108 -- asked for its size only
    except OSError:
        return True
    return found.f_frsize * found.f_blocks < SMALL_SHARED_MEMORY


def _tail(log: str) -> str:
    try:
        lines = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(lines[-15:])


def _is_leftover(log: str) -> bool:
    return "shared memory block" in _tail(log)


def provision(place: Place) -> None:
    """Create what is missing of the two roles and the database."""
    import psycopg2  # only a start needs the driver here

    connection = psycopg2.connect(host=place.sockets, user="postgres", dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for role, options in ROLES.items():
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                cursor.execute(f"{verb} ROLE {role} {options}")
            for grant in GRANTS:
                cursor.execute(grant)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER concord_owner")
    finally:
        connection.close()
