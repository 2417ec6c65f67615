"""Runs several programs as one: they start in order, and when one ends all of them end."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

PATIENCE_SECONDS = 15
TAIL_LINES = 25
POLL_SECONDS = 0.1
PR_SET_PDEATHSIG = 1  # of Linux's prctl(2)
_libc = ctypes.CDLL(None)


class ChildEnded(Exception):  # noqa: N818 -- an event before it is an error
    """One of the programs ended; the message holds the end of its log."""


@dataclass
class Supervisor:
    logs: Path
    environment: Mapping[str, str]
    folder: Path
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: bool = False

    def __post_init__(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping:
            return
        self.stopping = True
        raise KeyboardInterrupt

    def start(self, name: str, command: list[str]) -> None:
        """Start a program in a process group of its own, so that Ctrl-C reaches only us."""
        with self.log_of(name).open("ab") as log:
            self.children[name] = subprocess.Popen(  # noqa: S603 -- our own commands
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_supervisor,  # noqa: PLW1509 -- the supervisor has one thread
            )

    def run(self, command: list[str]) -> None:
        """Run a program to its end, its output ours."""
        child = subprocess.Popen(  # noqa: S603 -- our own commands
            command,
            cwd=self.folder,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_end_with_supervisor,  # noqa: PLW1509 -- the supervisor has one thread
        )
        self.children["step"] = child
        code = child.wait()
        del self.children["step"]
        if code != 0:
            raise ChildEnded(f"{' '.join(command[1:])} failed with exit code {code}")

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise ChildEnded(f"{what} did not come up within {seconds:.0f} s; see {self.logs}")
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        for name, child in self.children.items():
            code = child.poll()
            if code is not None:
                lines = self.log_of(name).read_text(encoding="utf-8", errors="replace").splitlines()
                tail = "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])
                raise ChildEnded(f"{name} ended with exit code {code}:\n{tail}")

    def watch(self) -> NoReturn:
        """Raises when a program ends or a signal asks us to stop."""
        while True:
            self.check()
            time.sleep(POLL_SECONDS * 5)

    def stop(self) -> None:
        """Ask all programs to end, newest first, and end by force what does not."""
        self.stopping = True
        for child in reversed(self.children.values()):
            _signal(child, signal.SIGTERM, whole_group=False)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in self.children.values():
            try:
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(child, signal.SIGKILL, whole_group=True)
                child.wait()
        for child in self.children.values():
            _signal(child, signal.SIGKILL, whole_group=True)  # what it may have left behind


def _end_with_supervisor() -> None:
    """Run in the new program: the kernel ends it when the supervisor is killed outright."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals, *, whole_group: bool) -> None:
    try:
        if whole_group:
            os.killpg(child.pid, number)
        elif child.poll() is None:
            child.send_signal(number)
    except ProcessLookupError:
        pass
