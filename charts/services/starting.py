"""How a clock starts: what every chart is told the moment it enters the work.

Nothing has happened to such a chart yet, so its due time and lag follow from the time of complete
documentation alone; `charts.services.recompute` says the same from the log, for any log.
"""

import datetime as dt
from typing import NamedTuple

from charts.services.recompute import rulebook
from engagements.enums import Complexity
from engagements.models import Engagement, Terms
from engagements.selectors import baa_in_force
from engagements.validators import zone


class Start(NamedTuple):
    """The clock of one chart as it starts, as the chart's columns hold it.

    Of a chart that waits only the cutoff is known, and by when it would have to start.
    """

    terms_id: int | None = None
    clock_started_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    documentation_lag_seconds: int | None = None
    documentation_working_seconds: int | None = None
    cutoff_at: dt.datetime | None = None
    cutoff_start_by: dt.datetime | None = None


def gate_opened_at(engagement: Engagement) -> dt.datetime | None:
    """Since when the vendor may touch charts under the BAA in force; None while it may not."""
    moments = [
        max(
            dt.datetime.combine(baa.effective_on, dt.time(0), tzinfo=zone(engagement.time_zone)),
            baa.practice_signed_at,
            baa.vendor_signed_at,
        )
        for baa in baa_in_force(engagement)
        if baa.practice_signed_at and baa.vendor_signed_at
    ]
    return min(moments, default=None)


class Starter:
    """Starts clocks under the BAA and the terms as they stand: read once, for any number."""

    def __init__(self, engagement: Engagement) -> None:
        self.opened_at = gate_opened_at(engagement)
        self.rulebook = rulebook(engagement)
        self._book = self.rulebook.book
        self._zone = zone(engagement.time_zone)

    def start(
        self,
        complete_at: dt.datetime | None,
        date_of_service: dt.date,
        *,
        encounter_class: str,
        urgency: str,
        complexity: str = Complexity.STANDARD.value,
        location: str = "",
        terms_id: int | None = None,
    ) -> Start:
        """A chart without complete documentation waits, and so does every chart before the BAA
        (R13): the clock starts no earlier than the vendor may touch the chart.
        """
        at = self._begins(complete_at)
        terms = self._terms(at, terms_id) if at else None
        kind = {
            "encounter_class": encounter_class,
            "urgency": urgency,
            "complexity": complexity,
        }
        cutoff = self.rulebook.cutoff_of(
            terms, location=location, date_of_service=date_of_service, **kind
        )
        if at is None:
            return Start(cutoff_at=cutoff[0], cutoff_start_by=cutoff[1])
        promise = terms and self._book.promise(terms, **kind)
        ended = self.rulebook.service_ended_at(date_of_service)
        lag = max(dt.timedelta(0), at - ended)
        return Start(
            terms_id=terms.pk if terms else None,
            clock_started_at=at,
            due_at=promise.add(at, promise.allowance) if promise else None,
            documentation_lag_seconds=lag // dt.timedelta(seconds=1),
            documentation_working_seconds=self.rulebook.working_lag(ended, at),
            cutoff_at=cutoff[0],
            cutoff_start_by=cutoff[1],
        )

    def _begins(self, complete_at: dt.datetime | None) -> dt.datetime | None:
        if complete_at is None or self.opened_at is None:
            return None
        return max(complete_at, self.opened_at)

    def _terms(self, at: dt.datetime, terms_id: int | None) -> Terms | None:
        kept = self._book.by_id(terms_id) if terms_id else None
        return kept or self._book.on(at.astimezone(self._zone).date())
