"""A whole installation beside the test: web server, Celery worker, Redis and SMTP, all real.

It runs the settings of production's shape on the test database, as the application role, with a
Redis and a data folder of its own, so that no other test's tasks meet its worker.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from celery import Celery
from django.conf import settings
from django.db import connection

from config.beat import BEAT_SCHEDULE
from config.embedded import Redis
from config.probe import status_of
from config.supervisor import Supervisor
from tests.factories.mail import Mailbox, smtp_server

START_SECONDS = 120
PATIENCE_SECONDS = 60
READY = " ready."
QUEUES = ("default", "imports", "pdf")


@dataclass
class Installation:
    url: str
    mailbox: Mailbox
    media: Path
    programs: Supervisor
    broker: Celery

    def beat(self, entry: str) -> None:
        """Sends what beat would send, and returns when the worker has done it and its children."""
        task = BEAT_SCHEDULE[entry]["task"]
        before = self._seen(task)
        self.send(entry)
        self.wait(lambda: self._seen(task) > before, task)
        self.settle()

    def send(self, entry: str) -> None:
        planned = BEAT_SCHEDULE[entry]
        self.broker.send_task(planned["task"], **planned.get("options", {}))

    def settle(self) -> None:
        """Until no task waits or runs."""
        self.wait(self._is_idle, "the worker's rest")

    def wait(self, reached: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            self.programs.check()
            assert time.monotonic() < deadline, f"{what} did not come; see {self.programs.logs}"
            time.sleep(0.1)

    def kill_the_worker(self) -> None:
        """With SIGKILL, its processes all together: it cannot tidy up, nor can it say so."""
        worker = self.programs.children.pop("worker")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        start_worker(self.programs)

    def log(self) -> str:
        return "\n".join(file.read_text("utf-8") for file in self.programs.logs.glob("*.log"))

    def _seen(self, task: str) -> int:
        """How many of them the worker has begun."""
        stats = self.broker.control.inspect(timeout=2, limit=1).stats() or {}
        return sum(worker["total"].get(task, 0) for worker in stats.values())

    def _is_idle(self) -> bool:
        """Late acknowledgement: what is neither queued nor unacknowledged is done. Asked twice,
        because between the two a message is nowhere for a moment.
        """
        return not any(self._left() for _ in range(2))

    def _left(self) -> int:
        with self.broker.connection_for_read() as link:
            redis = link.default_channel.client
            queued = sum(redis.llen(name) for name in QUEUES)
            return int(queued + redis.hlen("unacked"))


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    redis = Redis(folder)
    with smtp_server() as mailbox:
        redis.start()
        port = free_port()
        programs = Supervisor(folder / "log", environment(folder, redis, mailbox, port), root())
        try:
            url = f"http://127.0.0.1:{port}"
            start(programs, port, url)
            yield Installation(url, mailbox, folder / "media", programs, client_of(redis))
        finally:
            programs.stop()
            redis.remove()


def root() -> Path:
    return Path(settings.BASE_DIR)


def start(programs: Supervisor, port: int, url: str) -> None:
    python = [sys.executable, "-m"]
    options = ["--config", "config/gunicorn.py", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    programs.start("web", [*python, "gunicorn", "config.wsgi:application", *options])
    start_worker(programs)
    programs.wait_until(
        lambda: status_of(f"{url}/readyz") == 200, seconds=START_SECONDS, what="the web server"
    )


def start_worker(programs: Supervisor) -> None:
    log = programs.log_of("worker")
    ready = log.read_text("utf-8").count(READY) + 1 if log.exists() else 1
    celery = [sys.executable, "-m", "celery", "-A", "config.celery", "worker"]
    queues = ["-Q", ",".join(QUEUES), "-c", "1", "-n", f"flow-{ready}@%h", "-l", "INFO"]
    programs.start("worker", [*celery, *queues])
    programs.wait_until(
        lambda: log.read_text("utf-8").count(READY) >= ready,
        seconds=START_SECONDS,
        what="the worker",
    )


def client_of(redis: Redis) -> Celery:
    """Sends to the same broker, in the same words, as beat does."""
    client = Celery("beat", broker=redis.url(), set_as_current=False)
    client.conf.broker_transport_options = {"global_keyprefix": "concord:"}
    client.conf.task_default_queue = "default"
    client.conf.task_ignore_result = True
    return client


def environment(folder: Path, redis: Redis, mailbox: Mailbox, port: int) -> dict[str, str]:
    return {
        **{key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        "CONCORD_DATA_DIR": str(folder),
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis.url(),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mailbox.port),
        "PYTHONUNBUFFERED": "1",
    }


def database_url() -> str:
    """The test database as the application role."""
    used = connection.settings_dict
    options = {**used.get("OPTIONS", {}), "host": used["HOST"], "port": used["PORT"]}
    query = urlencode({name: value for name, value in options.items() if value})
    who = quote(used["USER"]) + (f":{quote(used['PASSWORD'])}" if used["PASSWORD"] else "")
    return f"postgres://{who}@/{quote(used['NAME'])}?{query}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
