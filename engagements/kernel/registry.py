"""Registries by which a higher app adds to a lower app's pages without being imported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from engagements.kernel.policy import Actor


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...


T = TypeVar("T", bound=_Keyed)


class Registry(Generic[T]):
    """Entries by key, in their declared order. A key registers once."""

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> T:
        if entry.key in self._entries and self._entries[entry.key] != entry:
            raise ValueError(f"{entry.key!r} is registered twice")
        self._entries[entry.key] = entry
        return entry

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._entries.values(), key=lambda e: (e.order, e.key)))

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class ChartPanel:
    """A block on the chart page. `context(actor, chart)` fills `template`."""

    key: str
    title: str
    template: str
    action: str
    context: Callable[[Actor, Any], dict[str, Any]]
    order: int = 100
    coding_page: bool = False


@dataclass(frozen=True)
class NavItem:
    """A link of the engagement's navigation, shown to those who have `action`.

    Who lacks `whole` finds only a part behind the link, and reads `part` as its name. `also` are
    pages one comes to through it whose addresses do not begin with its own.
    """

    key: str
    label: str
    url_name: str
    icon: str
    action: str
    section: str = ""
    order: int = 100
    whole: str = ""
    part: str = ""
    also: tuple[str, ...] = ()

    def label_for(self, actor: Actor) -> str:
        return self.part if self.whole and not actor.can(self.whole) else self.label


@dataclass(frozen=True)
class WorkCard:
    """One line of "My work": a count with a link, shown when there is something to do."""

    title: str
    count: int
    url: str
    icon: str = "list-check"
    urgent: int = 0
    detail: str = ""
    # Part of what another card counts: not added up beside My work.
    is_part: bool = False


@dataclass(frozen=True)
class WorkSource:
    """Gives the cards of one app for an actor."""

    key: str
    cards: Callable[[Actor], list[WorkCard]]
    order: int = 100


@dataclass(frozen=True)
class Start:
    """A button of "My work" that begins something at once, shown to those who have `actions`."""

    key: str
    label: str
    url_name: str
    icon: str
    actions: tuple[str, ...]
    order: int = 100

    def offered_to(self, actor: Actor) -> bool:
        return all(map(actor.can, self.actions))


@dataclass(frozen=True)
class ReportSection:
    """A section of the monthly report. `build(context)` returns the template's values."""

    key: str
    title: str
    template: str
    build: Callable[..., dict[str, Any]]
    order: int = 100
    covers: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class AlertDraft:
    """Something certain people have to know, as it stands now.

    `key` is its identity within the engagement for good ("document:17:expires:60"): the same key
    is told once, however often it is found. `url` is a path; neither it nor the texts carry PHI.
    Addressed to one person, or to the holders of `roles`, or to everybody of `side`.
    """

    key: str
    title: str
    url: str
    detail: str = ""
    side: str = ""
    roles: tuple[str, ...] = ()
    user_id: int | None = None
    urgent: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class AlertSource:
    """Finds what stands now; what it no longer finds is settled. Runs in the scope, read-only."""

    key: str
    drafts: Callable[[Any, datetime], Iterable[AlertDraft]]
    order: int = 100


@dataclass(frozen=True)
class Standing:
    """A matter that stands now. `since` must not move while it is the same matter: with another
    `since` it is a new one, and its levels begin again. No PHI in `title` or `url`.
    """

    subject: str
    since: datetime
    title: str
    url: str


@dataclass(frozen=True)
class SuggestedLevel:
    """A line of the suggested matrix; what counts is what the engagement keeps."""

    level: int
    hours: int
    roles: tuple[str, ...]
    basis: str = "elapsed"
    urgent: bool = True


@dataclass(frozen=True)
class EscalationTrigger:
    """What can be escalated. `standing(engagement, now)` runs in the scope, read-only."""

    key: str
    label: str
    standing: Callable[[Any, datetime], Iterable[Standing]]
    suggested: tuple[SuggestedLevel, ...] = ()
    explanation: str = ""
    order: int = 100


@dataclass(frozen=True)
class ExitCount:
    """What must have come to nothing before a step of the exit is done.

    `open(actor)` gives how much there is, and the address of the list of exactly that: none for
    somebody who may not see the list.
    """

    key: str
    open: Callable[[Actor], tuple[int, str]]
    words: str
    order: int = 100


@dataclass(frozen=True)
class ChartEnding:
    """What an app ends with a chart that is cancelled, in the cancelling's own transaction.

    `end(actor, chart, at, reason)` runs with the chart's row locked and its right checked.
    """

    key: str
    end: Callable[[Actor, Any, datetime, str], None]
    order: int = 100


chart_panels: Registry[ChartPanel] = Registry()
nav: Registry[NavItem] = Registry()
my_work: Registry[WorkSource] = Registry()
starts: Registry[Start] = Registry()
report_sections: Registry[ReportSection] = Registry()
alert_sources: Registry[AlertSource] = Registry()
escalation_triggers: Registry[EscalationTrigger] = Registry()
exit_counts: Registry[ExitCount] = Registry()
chart_endings: Registry[ChartEnding] = Registry()
