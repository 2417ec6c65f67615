"""The bench's own databases on the embedded server, or on the one that DATABASE_URL names."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from config import embedded
from config.embedded.places import BASE_DIR

GENERATOR = tuple(
    f"bench/{name}.py" for name in ("bare", "build", "copying", "facts", "people", "remittances")
)


@dataclass(frozen=True)
class Urls:
    application: str
    owner: str

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.application,
            "DATABASE_OWNER_URL": self.owner,
            "LOG_LEVEL": "ERROR",
        }

    def of(self, name: str) -> "Urls":
        return Urls(_renamed(self.application, name), _renamed(self.owner, name))


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def servers() -> Iterator[None]:
    """The embedded servers in a folder of the bench's own, stopped again if it started them."""
    os.environ.setdefault("CONCORD_DATA_DIR", str(BASE_DIR / "var" / "bench"))
    started = embedded.ensure_environment()
    try:
        yield
    finally:
        embedded.stop(names=started)


def ready(charts: int, *, fresh: bool = False) -> Urls:
    """A database with that many charts; built unless the very same is there."""
    name = f"concord_bench_{charts}"
    base = Urls(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    urls, wanted = base.of(name), _fingerprint("*/migrations/*.py", *GENERATOR)
    if not fresh and _comment(base.owner, name) == wanted:
        return urls
    template = _migrated(base)
    _say(f"building {name}")
    _execute(base.owner, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _execute(base.owner, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _step(urls, "-m", "bench.build", str(charts))
    _execute(base.owner, f"COMMENT ON DATABASE \"{name}\" IS '{wanted}'")
    return urls


def _migrated(base: Urls) -> str:
    """An empty database with the current schema, to copy."""
    name, wanted = "concord_bench_empty", _fingerprint("*/migrations/*.py")
    if _comment(base.owner, name) != wanted:
        _say("migrating an empty database")
        _execute(base.owner, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _execute(base.owner, f'CREATE DATABASE "{name}"')
        _step(base.of(name), "manage.py", "migrate", "--verbosity", "0")
        _execute(base.owner, f"COMMENT ON DATABASE \"{name}\" IS '{wanted}'")
    return name


def _step(urls: Urls, *command: str) -> None:
    subprocess.run(  # noqa: S603 -- our own modules
        [sys.executable, *command],
        check=True,
        cwd=BASE_DIR,
        env=urls.environment(),
        stdout=sys.stderr,
    )


def _fingerprint(*patterns: str) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _comment(url: str, name: str) -> str | None:
    rows = _execute(
        url,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        (name,),
    )
    return rows[0][0] if rows else None


def _execute(url: str, sql: str, values: tuple[object, ...] | None = None) -> list[tuple[str]]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
