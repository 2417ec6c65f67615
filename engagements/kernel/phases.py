"""Gates before the phases of an engagement, and what a change of phase does to the work.

Apps above the engagement register what they know: the charts app the volume of parallel coding,
the queries app its templates. A gate is evaluated from data at the moment somebody asks.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engagements.kernel.policy import Actor
from engagements.kernel.registry import Registry


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class GateResult:
    """What a gate found: the figure it looked at, in words, and where to see or mend it.

    `link` is the name of a page of the engagement, with nothing but the engagement in its URL.
    """

    outcome: Outcome
    words: str
    figure: str = ""
    link: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    @classmethod
    def of(cls, passed: bool, words: str, *, figure: str = "", link: str = "") -> "GateResult":  # noqa: FBT001 -- the one thing it says
        return cls(Outcome.PASSED if passed else Outcome.FAILED, words, figure, link)

    @classmethod
    def no_data(cls, words: str, *, link: str = "") -> "GateResult":
        return cls(Outcome.NO_DATA, words, "no data", link)


@dataclass(frozen=True)
class PhaseGate:
    """A condition for entering `phases`. A `hard` one is the law's: nobody overrides it."""

    key: str
    title: str
    phases: tuple[str, ...]
    evaluate: Callable[[Any, dt.datetime], GateResult]
    why: str = ""
    hard: bool = False
    order: int = 100


@dataclass(frozen=True)
class PhaseMove:
    """A change of phase as the effects see it."""

    engagement: Any
    source: str
    target: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class PhaseEffect:
    """What a change of phase does to an app's records, in the change's own transaction.

    `foresee` says it beforehand in sentences; it reads only.
    """

    key: str
    foresee: Callable[[PhaseMove], list[str]]
    apply: Callable[[Actor, PhaseMove], None]
    order: int = 100


phase_gates: Registry[PhaseGate] = Registry()
phase_effects: Registry[PhaseEffect] = Registry()
