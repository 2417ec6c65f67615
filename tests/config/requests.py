"""Requests as a server gives them to the application, inside a test's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

SIGNALS = (request_started, request_finished)


@contextmanager
def kept_connection() -> Iterator[None]:
    """Requests leave the connection open, as Django's own test client sees to."""
    for signal in SIGNALS:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in SIGNALS:
            signal.connect(close_old_connections)
