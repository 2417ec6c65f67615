"""A chart's clock, read from its event log.

The log is the only input: the same events give the same reading in whatever order they were
written down. The clock starts when the documentation is complete, stands still while at least one
reference (a provider query) holds it, and ends when the coded encounter is ready. Held working
time is added to the target; a hold that begins after the target has passed cannot win it back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from engagements.kernel.clock.calendar import WorkCalendar
from engagements.kernel.clock.intervals import Interval, clip, union, utc

ZERO = timedelta(0)


class ClockBasis(StrEnum):
    """Which time the contract counts: the sources' "24-48 h" does not say, so a contract must."""

    ELAPSED = "elapsed"
    BUSINESS = "business"


class ClockEventKind(StrEnum):
    DOCUMENTATION_COMPLETE = "documentation_complete"
    RESTART = "restart"
    PAUSE = "pause"
    RESUME = "resume"
    READY = "ready"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One entry of the log; `reference` pairs a resume with its pause."""

    kind: ClockEventKind
    at: datetime
    reference: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """What the contract promised on the day the clock started."""

    allowance: timedelta
    basis: ClockBasis
    calendar: WorkCalendar

    def add(self, start: datetime, amount: timedelta) -> datetime:
        if self.basis is ClockBasis.ELAPSED:
            return utc(start) + amount
        return self.calendar.add(start, amount)

    def between(self, start: datetime, end: datetime) -> timedelta:
        if self.basis is ClockBasis.ELAPSED:
            return max(ZERO, utc(end) - utc(start))
        return self.calendar.between(start, end)

    def latest_start(self, end: datetime) -> datetime:
        """The last start whose target, with no hold, is not past `end`."""
        if self.basis is ClockBasis.ELAPSED:
            return utc(end) - self.allowance
        return self.calendar.latest_start(end, self.allowance)

    def held(self, holds: Iterable[Interval], window: Interval) -> timedelta:
        """Counted time inside the window during which at least one hold was open."""
        return sum((self.between(part.start, part.end) for part in clip(holds, window)), ZERO)

    def due(self, start: datetime, holds: Sequence[Interval]) -> datetime:
        """The target, moved by each hold that began before it."""
        due = self.add(start, self.allowance)
        if not holds:
            return due
        for hold in clip(holds, Interval(start, _END_OF_TIME)):
            if hold.start >= due:
                break
            due = self.add(due, self.between(hold.start, hold.end))
        return due


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What the log says: None where it does not say it yet.

    `turnaround` and `paused` are in the contracted basis. `documentation_lag`, `paused_elapsed`
    and `vendor_elapsed` are elapsed and add up, in whole seconds, to `whole`.
    """

    started_at: datetime | None = None
    due_at: datetime | None = None
    ready_at: datetime | None = None
    paused_since: datetime | None = None
    turnaround: timedelta | None = None
    paused: timedelta = ZERO
    documentation_lag: timedelta | None = None
    holds: tuple[Interval, ...] = ()

    @property
    def paused_elapsed(self) -> timedelta:
        if not self.holds:
            return ZERO
        return _whole_seconds(sum((hold.length for hold in self.holds), ZERO))

    @property
    def closed_elapsed(self) -> timedelta:
        """Of `paused_elapsed` the holds that are over: without the one that still lasts."""
        over = [h for h in self.holds if self.paused_since is None or h.start < self.paused_since]
        return _whole_seconds(sum((hold.length for hold in over), ZERO))

    @property
    def vendor_elapsed(self) -> timedelta | None:
        """Elapsed time from the start to ready that no hold covers."""
        if self.started_at is None or self.ready_at is None:
            return None
        return _whole_seconds(self.ready_at - self.started_at) - self.paused_elapsed

    @property
    def whole(self) -> timedelta | None:
        """From the end of the service (or the start, if that was earlier) to ready."""
        if self.vendor_elapsed is None or self.documentation_lag is None:
            return None
        return _whole_seconds(self.documentation_lag) + self.paused_elapsed + self.vendor_elapsed

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ready_at is None and self.paused_since is None

    @property
    def on_time(self) -> bool | None:
        if self.ready_at is None or self.due_at is None:
            return None
        return self.ready_at <= self.due_at


_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
_SAME_INSTANT = {kind: rank for rank, kind in enumerate(ClockEventKind)}


def started_at(events: Iterable[ClockEvent]) -> datetime | None:
    """When the clock of the log started, if it did."""
    return _started(_in_order(events))


def read_clock(
    events: Iterable[ClockEvent],
    terms: ClockTerms,
    *,
    service_ended_at: datetime | None = None,
    as_of: datetime | None = None,
) -> ClockReading:
    """Read the log; an open hold counts up to `as_of`, or up to the last event without one."""
    log = _in_order(events)
    started = _started(log)
    if started is None:
        return ClockReading()
    ready_at = _ready(log, started)
    until = ready_at or max(utc(as_of or log[-1].at), log[-1].at)
    holds, paused_since = _holds(log, started, until)
    paused = terms.held(holds, Interval(started, until)) if holds else ZERO
    lag = None if service_ended_at is None else max(ZERO, started - utc(service_ended_at))
    return ClockReading(
        started_at=started,
        due_at=terms.due(started, holds),
        ready_at=ready_at,
        paused_since=None if ready_at else paused_since,
        turnaround=terms.between(started, until) - paused if ready_at else None,
        paused=paused,
        documentation_lag=lag,
        holds=holds,
    )


def _in_order(events: Iterable[ClockEvent]) -> list[ClockEvent]:
    return sorted(events, key=lambda event: (event.at, _SAME_INSTANT[event.kind], event.reference))


def _whole_seconds(span: timedelta) -> timedelta:
    return timedelta(seconds=span // timedelta(seconds=1))


def _started(log: Sequence[ClockEvent]) -> datetime | None:
    """The first complete documentation, or the last contractual restart after it."""
    complete = [e.at for e in log if e.kind is ClockEventKind.DOCUMENTATION_COMPLETE]
    if not complete:
        return None
    restarts = [e.at for e in log if e.kind is ClockEventKind.RESTART and e.at > complete[0]]
    return restarts[-1] if restarts else complete[0]


def _ready(log: Sequence[ClockEvent], started_at: datetime) -> datetime | None:
    """The end that still stands: the first ready that no later reopening took back."""
    ready: datetime | None = None
    for event in log:
        if event.at < started_at:
            continue
        if event.kind is ClockEventKind.READY:
            ready = ready or event.at
        elif event.kind is ClockEventKind.REOPEN:
            ready = None
    return ready


def _holds(
    log: Sequence[ClockEvent], started_at: datetime, until: datetime
) -> tuple[tuple[Interval, ...], datetime | None]:
    """The union of all holds up to `until`, and since when the clock stands still if it does."""
    if not any(event.kind is ClockEventKind.PAUSE for event in log):
        return (), None
    open_since: dict[str, datetime] = {}
    closed: list[Interval] = []
    for event in log:
        if event.kind is ClockEventKind.PAUSE:
            open_since.setdefault(event.reference, event.at)
        elif event.kind is ClockEventKind.RESUME and event.reference in open_since:
            closed.append(Interval(open_since.pop(event.reference), event.at))
    still = [Interval(at, max(at, until)) for at in open_since.values()]
    merged = clip(union([*closed, *still]), Interval(started_at, max(started_at, until)))
    if not open_since:
        return merged, None
    first_open = max(started_at, min(open_since.values()))
    touching = [hold.start for hold in merged if hold.start <= first_open <= hold.end]
    return merged, touching[0] if touching else first_open
