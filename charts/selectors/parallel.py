"""Parallel coding in the shadow phase: how many charts both sides answered, and how far they agree.

Read by the gates before go-live. Each side's first attested answer counts: what is changed after
the two were reconciled proves nothing.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from charts.comparison import Line, compare
from charts.enums import CodingState, Party, WorkKind
from charts.models import CodeLine, Coding, WorkItem
from engagements.enums import Phase, VerdictTest
from engagements.kernel.metrics import Unit, number_text
from engagements.kernel.phases import GateResult, PhaseGate
from engagements.kernel.stats import Interval, LegalTest, Verdict, clopper_pearson, verdict
from engagements.models import Engagement
from engagements.selectors.provisions import terms_in_force

NO_TERMS = "No terms say how much."


@dataclass(frozen=True)
class ParallelAgreement:
    """Charts coded blindly by both sides, and those whose two answers agree in every component."""

    n: int
    agreed: int

    def interval(self, confidence: Decimal) -> Interval | None:
        return clopper_pearson(self.agreed, self.n, confidence) if self.n else None


def first_answers(engagement: Engagement) -> QuerySet[Coding]:
    """Each side's first attested coding of every chart that was opened for parallel coding."""
    doubled = WorkItem.objects.filter(engagement=engagement, kind=WorkKind.PARALLEL)
    return (
        Coding.objects.filter(
            engagement=engagement,
            state=CodingState.ATTESTED,
            party__in=[Party.VENDOR, Party.IN_HOUSE],
            chart__in=doubled.values("chart"),
        )
        .order_by("chart_id", "party", "revision")
        .distinct("chart_id", "party")
    )


def parallel_agreement(engagement: Engagement) -> ParallelAgreement:
    """Two queries, whatever the number of charts."""
    answers: dict[int, dict[str, int]] = {}
    for pk, chart, party in first_answers(engagement).values_list("pk", "chart", "party"):
        answers.setdefault(chart, {})[party] = pk
    pairs = [found for found in answers.values() if len(found) == len(("vendor", "in_house"))]
    lines: dict[int, list[Line]] = {}
    wanted = [pk for found in pairs for pk in found.values()]
    rows = CodeLine.objects.filter(engagement=engagement, coding__in=wanted)
    for row in rows.order_by("coding", "sequence"):
        lines.setdefault(row.coding_id, []).append(coding_line(row))
    agreed = sum(
        compare(
            lines.get(found[Party.IN_HOUSE.value], []), lines.get(found[Party.VENDOR.value], [])
        )
        .counts()
        .all_correct
        for found in pairs
    )
    return ParallelAgreement(len(pairs), agreed)


def coding_line(row: CodeLine) -> Line:
    """A stored line in the form that is compared."""
    return Line(
        system=row.system,
        code=row.code,
        sequence=row.sequence,
        modifiers=tuple(row.modifiers),
        units=Decimal(row.units),
        pointers=tuple(row.pointers),
    )


def _volume(engagement: Engagement, now: dt.datetime) -> GateResult:
    terms = terms_in_force(engagement)
    if terms is None:
        return GateResult.no_data(NO_TERMS, link="engagements:terms")
    n = parallel_agreement(engagement).n
    words = f"{n} of at least {terms.parallel_minimum_charts} charts coded by both sides."
    return GateResult.of(
        n >= terms.parallel_minimum_charts > 0 or not terms.parallel_minimum_charts,
        words,
        figure=str(n),
        link="engagements:terms",
    )


def _agreement(engagement: Engagement, now: dt.datetime) -> GateResult:
    terms = terms_in_force(engagement)
    if terms is None:
        return GateResult.no_data(NO_TERMS, link="engagements:terms")
    found = parallel_agreement(engagement)
    interval = found.interval(terms.confidence)
    if interval is None:
        return GateResult.no_data(
            "No chart has been coded by both sides yet.", link="charts:worklist"
        )
    share = found.agreed / found.n
    exact = terms.verdict_test == VerdictTest.INTERVAL
    said = verdict(
        floor=terms.parallel_agreement_floor,
        point=share,
        interval=interval,
        test=LegalTest.INTERVAL if exact else LegalTest.POINT,
    )
    figure, floor, low, high = (
        number_text(value, Unit.PERCENT)
        for value in (share, terms.parallel_agreement_floor, interval.lower, interval.upper)
    )
    words = (
        f"{found.agreed} of {found.n} charts agree in every component ({figure}; exact interval"
        f" {low} to {high}); agreed: at least {floor}. {said.value.replace('_', ' ').capitalize()}."
    )
    return GateResult.of(said is Verdict.MET, words, figure=figure, link="engagements:terms")


GATES = (
    PhaseGate("shadow_volume", "Shadow coding: charts", (Phase.LIVE.value,), _volume, order=45),
    PhaseGate(
        "shadow_agreement",
        "Shadow coding: agreement",
        (Phase.LIVE.value,),
        _agreement,
        why="What both sides code alike before go-live is not denied for the change after it.",
        order=50,
    ),
)
