"""Where an engagement stands on its way, how it came there, and what keeps it from going on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import QuerySet
from django.utils import timezone

from engagements.enums import Phase
from engagements.kernel.clock import Interval
from engagements.kernel.phases import (
    GateResult,
    PhaseGate,
    PhaseMove,
    phase_effects,
    phase_gates,
)
from engagements.kernel.states import Transition
from engagements.models import Engagement, PhaseChange, PhaseChecklistItem, PhasePlan
from engagements.selectors.clock_terms import terms_book
from engagements.selectors.gates import engagement_today
from engagements.selectors.provisions import terms_in_force
from engagements.states.transition import PHASE
from engagements.validators import zone

# The way forward; rolled back and exit lie beside it.
WAY = (Phase.BASELINE, Phase.DOCUMENTATION, Phase.SHADOW, Phase.LIVE, Phase.STEADY)
LABELS = {
    "begin": "Begin the baseline",
    "document": "Go on to documentation",
    "shadow": "Start shadow coding",
    "step_back": "Go back to documentation",
    "activate": "Go live",
    "settle": "Go steady",
    "resume": "Resume with the vendor",
    "leave": "Begin the exit",
}


def phase_history(engagement: Engagement) -> QuerySet[PhaseChange]:
    """Every change of phase, the newest first."""
    return PhaseChange.objects.filter(engagement=engagement).select_related("changed_by")


def entered(engagement: Engagement, phase: str) -> PhaseChange | None:
    """The last time the engagement came into the phase."""
    return phase_history(engagement).filter(target=phase).first()


def stays(
    changes: Iterable[PhaseChange], phase: str, now: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """From when until when the engagement was in the phase, each time."""
    ordered = sorted(changes, key=lambda change: (change.at, change.pk))
    if not ordered:
        return []
    ends = [following.at for _, following in pairwise(ordered)] + [now]
    return [
        (change.at, end)
        for change, end in zip(ordered, ends, strict=True)
        if change.target == phase
    ]


def business_days(engagement: Engagement, spans: Iterable[tuple[dt.datetime, dt.datetime]]) -> int:
    """Days on which the contract's calendar was open within the spans, each counted once."""
    book = terms_book(engagement)
    terms = book.on(engagement_today(engagement))
    calendar = book.calendar(terms) if terms else book.practice_calendar
    here = zone(engagement.time_zone)
    days = {
        window.start.astimezone(here).date()
        for start, end in spans
        if start < end
        for window in calendar.windows(Interval(start, end))
    }
    return len(days)


def hypercare_ends_on(engagement: Engagement) -> dt.date | None:
    """The last day of the watch that began with the last go-live; None where it does not run."""
    change = entered(engagement, Phase.LIVE) if engagement.phase == Phase.LIVE else None
    terms = terms_in_force(engagement) if change else None
    if change is None or terms is None:
        return None
    began = change.at.astimezone(zone(engagement.time_zone)).date()
    return began + dt.timedelta(days=terms.hypercare_days)


@dataclass(frozen=True)
class GateRow:
    """A gate as it stands now."""

    gate: PhaseGate
    result: GateResult

    @property
    def word(self) -> str:
        return {"passed": "pass", "failed": "fail", "no_data": "no_data"}[self.result.outcome.value]

    @property
    def snapshot(self) -> dict[str, object]:
        return {
            "key": self.gate.key,
            "title": self.gate.title,
            "outcome": self.result.outcome.value,
            "figure": self.result.figure,
            "words": self.result.words,
        }


def gates_of(engagement: Engagement, target: str, now: dt.datetime) -> list[GateRow]:
    """The gates before a phase, evaluated on the data as it is."""
    return [
        GateRow(gate, gate.evaluate(engagement, now))
        for gate in phase_gates
        if target in gate.phases
    ]


@dataclass(frozen=True)
class Move:
    """A change of phase that could be made now."""

    transition: Transition
    label: str

    @property
    def name(self) -> str:
        return self.transition.name

    @property
    def target(self) -> Phase:
        return Phase(self.transition.target)

    @property
    def is_forward(self) -> bool:
        return self.name not in {"step_back", "leave"}


def moves_of(engagement: Engagement) -> list[Move]:
    """What may follow the phase, forward first; a rollback has its own page."""
    found = [Move(t, LABELS[t.name]) for t in PHASE.available(engagement) if t.name in LABELS]
    return sorted(found, key=lambda move: not move.is_forward)


def next_move(engagement: Engagement) -> Move | None:
    return next((move for move in moves_of(engagement) if move.is_forward), None)


def consequences(move: PhaseMove) -> list[str]:
    """What the change will do, in sentences, from every app that does something."""
    return [sentence for effect in phase_effects for sentence in effect.foresee(move)]


@dataclass(frozen=True)
class PhaseRow:
    """A phase of the way: planned against actual."""

    phase: Phase
    plan: PhasePlan | None
    began: dt.datetime | None
    ended: dt.datetime | None
    versions: int
    is_current: bool
    today: dt.date
    began_on: dt.date | None = None
    ended_on: dt.date | None = None

    @property
    def word(self) -> str:
        if self.is_current:
            return "overdue" if self.days_late else "in_progress"
        if self.ended:
            return "done"
        return "overdue" if self.days_late else "scheduled" if self.plan else "not_started"

    @property
    def days_late(self) -> int:
        """Days past the planned end, or past the planned start of a phase not begun."""
        if self.plan is None:
            return 0
        if self.began_on is None:
            return max(0, (self.today - self.plan.starts_on).days)
        if self.plan.ends_on is None:
            return 0
        return max(0, ((self.ended_on or self.today) - self.plan.ends_on).days)


def plans_of(engagement: Engagement) -> dict[str, list[PhasePlan]]:
    """Every version of each phase's plan, the newest first."""
    found: dict[str, list[PhasePlan]] = {}
    rows = PhasePlan.objects.filter(engagement=engagement).select_related("planned_by")
    for row in rows.order_by("phase", "-version"):
        found.setdefault(row.phase, []).append(row)
    return found


def phase_rows(engagement: Engagement, changes: list[PhaseChange]) -> list[PhaseRow]:
    """The way from baseline to steady, with dates planned and actual."""
    plans, now = plans_of(engagement), timezone.now()
    here, today = zone(engagement.time_zone), engagement_today(engagement)
    rows = []
    for phase in WAY:
        times = stays(changes, phase, now)
        began = times[0][0] if times else None
        current = engagement.phase == phase
        ended = times[-1][1] if times and not current else None
        versions = plans.get(phase, [])
        rows.append(
            PhaseRow(
                phase=phase,
                plan=versions[0] if versions else None,
                began=began,
                ended=ended,
                versions=len(versions),
                is_current=current,
                today=today,
                began_on=began.astimezone(here).date() if began else None,
                ended_on=ended.astimezone(here).date() if ended else None,
            )
        )
    return rows


def checklist_of(engagement: Engagement, phase: str) -> QuerySet[PhaseChecklistItem]:
    return PhaseChecklistItem.objects.filter(engagement=engagement, phase=phase).select_related(
        "owner", "done_by", "document"
    )


def checklist_open(engagement: Engagement, phase: str) -> QuerySet[PhaseChecklistItem]:
    return checklist_of(engagement, phase).filter(done_at__isnull=True)
