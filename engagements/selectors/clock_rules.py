"""What the clocks go by besides the terms: loaded once, then asked many times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from engagements.enums import Complexity, CutoffKind
from engagements.kernel.clock import Cutoff, WorkCalendar
from engagements.models import ComplexityRule, CutoffRule, Engagement, Payer, RecordRequirement
from engagements.models.workforce.base import EffectiveDated

Row = TypeVar("Row", bound=EffectiveDated)


def in_force(rows: Iterable[Row], day: date) -> list[Row]:
    return [
        row
        for row in rows
        if row.effective_from <= day and (row.effective_to is None or day <= row.effective_to)
    ]


@dataclass
class ClockRules:
    """Required documents, cutoffs and complex charts of an engagement, by date of service."""

    zone: ZoneInfo
    calendar: WorkCalendar
    requirements: Sequence[RecordRequirement]
    cutoffs: Sequence[CutoffRule]
    complexities: Sequence[ComplexityRule]
    _required: dict[tuple[str, date], tuple[RecordRequirement, ...]] = field(default_factory=dict)
    _cutoffs: dict[tuple[str, date], datetime | None] = field(default_factory=dict)

    def required(self, encounter_class: str, day: date) -> tuple[RecordRequirement, ...]:
        """What a record of that class and day must hold; of one type, the newest rule."""
        key = (encounter_class, day)
        if key not in self._required:
            rows = [row for row in self.requirements if row.encounter_class == encounter_class]
            newest = {
                row.document_type: row
                for row in sorted(in_force(rows, day), key=lambda row: row.effective_from)
            }
            self._required[key] = tuple(newest[name] for name in sorted(newest))
        return self._required[key]

    def cutoff(self, location: str, day: date) -> datetime | None:
        """Until when a chart served there and then must be coded; None where nothing says so."""
        key = (location.casefold(), day)
        if key not in self._cutoffs:
            rule = self._cutoff_rule(key[0], day)
            self._cutoffs[key] = self._cutoff_of(rule, day) if rule else None
        return self._cutoffs[key]

    def complexity(
        self, *, specialty: str, encounter_class: str, payer_id: int | None, day: date
    ) -> str:
        for row in in_force(self.complexities, day):
            if (
                row.specialty in {"", specialty}
                and row.encounter_class in {"", encounter_class}
                and row.payer_id in {None, payer_id}
            ):
                return Complexity.COMPLEX.value
        return Complexity.STANDARD.value

    def _cutoff_rule(self, location: str, day: date) -> CutoffRule | None:
        rows = in_force(self.cutoffs, day)
        own = [row for row in rows if row.location and row.location.casefold() == location]
        fitting = own or [row for row in rows if not row.location]
        return max(fitting, key=lambda row: row.effective_from, default=None)

    def _cutoff_of(self, rule: CutoffRule, day: date) -> datetime:
        number = rule.business_day if rule.kind == CutoffKind.BUSINESS_DAY else None
        return Cutoff(rule.wall_time, number).of_month(day, self.calendar, self.zone)


def clock_rules(engagement: Engagement, calendar: WorkCalendar) -> ClockRules:
    """Three queries. `calendar` is the practice's: its business days count."""
    return ClockRules(
        zone=ZoneInfo(engagement.time_zone),
        calendar=calendar,
        requirements=list(requirements_of(engagement)),
        cutoffs=list(cutoff_rules_of(engagement)),
        complexities=list(ComplexityRule.objects.filter(engagement=engagement)),
    )


def requirements_of(engagement: Engagement) -> QuerySet[RecordRequirement]:
    return RecordRequirement.objects.filter(engagement=engagement)


def cutoff_rules_of(engagement: Engagement) -> QuerySet[CutoffRule]:
    return CutoffRule.objects.filter(engagement=engagement)


def complexity_rules_of(engagement: Engagement) -> QuerySet[ComplexityRule]:
    return ComplexityRule.objects.filter(engagement=engagement).select_related("payer")


def payers_of(engagement: Engagement) -> QuerySet[Payer]:
    return Payer.objects.filter(engagement=engagement)
