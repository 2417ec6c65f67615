"""A test process keeps to one processor, with its browser and the PostgreSQL that answers it.

A page is a dozen round trips, and on a virtual machine it costs more to wake the other side on
another processor than to do what most statements ask.
"""

import contextlib
import os
import threading
from typing import Any

from django.db.backends.signals import connection_created


def keep_to_one_processor(worker: str) -> None:
    """`worker` is the name that xdist gives, as gw0; what it starts from now on stays with it."""
    processors = sorted(os.sched_getaffinity(0))
    number = int("".join(filter(str.isdigit, worker)))
    os.sched_setaffinity(0, {processors[number % len(processors)]})
    connection_created.connect(_bring_backend)


def _bring_backend(connection: Any, **_: Any) -> None:
    """To the processor of the thread, where both are on this machine."""
    thread = threading.current_thread()
    # The threads of a race are to meet: theirs stay where the kernel puts them.
    races = thread is not threading.main_thread() and not thread.daemon
    backend = connection.connection.info
    if races or not backend.host.startswith("/"):
        return
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.sched_setaffinity(backend.backend_pid, os.sched_getaffinity(0))
