"""Both answers of parallel coding beside each other: day by day, with what became of each (R122).

Nothing of a chart is shown before both sides have attested their first answer, nor to somebody
who is to answer for it blind.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from charts.comparison import Comparison, Component, Difference, compare
from charts.comparison.lines import Line
from charts.comparison.wording import Said, both_say
from charts.enums import DisagreementReason, Party
from charts.models import Chart, CodeLine, Coding, ParallelSettlement
from charts.policies import blind_codings
from charts.selectors.parallel import coding_line, first_answers
from engagements.kernel.metrics.period import day_start
from engagements.kernel.policy import NOTHING, Actor
from engagements.kernel.stats import Interval, clopper_pearson
from engagements.models import Engagement
from engagements.validators import zone

LONGEST = dt.timedelta(days=92)
SIDES = (Party.IN_HOUSE.value, Party.VENDOR.value)


@dataclass(frozen=True)
class Pair:
    """One chart with the first answer of each side; `day` is that of the later one."""

    chart: Chart
    in_house: Coding
    vendor: Coding
    day: dt.date
    lines: tuple[Sequence[Line], Sequence[Line]]
    settlement: ParallelSettlement | None = None

    @cached_property
    def comparison(self) -> Comparison:
        return compare(*self.lines)

    @cached_property
    def failed(self) -> frozenset[Component]:
        """The components in which the answers differ; the gate counts by the same rule."""
        return self.comparison.counts().failed

    @property
    def agrees(self) -> bool:
        return not self.failed

    def is_answer_of(self, actor: Actor) -> bool:
        """Whether the actor gave one of the two answers, and so does not decide between them."""
        return actor.user_id in {self.vendor.coder_id, self.in_house.coder_id}

    @property
    def is_open(self) -> bool:
        return self.settlement is None and not self.agrees

    @cached_property
    def differences(self) -> list[tuple[Difference, Said]]:
        """What differs: the in-house answer first, then the vendor's."""
        first, second = (
            {line.sequence: line.code for line in lines if line.is_diagnosis}
            for lines in self.lines
        )
        return [
            (each, both_say(each, first=first, second=second))
            for each in self.comparison.differences
        ]


def pairs_between(actor: Actor, first: dt.date, last: dt.date) -> list[Pair]:
    """The charts whose second answer came on these days, oldest first; six queries."""
    begin = day_start(first, actor.engagement.time_zone)
    end = day_start(last + dt.timedelta(days=1), actor.engagement.time_zone)
    lately = Coding.objects.filter(
        engagement=actor.engagement, attested_at__gte=begin, attested_at__lt=end
    )
    found = _pairs(actor, _ids(lately))
    return [pair for pair in found if first <= pair.day <= last]


def pair_of(actor: Actor, chart: Chart) -> Pair | None:
    """Both answers of a chart; None while one is missing, or withheld from the reader."""
    return next(iter(_pairs(actor, [chart.pk])), None)


def settlements_of(chart: Chart) -> QuerySet[ParallelSettlement]:
    """Every settlement of a chart, oldest first; the last one counts."""
    return ParallelSettlement.objects.filter(
        engagement_id=chart.engagement_id, chart=chart
    ).select_related("settled_by")


def pairs_open(engagement: Engagement, since: dt.date | None = None) -> dict[dt.date, list[Pair]]:
    """Per day the pairs of which one at least is a disagreement that nobody has settled."""
    answers = first_answers(engagement)
    if since is not None:
        begin = day_start(since, engagement.time_zone)
        lately = Coding.objects.filter(engagement=engagement, attested_at__gte=begin)
        answers = answers.filter(chart__in=_ids(lately))
    days: dict[dt.date, list[Pair]] = {}
    for pair in _paired(engagement, answers):
        days.setdefault(pair.day, []).append(pair)
    return {day: pairs for day, pairs in days.items() if any(pair.is_open for pair in pairs)}


def _ids(codings: QuerySet[Coding]) -> list[int]:
    return list(codings.order_by().values_list("chart_id", flat=True).distinct())


def _pairs(actor: Actor, charts: Sequence[int]) -> list[Pair]:
    rows = NOTHING
    for blind in blind_codings:
        rows |= blind.rows(actor)
    answers = Coding.objects.filter(rows, engagement=actor.engagement, chart__in=charts)
    hidden = set(answers.values_list("chart_id", flat=True))
    shown = [chart for chart in charts if chart not in hidden]
    return _paired(actor.engagement, first_answers(actor.engagement).filter(chart__in=shown))


def _paired(engagement: Engagement, answers: QuerySet[Coding]) -> list[Pair]:
    by_chart: dict[int, dict[str, Coding]] = {}
    for coding in answers.select_related("coder", "chart"):
        by_chart.setdefault(coding.chart_id, {})[coding.party] = coding
    whole = {pk: found for pk, found in by_chart.items() if len(found) == len(SIDES)}
    lines = _lines(engagement, [coding.pk for found in whole.values() for coding in found.values()])
    settled = {
        row.chart_id: row
        for row in ParallelSettlement.objects.filter(engagement=engagement, chart__in=list(whole))
        .select_related("settled_by")
        .order_by("pk")
    }
    own = zone(engagement.time_zone)
    pairs = []
    for pk, found in whole.items():
        in_house, vendor = (found[side] for side in SIDES)
        moments = [coding.attested_at for coding in (in_house, vendor) if coding.attested_at]
        pairs.append(
            Pair(
                chart=vendor.chart,
                in_house=in_house,
                vendor=vendor,
                day=max(moments).astimezone(own).date(),
                lines=(lines.get(in_house.pk, []), lines.get(vendor.pk, [])),
                settlement=settled.get(pk),
            )
        )
    return sorted(pairs, key=lambda pair: (pair.day, pair.chart.encounter_ref))


def _lines(engagement: Engagement, codings: list[int]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    rows = CodeLine.objects.filter(engagement=engagement, coding__in=codings)
    for row in rows.order_by("coding", "sequence"):
        found.setdefault(row.coding_id, []).append(coding_line(row))
    return found


@dataclass(frozen=True)
class DayRow:
    """One day of shadow coding."""

    day: dt.date
    charts: int
    agreed: int
    settled: int
    open: int

    @property
    def disagreed(self) -> int:
        return self.charts - self.agreed


def day_rows(pairs: Iterable[Pair]) -> list[DayRow]:
    """Newest first."""
    days: dict[dt.date, list[Pair]] = {}
    for pair in pairs:
        days.setdefault(pair.day, []).append(pair)
    return [
        DayRow(
            day=day,
            charts=len(found),
            agreed=sum(pair.agrees for pair in found),
            settled=sum(not pair.agrees and not pair.is_open for pair in found),
            open=sum(pair.is_open for pair in found),
        )
        for day, found in sorted(days.items(), reverse=True)
    ]


@dataclass(frozen=True)
class Share:
    """How far both sides agree in something, with the exact interval."""

    label: str
    n: int
    agreed: int
    interval: Interval | None

    @property
    def value(self) -> Decimal | None:
        return Decimal(self.agreed) / self.n if self.n else None


def shares(pairs: Sequence[Pair], confidence: Decimal) -> list[Share]:
    """All components together, then each by itself."""

    def share(label: str, agreed: int) -> Share:
        n = len(pairs)
        return Share(label, n, agreed, clopper_pearson(agreed, n, confidence) if n else None)

    whole = share("Every component", sum(pair.agrees for pair in pairs))
    return [
        whole,
        *(
            share(part.value.capitalize(), sum(part not in pair.failed for pair in pairs))
            for part in Component
        ),
    ]


def reasons(pairs: Iterable[Pair]) -> list[tuple[DisagreementReason, int]]:
    """How many disagreements had which reason, the most frequent first."""
    counted = Counter(pair.settlement.reason for pair in pairs if pair.settlement)
    return [(DisagreementReason(reason), number) for reason, number in counted.most_common()]
