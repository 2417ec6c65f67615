"""The accuracy page's content: groups, methods, intervals, verdicts and the links behind them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from charts.selectors.workforce import probation
from engagements.kernel.metrics import Period
from engagements.kernel.metrics.drill import measure_url
from engagements.kernel.policy import Actor
from engagements.kernel.stats import DEFAULT_CONFIDENCE, LegalTest, Verdict, verdict
from engagements.selectors.provisions import terms_in_force
from qa.accuracy import Accuracy, Totals, accuracies, accuracy
from qa.metrics import AUDITS
from qa.models import Audit
from qa.selectors import (
    Floor,
    Population,
    audits_random,
    floor_for,
    floors_of,
    overturn_counts,
    population_of,
    totals_by,
    totals_of,
)
from qa.selectors.accuracy import GroupedTotals, own_months, payment_counts

TREND_MONTHS = 12
SIDE_LABELS = {"vendor": "Vendor's QA", "auditor": "Independent auditor"}


@dataclass(frozen=True, slots=True)
class MethodCell:
    """One method of one group: the figure and, for the contracted method, its verdict."""

    accuracy: Accuracy
    is_contracted: bool
    verdict: Verdict | None
    url: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    label: str
    n: int
    population: int | None
    floor: Floor | None
    cells: tuple[MethodCell, ...]
    url: str
    key: str = ""

    @property
    def contracted(self) -> MethodCell:
        return next((cell for cell in self.cells if cell.is_contracted), self.cells[0])


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    total: GroupRow
    sections: tuple[Section, ...]
    overcoded: int
    undercoded: int
    unestimated: int
    net_effect: Decimal | None
    overcoded_url: str
    undercoded_url: str
    overturned: int
    decided: int
    confidence: Decimal
    test: str


def accuracy_report(actor: Actor, period: Period) -> AccuracyReport:
    """What this actor may see of the period, grouped; coders stay unnamed for the auditor."""
    audits = audits_random(actor, period.start, period.end)
    terms = terms_in_force(actor.engagement, period.end)
    slug, floor_of = actor.engagement.slug, floors_of(terms)

    def row(label: str, totals: Totals, population: Population | None, **of: str) -> GroupRow:
        floor = floor_of(of.get("specialty", ""))
        confidence = floor.confidence if floor else DEFAULT_CONFIDENCE
        known = population.known if population else None
        cells = tuple(
            _cell(slug, period, each, floor, of)
            for each in accuracies(totals, population=known, confidence=confidence)
        )
        url = measure_url(slug, AUDITS, "audits", period, of)
        key = next(iter(of.values()), "")
        charts = population.charts if population else None
        return GroupRow(label, totals.audits, charts, floor, cells, url, key)

    def rows(key: str, groups: Iterable[GroupedTotals]) -> tuple[GroupRow, ...]:
        return tuple(
            row(_label(key, each.value), each.totals, each.population, **{key: each.key})
            for each in groups
        )

    sections = [
        Section("side", "By who audited", rows("side", totals_by(audits, "side"))),
        Section("specialty", "By specialty", rows("specialty", totals_by(audits, "specialty"))),
        *(
            Section(key, title, rows("coder", groups))
            for key, title, groups in _by_coder(actor, audits, period.end)
        ),
    ]
    payment = payment_counts(audits)
    overturned, decided = overturn_counts(audits)
    return AccuracyReport(
        total=row("All", totals_of(audits), population_of(audits)),
        sections=tuple(sections),
        overcoded=payment["overcoded"],
        undercoded=payment["undercoded"],
        unestimated=payment["unestimated"],
        net_effect=payment["net"],
        overcoded_url=measure_url(slug, AUDITS, "overcoded", period),
        undercoded_url=measure_url(slug, AUDITS, "undercoded", period),
        overturned=overturned,
        decided=decided,
        confidence=terms.confidence if terms else DEFAULT_CONFIDENCE,
        test=terms.get_verdict_test_display() if terms else "",
    )


def _by_coder(
    actor: Actor, audits: "QuerySet[Audit]", day: dt.date
) -> list[tuple[str, str, list[GroupedTotals]]]:
    """Coders who are new to the account (R51) stand apart, so that a rotation shows."""
    if actor.side == "auditor":
        return []
    groups = totals_by(audits, "coder")
    trials = probation(actor.engagement, [int(each.key) for each in groups], day)
    new = [each for each in groups if int(each.key) in trials and trials[int(each.key)].is_on]
    known = [each for each in groups if each not in new]
    found = [("coder", "By coder", known)]
    if new:
        found.append(("newcomer", "Coders new to the account, on probation", new))
    return found


def _label(key: str, value: str) -> str:
    if key == "side":
        return SIDE_LABELS.get(value, value)
    return value.replace("_", " ").capitalize() if key != "coder" else value


def _cell(
    slug: str, period: Period, found: Accuracy, floor: Floor | None, of: dict[str, str]
) -> MethodCell:
    contracted = floor is not None and floor.method == found.definition.method
    said = None
    if contracted and floor is not None:
        test = LegalTest.POINT if floor.test == "point_estimate" else LegalTest.INTERVAL
        said = verdict(floor=floor.floor, point=found.value, interval=found.interval, test=test)
    url = measure_url(slug, AUDITS, found.definition.numerator, period, of)
    return MethodCell(found, contracted, said, url)


@dataclass(frozen=True, slots=True)
class CoderTrend:
    """A coder's own accuracy by the contracted method, month by month, newest first."""

    label: str
    floor: Floor | None
    months: tuple[tuple[dt.date, Accuracy], ...]


def coder_trend(actor: Actor, today: dt.date) -> CoderTrend | None:
    """None without an agreed method, or before the first audit counts."""
    floor = floor_for(terms_in_force(actor.engagement, today))
    if floor is None:
        return None
    months = tuple(
        (month, accuracy(floor.method, totals, confidence=floor.confidence))
        for month, totals in own_months(actor, TREND_MONTHS)
    )
    return CoderTrend(months[0][1].definition.method.label, floor, months) if months else None
