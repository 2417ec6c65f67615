"""The RACI as policy: an action on a step is refused to the side that does not own it.

The practice's audit rights and its reads are on no step: they are never refused. Neither are the
independent auditor and the system.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engagements.enums import PARTIES
from engagements.enums.agreement import DEFAULT_OWNERS, Handoff, Step
from engagements.kernel.errors import DomainError

STEP_ACTIONS: Mapping[Step, tuple[str, ...]] = MappingProxyType(
    {
        Step.DOCUMENTATION: ("chart.import", "chart.edit"),
        Step.CODING: ("coding.write", "worklist.next"),
        Step.QA: ("audit.perform", "finding.decide"),
        Step.QUERY: ("query.ask",),
        Step.CLAIM: ("remittance.import",),
        Step.DENIAL: ("denial.work",),
    }
)


def defect_place_check(owner_side: str, handoff: str, *, prefix: str = "") -> None:
    """Refuses an owner of a defect that owns no step, and an unknown handoff; either may be left
    open. `prefix` goes before the names of the fields in what is refused.
    """
    if owner_side and owner_side not in PARTIES:
        raise DomainError(
            f"{owner_side!r} owns no step.",
            field=f"{prefix}owner_side",
            remedy="Choose the practice or the vendor.",
        )
    if handoff and handoff not in Handoff.values:
        raise DomainError(
            f"{handoff!r} is no handoff.",
            field=f"{prefix}handoff",
            remedy="Choose one of the list.",
        )


@dataclass(frozen=True)
class Ownership:
    """Whose step it is on a day. `since` is None for what holds until somebody decides."""

    step: Step
    side: str
    is_shared: bool
    since: dt.date | None = None

    @property
    def sentence(self) -> str:
        since = f" since {self.since}" if self.since else ""
        return f"{self.step.label} belongs to the {self.side} in this engagement{since}."

    def refuses(self, side: str) -> bool:
        return side in PARTIES and side != self.side and not self.is_shared


def ownerships(rows: Iterable[Ownership]) -> list[Ownership]:
    """All six steps: the last row of each, or its default. Rows come in the order they began."""
    decided = {row.step: row for row in rows}
    return [
        decided.get(step) or Ownership(step, side.value, shared)
        for step, (side, shared) in DEFAULT_OWNERS.items()
    ]


def step_refusals(side: str, owners: Iterable[Ownership]) -> dict[str, str]:
    """For each action that is refused to the side, the sentence that says why."""
    return {
        action: f"{owner.sentence} The practice manager decides which side owns a step."
        for owner in owners
        if owner.refuses(side)
        for action in STEP_ACTIONS[owner.step]
    }
