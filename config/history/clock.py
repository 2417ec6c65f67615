"""Simulated time: history is written by the services as if it were then."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from engagements.kernel.tasks import sending_suspended


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Within it `timezone.now()` is the moment, and no task is sent: it all happened long ago."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        with sending_suspended():
            yield
    finally:
        timezone.now = real
