"""A test process keeps to one processor, with its browser and the PostgreSQL that answers it.

A page is a dozen round trips, and on a virtual machine it costs more to wake the other side on
another processor than to do what most statements ask.
"""

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
    thread = threading.current_thread()
    # The threads of a race are to meet: theirs stay where the kernel puts them.
    if thread is not threading.main_thread() and not thread.daemon:
        return
    backend = connection.connection.info
    if not backend.host.startswith("/"):
        return  # a server elsewhere
    try:
        os.sched_setaffinity(backend.backend_pid, os.sched_getaffinity(0))
    except (PermissionError, ProcessLookupError):
        return
