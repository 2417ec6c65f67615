"""Reads for the monthly report that no declared number covers: shares, causes, validity."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.urls import reverse

from charts.comparison.direction import VISIT_FAMILIES
from charts.enums import CodingState, Party
from charts.models import Code, CodeLine, Coding
from charts.selectors import parallel_answers
from charts.selectors.benchmarks import Benchmark
from denials import carc
from denials.enums import DenialState, RootCause
from denials.models import Denial
from denials.states import DENIAL
from engagements.kernel.metrics import Period, Unit, number_text
from engagements.kernel.metrics.period import day_start
from engagements.kernel.presentation import humanize
from engagements.kernel.stats import total_variation
from engagements.models import Engagement, StateEvent

NEW_PATIENT, ESTABLISHED, *_ = VISIT_FAMILIES
MINIMUM_CODES = 30  # below it a physician's shares say nothing (DOMAIN 3.6)
PARETO_ROWS = 12
DENIALS_NEED = "denial.view"
RECENT = dt.timedelta(days=365)


def lines_current(engagement: Engagement, period: Period) -> QuerySet[CodeLine]:
    """Lines of the newest attested working coding, the vendor's or in-house, of each chart coded on
    a local day of the period.

    A blind parallel answer is none: the chart would count twice. Joins all the way: a subquery of
    codings is planned badly as long as a young database has no statistics.
    """
    newer = Coding.objects.filter(
        engagement=engagement,
        chart=OuterRef("coding__chart"),
        party=OuterRef("coding__party"),
        state=CodingState.ATTESTED,
        revision__gt=OuterRef("coding__revision"),
    )
    return CodeLine.objects.filter(
        ~Exists(newer),
        ~parallel_answers("coding__"),
        engagement=engagement,
        coding__engagement=engagement,
        coding__state=CodingState.ATTESTED,
        coding__party__in=[Party.VENDOR, Party.IN_HOUSE],
        coding__chart__engagement=engagement,
        coding__chart__coded_at__gte=day_start(period.start, period.zone),
        coding__chart__coded_at__lt=day_start(period.end + dt.timedelta(days=1), period.zone),
    )


def em_distribution(
    engagement: Engagement,
    period: Period,
    *,
    family: tuple[str, ...],
    title: str,
    benchmark: Benchmark,
) -> dict[str, Any]:
    """Shares of each level per physician, beside all other physicians and the benchmark of the
    specialty of most of the physician's codes.
    """
    chart = "coding__chart__"
    rows = (
        lines_current(engagement, period)
        .filter(system="cpt", code__in=family)
        .values_list(f"{chart}provider", f"{chart}provider__name", f"{chart}specialty", "code")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    specialties: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for provider, name, specialty, code, n in rows:
        counts[name or "No provider", provider or 0][code] += n
        specialties[name or "No provider", provider or 0][specialty] += n
    everyone: Counter[str] = Counter()
    for each in counts.values():
        everyone.update(each)
    shown = {who: c for who, c in sorted(counts.items()) if c.total() >= MINIMUM_CODES}
    return {
        "title": title,
        "codes": list(family),
        "n": everyone.total(),
        "minimum": MINIMUM_CODES,
        "shares": _shares(everyone, family),
        "benchmark": None if benchmark.release is None else benchmark.release.name,
        "physicians": [
            _physician(who[0], own, everyone - own, family)
            | _benchmarked(own, _most(specialties[who]), family, benchmark)
            for who, own in shown.items()
        ],
        "suppressed": len(counts) - len(shown),
    }


def _physician(
    name: str, own: Counter[str], peers: Counter[str], family: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "name": name,
        "n": own.total(),
        "counts": {code: own[code] for code in family},
        "shares": _shares(own, family),
        "peer_n": peers.total(),
        "peer_shares": _shares(peers, family),
        "shift": _shift(own, peers, family),
        "distance": total_variation(own, peers) if peers else None,
    }


def _most(counts: Counter[str]) -> str:
    return max(counts, key=lambda name: (counts[name], name))


def _benchmarked(
    own: Counter[str], specialty: str, family: tuple[str, ...], benchmark: Benchmark
) -> dict[str, Any]:
    """No shares where no release says anything about the specialty."""
    published = benchmark.of(specialty, family)
    return {
        "specialty": humanize(specialty) if specialty else "",
        "benchmark_shares": _shares(published, family) if published else {},
        "benchmark_distance": total_variation(own, published) if published else None,
    }


def _shares(counts: Counter[str], family: tuple[str, ...]) -> dict[str, float]:
    total = counts.total()
    return {code: counts[code] / total if total else 0.0 for code in family}


def _shift(own: Counter[str], peers: Counter[str], family: tuple[str, ...]) -> str:
    """Whether the mean level lies below (left) or above (right) the peers'."""
    if not peers:
        return ""
    gap = _mean_level(own, family) - _mean_level(peers, family)
    if abs(gap) < 0.1:  # noqa: PLR2004 -- a tenth of a level: nothing to look at
        return "none"
    return "left" if gap < 0 else "right"


def _mean_level(counts: Counter[str], family: tuple[str, ...]) -> float:
    return sum(level * counts[code] for level, code in enumerate(family)) / counts.total()


def denied_in(engagement: Engagement, period: Period) -> QuerySet[Denial]:
    return Denial.objects.filter(
        engagement=engagement,
        denied_on__gte=period.start,
        denied_on__lte=period.end,
        claim__is_reversal=False,
    )


def denial_root_causes(engagement: Engagement, period: Period) -> list[dict[str, Any]]:
    """Denials by the analyst's root cause; those not yet judged stand by themselves."""
    rows = (
        denied_in(engagement, period)
        .values("root_cause")
        .annotate(n=Count("pk"), amount=Sum("amount"))
        .order_by("-n", "root_cause")
    )
    return [
        {
            "cause": row["root_cause"],
            "label": RootCause(row["root_cause"]).label if row["root_cause"] else "Not set yet",
            "n": row["n"],
            "amount": str(row["amount"]),
            "n_url": denials_url(engagement, period, cause=row["root_cause"] or "missing"),
            "needs": DENIALS_NEED,
        }
        for row in rows
    ]


def denials_url(engagement: Engagement, period: Period, **chosen: str) -> str:
    """The list of the denials of the period, further narrowed by filters of that list."""
    span = {"denied_min": period.start.isoformat(), "denied_max": period.end.isoformat()}
    page = reverse("denials:denial_list", kwargs={"engagement": engagement.slug})
    return f"{page}?{urlencode({'show': 'all', **span, **chosen})}"


def denial_pareto(engagement: Engagement, period: Period) -> list[dict[str, Any]]:
    """Denials by CARC, most first, with our own short words for each."""
    rows = (
        denied_in(engagement, period)
        .values("group", "carc")
        .annotate(
            n=Count("pk"),
            amount=Sum("amount"),
            coding=Count(
                "pk",
                filter=Q(root_cause=RootCause.CODING) | Q(root_cause="", suggested_class="coding"),
            ),
        )
        .order_by("-n", "carc", "group")[:PARETO_ROWS]
    )
    return [
        {
            "code": f"{row['group']}-{row['carc']}",
            "label": carc_words(row["carc"]),
            "n": row["n"],
            "coding": row["coding"],
            "amount": str(row["amount"]),
            "n_url": denials_url(engagement, period, carc=row["carc"], group=row["group"]),
            "needs": DENIALS_NEED,
        }
        for row in rows
    ]


def carc_words(code: str) -> str:
    """Our own short words for a CARC."""
    return carc.reason_of(code).label


def code_compliance(engagement: Engagement, period: Period) -> dict[str, Any]:
    """Lines checked against the code sets of their date of service."""
    lines = lines_current(engagement, period).annotate(day=F("coding__chart__date_of_service"))
    loaded = list(Code.objects.order_by().values_list("system", flat=True).distinct())
    checked = lines.filter(system__in=loaded)
    valid = Code.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("day")),
        system=OuterRef("system"),
        code=OuterRef("code"),
        valid_from__lte=OuterRef("day"),
    )
    broken = checked.filter(~Exists(valid)).values("system", "code").annotate(n=Count("pk"))
    invalid: list[dict[str, Any]] = [dict(row) for row in broken.order_by("-n", "code")]
    n = checked.count()
    wrong = sum(row["n"] for row in invalid)
    return {
        "has_data": bool(n),
        "checked": n,
        "not_checked": lines.count() - n,
        "invalid": wrong,
        "rate": None if not n else str(Decimal(n - wrong) / n),
        "text": number_text(Decimal(n - wrong) / n if n else None, Unit.PERCENT),
        "invalid_codes": invalid,
        "new_codes_used": _changed(lines, "valid_from", period),
        "deleted_codes_used": _changed(lines, "valid_to", period),
    }


def _changed(lines: QuerySet[CodeLine], field: str, period: Period) -> list[dict[str, Any]]:
    """Codes in use whose validity began (or ended) in the year before the period's end."""
    changed = Code.objects.filter(
        system=OuterRef("system"),
        code=OuterRef("code"),
        **{f"{field}__gt": period.end - RECENT, f"{field}__lte": period.end},
    )
    rows = (
        lines.filter(Exists(changed))
        .values("system", "code")
        .annotate(n=Count("pk"))
        .order_by("-n", "code")[:PARETO_ROWS]
    )
    return [dict(row) for row in rows]


def rework_volume(engagement: Engagement, period: Period) -> dict[str, Any]:
    """Denials sent for rework in the period, coding's share of them, and how many came back."""
    first = day_start(period.start, period.zone)
    after = day_start(period.end + dt.timedelta(days=1), period.zone)
    events = StateEvent.objects.filter(
        engagement=engagement, model=DENIAL.model, at__gte=first, at__lt=after
    )
    sent = events.filter(target=DenialState.REWORK).values("object_id")
    back = events.filter(source=DenialState.REWORK, target__in=DenialState.final())
    coding = Q(root_cause=RootCause.CODING)
    found = Denial.objects.filter(engagement=engagement, pk__in=sent).aggregate(
        opened=Count("pk"),
        coding=Count("pk", filter=coding),
        coding_amount=Sum("amount", filter=coding, default=Decimal(0)),
    )
    return {
        "opened": found["opened"],
        "done": back.values("object_id").distinct().count(),
        "coding": found["coding"],
        "coding_amount": str(found["coding_amount"]),
    }
