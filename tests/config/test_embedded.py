import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis

from config import embedded
from config.embedded import places, postgres
from config.embedded.places import BASE_DIR, first_closed_folder, locked, read_place

MEMORY = Path("/dev/shm")  # noqa: S108 -- with a folder of a random name
ENOUGH = 1024**3
START = "from config import embedded; print(' '.join(embedded.start()))"


def connect(data: Path, role: str = "concord_owner", database: str = "concord"):
    place = read_place(data)
    connection = psycopg2.connect(host=place.sockets, user=role, dbname=database)
    connection.autocommit = True
    return connection


def rows(data: Path, sql: str, role: str = "concord_owner"):
    connection = connect(data, role)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def room(tmp_path: Path):
    """A place for clusters of a thousand files each: in memory, where there is enough of it."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def folder(room: Path):
    """A data folder that is emptied of servers afterwards."""
    data = room / "data"
    yield data
    embedded.remove(data)


def starter(data: Path) -> subprocess.Popen:
    environment = {**os.environ, "CONCORD_DATA_DIR": str(data)}
    return subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", START],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_concurrent_starters_start_each_server_once_and_survive_their_processes(folder):
    processes = [starter(folder) for _ in range(5)]
    outputs = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * 5, outputs
    assert sorted(" ".join(out for out, _ in outputs).split()) == ["postgres", "redis"]
    assert embedded.Postgres(folder).is_running()
    assert embedded.Redis(folder).is_running()
    assert embedded.start(folder) == []


def test_roles_and_database_are_ordinary_and_owned(folder):
    embedded.start(folder)
    found = rows(
        folder,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin "
        "FROM pg_roles WHERE rolname LIKE 'concord%' ORDER BY 1",
    )
    assert found == [
        ("concord_app", False, False, False, False, True),
        ("concord_owner", False, False, True, False, True),
    ]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'concord'"
    assert rows(folder, owner, role="concord_app") == [("concord_owner",)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(folder, "CREATE TABLE mine (id int)", role="concord_app")


def test_running_server_gets_the_rights_that_a_newer_version_wants(folder):
    embedded.start(folder)
    rows(folder, "REVOKE concord_app FROM concord_owner", role="postgres")
    (folder / "postgres.ready").write_text("of an older version")
    assert not embedded.Postgres(folder).is_running()
    embedded.start(folder)
    member = "SELECT pg_has_role('concord_owner', 'concord_app', 'MEMBER')"
    assert rows(folder, member) == [(True,)]


def test_cluster_that_was_cut_off_while_it_was_made_is_made_anew(folder, monkeypatch):
    def cut_off(command: list[str], *_args, **_options):
        Path(command[command.index("-D") + 1], "PG_VERSION").write_text("18\n")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(postgres, "as_user", cut_off)
        with pytest.raises(KeyboardInterrupt):
            embedded.start(folder)
    embedded.start(folder)
    assert rows(folder, "SELECT 1") == [(1,)]


def test_two_data_folders_keep_apart(folder, room):
    other = room / "other"
    try:
        embedded.start(folder)
        embedded.start(other)
        rows(folder, "CREATE TABLE only_here (id int)")
        query = "SELECT to_regclass('only_here')::text"
        assert (rows(folder, query), rows(other, query)) == ([("only_here",)], [(None,)])
        first, second = (redis.Redis.from_url(embedded.Redis(d).url()) for d in (folder, other))
        first.set("key", "1")
        assert (first.get("key"), second.get("key")) == (b"1", None)
    finally:
        embedded.remove(other)


def test_copied_data_folder_does_not_use_the_original_servers(folder, room):
    embedded.start(folder)
    copy = room / "copy"
    embedded.stop(folder)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("postgres", "run"))
    embedded.start(folder)
    assert not embedded.Postgres(copy).is_running()
    assert not embedded.Redis(copy).is_running()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists() and "Z" not in _state(pid):
        os.sched_yield()


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


def test_start_recovers_after_both_servers_were_killed(folder):
    embedded.start(folder)
    rows(folder, "SET synchronous_commit = on; CREATE TABLE kept AS SELECT 7 AS id")
    pid_file = Path(read_place(folder).cluster) / "postmaster.pid"
    kill(int(pid_file.read_text().split()[0]))
    kill(int((folder / "redis" / "redis.pid").read_text()))
    assert embedded.start(folder) == ["postgres", "redis"]
    assert rows(folder, "SELECT id FROM kept") == [(7,)]


def test_start_ignores_a_pid_file_whose_pid_belongs_to_another_program(folder):
    embedded.start(folder)
    pid_file = Path(read_place(folder).cluster) / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    embedded.stop(folder)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    (folder / "redis" / "redis.pid").write_text(f"{os.getpid()}\n")
    assert not embedded.Postgres(folder).is_running()
    assert embedded.start(folder) == ["postgres", "redis"]


def test_stop_names_what_ran_and_may_be_repeated(folder):
    embedded.start(folder)
    assert embedded.stop(folder, names=["redis"]) == ["redis"]
    assert embedded.stop(folder) == ["postgres"]
    assert embedded.stop(folder) == []
    assert {text.split(",")[0] for text in embedded.status(folder).values()} == {"stopped"}


def test_ensure_environment_leaves_configured_servers_alone(folder, monkeypatch):
    monkeypatch.setenv("CONCORD_DATA_DIR", str(folder))
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/d")
    monkeypatch.setenv("REDIS_URL", "redis://h/0")
    assert embedded.ensure_environment() == []
    assert os.environ["DATABASE_URL"] == "postgres://u@h/d"
    assert not folder.exists()


def test_ensure_environment_exports_urls_that_connect(folder, monkeypatch):
    monkeypatch.setenv("CONCORD_DATA_DIR", str(folder))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "")
    assert embedded.ensure_environment() == ["postgres", "redis"]
    for name, role in (("DATABASE_URL", "concord_app"), ("DATABASE_OWNER_URL", "concord_owner")):
        with psycopg2.connect(os.environ[name]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (role,)
        connection.close()
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()


def test_sockets_of_a_long_path_still_fit(room):
    data = room / ("x" * 120)
    try:
        embedded.start(data)
        sockets = read_place(data).sockets
        assert len(f"{sockets}/.s.PGSQL.5432") <= 107
        assert stat.S_IMODE(Path(sockets).stat().st_mode) == 0o700
    finally:
        embedded.remove(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_private_parent_stays_private_and_the_move_is_announced(tmp_path, capsys):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    data = home / "checkout" / "var"
    try:
        embedded.start(data)
        cluster = Path(read_place(data).cluster)
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert first_closed_folder(data, "concord-db") is not None
        assert cluster.parts[:4] == ("/", "var", "lib", "concord")
        assert stat.S_IMODE(cluster.stat().st_mode) == 0o700
        assert "is closed to other users and stays so" in capsys.readouterr().err
    finally:
        embedded.remove(data)
    assert not cluster.parent.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_a_copy_of_the_servers_files_runs_where_the_originals_are_closed(monkeypatch):
    places._ensure_system_user()
    shared = places.SHARED_ROOT / f"test-{os.getpid()}"
    monkeypatch.setattr(places, "SHARED_ROOT", shared)
    monkeypatch.setattr(places, "first_closed_folder", lambda *_: Path("/closed"))
    originals = places._wheel_binaries()
    try:
        copied = places._reachable_binaries(originals, places.SYSTEM_USER)
        assert shared in copied.parents
        for program in ("initdb", "postgres", "pg_ctl"):
            shown = places.as_user([str(copied / program), "--version"], places.SYSTEM_USER)
            assert "(PostgreSQL) 18" in shown
    finally:
        shutil.rmtree(shared, ignore_errors=True)


def test_unwritable_data_folder_names_the_remedy(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(embedded.EmbeddedError, match="Set CONCORD_DATA_DIR"), locked(blocked):
        pass


def test_unknown_services_command_shows_the_usage(capsys):
    assert embedded.main(["restart"]) == 2
    assert capsys.readouterr().out == "usage: manage.py services start|stop|status|env|reset\n"
