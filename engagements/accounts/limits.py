"""How long a session lives: a pure reading of three timestamps.

A session ends when nobody has used it for `idle`, and in any case `absolute` after sign-in.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Ending = Literal["idle", "absolute"]


@dataclass(frozen=True)
class SessionLimits:
    idle: timedelta
    absolute: timedelta
    warning: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.warning < self.idle <= self.absolute:
            raise ValueError("Session limits must grow: warning, then idle, then absolute.")


@dataclass(frozen=True)
class SessionReading:
    """What is left of a session, and which limit ends it."""

    remaining: timedelta
    ending: Ending

    @property
    def is_over(self) -> bool:
        return self.remaining <= timedelta(0)


def read_session(
    limits: SessionLimits, *, started: float, seen: float, now: float
) -> SessionReading:
    """The reading for a session started and last used at these seconds since the epoch."""
    idle = limits.idle - timedelta(seconds=now - seen)
    absolute = limits.absolute - timedelta(seconds=now - started)
    if absolute <= idle:
        return SessionReading(absolute, "absolute")
    return SessionReading(idle, "idle")
