"""`make demo`: the whole installation on one machine, in the foreground, until Ctrl-C."""

import errno
import fcntl
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

from config import embedded, env, probe
from config.embedded.places import BASE_DIR, lock_file
from config.supervisor import ChildEnded, Supervisor

START_SECONDS = 120
STOP_SECONDS = 30
MAIL_SECONDS = 300  # drawing and mailing on a busy machine; a program that ends is told at once
HOST = "127.0.0.1"


def main(arguments: list[str]) -> int:
    """`manage.py demo [--empty]`: --empty leaves out the demo engagement."""
    if set(arguments) - {"--empty"}:
        _say("usage: manage.py demo [--empty]")
        return 2
    port = env.integer("PORT", default=8000, minimum=1)
    data = embedded.data_folder()
    with _alone(data) as alone:
        problem = _port_problem(port) if alone else f"A demo runs in {data}. End it with Ctrl-C."
        if problem:
            _say(problem)
            return 1
        return _run(data, port, with_history="--empty" not in arguments)


@contextmanager
def _alone(data: Path) -> Iterator[bool]:
    """Whether no other demo goes on in the folder; one that is just stopping is waited for, or it
    would take the servers away from this one.
    """
    descriptor = lock_file(data, "demo.lock")
    given_up = time.monotonic() + STOP_SECONDS
    waits = False
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > given_up:
                    yield False
                    return
                if not waits:
                    _say(f"waiting for the demo in {data} to stop ...")
                waits = True
                time.sleep(0.1)
            else:
                yield True
                return
    finally:
        os.close(descriptor)


def _run(data: Path, port: int, *, with_history: bool) -> int:
    began = time.monotonic()
    ours = embedded.stopped(data)
    try:
        embedded.ensure_environment()
        _serve(data, port, began, with_history=with_history)
    except KeyboardInterrupt:
        code = 0
    except ChildEnded as ended:
        _say(f"stopping: {ended}")
        code = 1
    finally:
        embedded.stop(data, ours)
    _say("stopped")
    return code


def _serve(data: Path, port: int, began: float, *, with_history: bool) -> NoReturn:
    """Run all programs until one ends (ChildEnded) or a signal comes (KeyboardInterrupt)."""
    programs = Supervisor(data / "log", dict(os.environ), BASE_DIR)
    programs.catch_signals()
    try:
        _prepare(programs, data, port, with_history=with_history)
        _announce(programs, data, port, began)
        programs.watch()
    except KeyboardInterrupt:
        _say("\nstopping ...")
        raise
    finally:
        programs.stop()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 -- a command


def _port_problem(port: int) -> str | None:
    """Why the web cannot listen there; ::1 as well, which browsers try first for localhost."""
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as attempt:
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                attempt.bind((host, port))
        except OverflowError:
            return f"There is no port {port}. Choose another: make demo PORT=8000"
        except PermissionError:
            return f"Port {port} is not open to this user. Choose another: make demo PORT=8000"
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is in use. Choose another: make demo PORT={port + 1}"
    return None


def _prepare(programs: Supervisor, data: Path, port: int, *, with_history: bool) -> None:
    """Start everything, in the order in which each needs the other."""
    _configure(programs, data, port, _start_mail(programs, data / "mail"))
    _say("migrating the database ...")
    programs.run(_manage("migrate", "--verbosity", "0"))
    _start_web_and_workers(programs, port)
    if with_history:
        programs.run(_manage("seed_demo"))
    _start_beat(programs, data)
    address = f"http://{HOST}:{port}/healthz"
    programs.wait_until(lambda: _is_well(address), seconds=START_SECONDS, what="the web server")
    if with_history:
        programs.wait_until(
            lambda: _mailed_report(data) is not None, seconds=MAIL_SECONDS, what="the report's mail"
        )


def _announce(programs: Supervisor, data: Path, port: int, began: float) -> None:
    _say(f"\nConcord is at http://localhost:{port}/ (after {time.monotonic() - began:.0f} s)")
    _say(f"Mail: {data / 'mail'}")
    report = _mailed_report(data)
    if report:
        _say(f"The monthly report, as mailed: {report}")
    _say(f"Logs: {programs.logs}\nCtrl-C stops everything.")


def _configure(programs: Supervisor, data: Path, port: int, mail_port: int) -> None:
    """What the programs of the demo see; what is set already is kept."""
    wanted = {
        "CONCORD_DATA_DIR": str(data),
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_HOST": HOST,
        "EMAIL_PORT": str(mail_port),
        "PGOPTIONS": "-c synchronous_commit=off",
        "PYTHONUNBUFFERED": "1",
    }
    programs.environment = {**wanted, **os.environ}


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _start_mail(programs: Supervisor, folder: Path) -> int:
    """Start the SMTP server; returns the port it found."""
    log = programs.log_of("mail")
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "config.mailsink", "--port", "0", "--folder", str(folder)]
    programs.start("mail", command)
    announced = re.compile(rf"for {re.escape(HOST)}:(\d+) in")
    programs.wait_until(
        lambda: bool(announced.search(log.read_text(encoding="utf-8"))),
        seconds=START_SECONDS,
        what="the mail server",
    )
    found = announced.search(log.read_text(encoding="utf-8"))
    return int(found.group(1)) if found else 0


def _start_web_and_workers(programs: Supervisor, port: int) -> None:
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
    options = ["--config", "config/gunicorn.py", "--bind", f"{HOST}:{port}", "--workers", "2"]
    programs.start("web", [*gunicorn, *options])
    for name, queues, processes in (("worker", "default,imports", "2"), ("pdf", "pdf", "1")):
        options = ["-Q", queues, "-c", processes, "-n", f"{name}@%h", "-l", "INFO"]
        programs.start(name, _celery("worker", *options))


def _start_beat(programs: Supervisor, data: Path) -> None:
    schedule = str(data / "celerybeat-schedule")
    programs.start("beat", _celery("beat", "-s", schedule, "--pidfile=", "-l", "INFO"))


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config.celery", *arguments]


def _is_well(address: str) -> bool:
    return probe.status_of(address) == HTTPStatus.OK


def _mailed_report(data: Path) -> Path | None:
    """The newest PDF in the mail folder."""
    found = sorted(data.glob("mail/*/*.pdf"))
    return found[-1] if found else None
