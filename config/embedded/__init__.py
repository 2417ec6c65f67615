"""PostgreSQL and Redis from their wheels, for development, tests and the demo.

With DATABASE_URL or REDIS_URL unset, `ensure_environment()` starts the missing server under the
data folder (`var/`, or CONCORD_DATA_DIR) and exports its URLs. The servers outlive the process
that started them; `manage.py services stop` ends them.
"""

import os
from collections.abc import Callable
from pathlib import Path

from config import env
from config.embedded.places import EmbeddedError, data_folder, locked
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis

__all__ = [
    "EmbeddedError",
    "Postgres",
    "Redis",
    "data_folder",
    "ensure_environment",
    "main",
    "remove",
    "start",
    "status",
    "stop",
    "stopped",
]

Service = Postgres | Redis


def ensure_environment() -> list[str]:
    """Export the URLs of embedded servers for what is unset; returns the servers it started."""
    started: list[str] = []
    if not env.is_set("DATABASE_URL"):
        postgres = Postgres(data_folder())
        started += ["postgres"] if _ensure(postgres) else []
        os.environ["DATABASE_URL"] = postgres.url("concord_app")
        os.environ["DATABASE_OWNER_URL"] = postgres.url("concord_owner")
    if not env.is_set("REDIS_URL"):
        redis = Redis(data_folder())
        started += ["redis"] if _ensure(redis) else []
        os.environ["REDIS_URL"] = redis.url()
    return started


def _ensure(service: Service) -> bool:
    if service.is_running():
        return False
    with locked(service.data):
        if service.is_running():
            return False
        service.start()
    return True


def _services(data: Path | None) -> tuple[Postgres, Redis]:
    folder = data or data_folder()
    return Postgres(folder), Redis(folder)


def start(data: Path | None = None) -> list[str]:
    """Start both servers; returns the names of those that were not running."""
    return [service.name for service in _services(data) if _ensure(service)]


def stop(data: Path | None = None, names: list[str] | None = None) -> list[str]:
    """Stop the servers (or those named); returns the names of those that were running."""
    stopped: list[str] = []
    for service in _services(data):
        if (names is None or service.name in names) and service.data.is_dir():
            with locked(service.data):
                stopped += [service.name] if service.stop() else []
    return stopped


def stopped(data: Path | None = None) -> list[str]:
    """The names of the servers that do not run."""
    return [service.name for service in _services(data) if not service.is_running()]


def remove(data: Path | None = None) -> None:
    """Stop the servers and delete everything they keep."""
    for service in _services(data):
        if service.data.is_dir():
            with locked(service.data):
                service.remove()


def status(data: Path | None = None) -> dict[str, str]:
    return {service.name: service.describe() for service in _services(data)}


def main(arguments: list[str]) -> int:
    """`manage.py services start|stop|status|env|reset`."""
    commands: dict[str, Callable[[], list[str]]] = {
        "start": lambda: [f"{name} started" for name in start()] or ["already running"],
        "stop": lambda: [f"{name} stopped" for name in stop()] or ["nothing was running"],
        "status": lambda: [f"{name}: {text}" for name, text in status().items()],
        "env": _exports,
        "reset": _reset,
    }
    command = commands.get(arguments[0]) if len(arguments) == 1 else None
    if command is None:
        print(f"usage: manage.py services {'|'.join(commands)}")  # noqa: T201 -- a command
        return 2
    print("\n".join(command()))  # noqa: T201 -- a command
    return 0


def _reset() -> list[str]:
    remove()
    return [f"deleted the embedded servers and their data of {data_folder()}"]


def _exports() -> list[str]:
    ensure_environment()
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    return [f"export {name}='{os.environ[name]}'" for name in names if name in os.environ]
