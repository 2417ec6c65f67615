"""Reads the environment: typed, with secrets from files, and loud about what is wrong.

Every setting that may differ between two installations goes through one of these functions, so a
missing or malformed value stops the start with the variable's name, its value and the remedy.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})


class EnvironmentProblem(ImproperlyConfigured):
    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name} {problem}. {remedy}")
        self.name = name


def is_set(name: str) -> bool:
    """True when the variable, or the file variable that stands in for it, has a value."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def text(name: str, *, default: str | None = None) -> str:
    """The variable as text; required unless a default is given."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise EnvironmentProblem(name, "is not set", "Set it in the environment.")
    return default


def flag(name: str, *, default: bool | None = None) -> bool:
    raw = os.environ.get(name, "").strip().lower()
    if not raw and default is not None:
        return default
    if raw in TRUE:
        return True
    if raw in FALSE:
        return False
    problem = f"is {raw!r}, not a yes or no" if raw else "is not set"
    raise EnvironmentProblem(name, problem, "Use true or false.")


def integer(name: str, *, default: int | None = None, minimum: int | None = None) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw and default is not None:
        return default
    try:
        value = int(raw)
    except ValueError:
        problem = f"is {raw!r}, not a whole number" if raw else "is not set"
        raise EnvironmentProblem(name, problem, "Use digits only, such as 30.") from None
    if minimum is not None and value < minimum:
        raise EnvironmentProblem(name, f"is {value}", f"Use {minimum} or more.")
    return value


def items(name: str, *, default: list[str] | None = None) -> list[str]:
    """A comma-separated list; blanks are dropped."""
    found = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    if found:
        return found
    if default is None:
        raise EnvironmentProblem(name, "is not set", "Give a comma-separated list.")
    return list(default)


def choice(name: str, *, among: tuple[str, ...], default: str | None = None) -> str:
    value = text(name, default=default)
    if value not in among:
        raise EnvironmentProblem(name, f"is {value!r}", f"Use one of: {', '.join(among)}.")
    return value


def secret(name: str, *, default: str | None = None) -> str:
    """NAME, or the content of the file that NAME_FILE names; never both."""
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and path:
        raise EnvironmentProblem(name, f"and {name}_FILE are both set", "Keep one of the two.")
    if path:
        return _secret_from_file(name, Path(path))
    if value:
        return value
    if default is None:
        remedy = f"Set it, or set {name}_FILE to the path of a file that holds it."
        raise EnvironmentProblem(name, "is not set", remedy)
    return default


def _secret_from_file(name: str, path: Path) -> str:
    variable = f"{name}_FILE"
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problem = f"names {path}, which cannot be read ({reason})"
        remedy = "Mount the secret there, readable by this user."
        raise EnvironmentProblem(variable, problem, remedy) from error
    if not value:
        raise EnvironmentProblem(variable, f"names {path}, which is empty", "Write the secret.")
    return value


def database_from_url(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for postgres://user:password@host:port/name?option=value.

    A Unix socket is given as ?host=/path/of/its/folder. Any other option reaches the driver as it
    is (sslmode, application_name, ...).
    """
    parts = _split_database_url(url)
    options: dict[str, str] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    port = options.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }


def _split_database_url(url: str) -> SplitResult:
    remedy = "Write postgres://user:password@host:5432/name or postgres://user@/name?host=/folder."
    try:
        parts = urlsplit(url)
        port_readable = parts.port is None or parts.port > 0
    except ValueError:
        raise EnvironmentProblem("The database URL", "cannot be read", remedy) from None
    if parts.scheme not in POSTGRES_SCHEMES:
        problem = f"starts with {parts.scheme or 'no scheme'}, not postgres"
        raise EnvironmentProblem("The database URL", problem, remedy)
    if not parts.path.strip("/") or not port_readable:
        raise EnvironmentProblem("The database URL", "names no database", remedy)
    return parts
