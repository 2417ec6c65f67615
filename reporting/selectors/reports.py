"""Published months, and whether the facts have changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from engagements.kernel.metrics import METRICS
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import humanize, percent
from engagements.kernel.registry import report_sections
from engagements.models import Engagement, ReportRecipient
from reporting.enums import DeliveryState
from reporting.models import MonthlyReport, ReportRun
from reporting.policies import MonthlyReportPolicy

RUNS_SHOWN = 20


# Leaves that say how a figure was made or what it is called, not what it is; a baseline or a
# vendor's figure that is recorded later is no change of the month, nor is a benchmark.
SILENT = frozenset(
    {
        "baselines",
        "benchmark",
        "benchmark_distance",
        "benchmark_shares",
        "cause",
        "code",
        "codes",
        "confidence",
        "contracted",
        "definition",
        "definitions",
        "has_data",
        "interval_method",
        "key",
        "label",
        "legal_test",
        "lower",
        "method",
        "minimum",
        "n_url",
        "name",
        "needs",
        "rate",
        "sample_type",
        "seconds",
        "title",
        "told",
        "told_n",
        "unit",
        "upper",
        "url",
        "value",
        "word",
    }
)
NAMES = ("name", "title", "label", "code")
UNSAID = {
    **dict.fromkeys(("figures", "groups", "rows", "methods", "families", "physicians", "text"), ""),
    "numerator": "counted",
    "own": "the vendor's QA",
    "payers": "claims without a coding denial",
    "threeway": "three sides",
    "total": "all",
}
SHARES = frozenset({"shares", "peer_shares"})


@dataclass(frozen=True)
class Restatement:
    """A printed figure that would be different if the month were frozen today."""

    path: str
    published: Any
    now: Any

    @property
    def words(self) -> str:
        """Where it stands in the report, as people read it."""
        titles = {section.key: section.title for section in report_sections}
        section, *steps = self.path.strip("/").split("/")
        said = [titles.get(section, humanize(section)), *filter(None, map(_word, steps))]
        return ", ".join(said)


def reports_visible(actor: Actor) -> QuerySet[MonthlyReport]:
    rows: QuerySet[MonthlyReport] = (
        MonthlyReportPolicy.visible(actor, "report.view")
        .defer("numbers")
        .annotate(
            recipients=Count("deliveries"),
            sent=Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT)),
        )
        .order_by("-month")
    )
    return rows


def report_runs(engagement: Engagement) -> QuerySet[ReportRun]:
    return ReportRun.objects.filter(engagement=engagement).select_related("started_by")[:RUNS_SHOWN]


def recipients_active(engagement: Engagement) -> QuerySet[ReportRecipient]:
    return ReportRecipient.objects.filter(engagement=engagement, is_active=True)


def restatements(published: dict[str, Any], now: dict[str, Any]) -> list[Restatement]:
    """Every printed figure that differs between the frozen month and the facts now.

    What only one of the two has a name for came with another version of the program and is no
    change; a row that only one of them has is.
    """
    found = _changes(published["sections"], now["sections"], ())
    return sorted(found, key=lambda change: change.path)


def _changes(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Restatement]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (before.keys() & after.keys()) - SILENT:
            yield from _changes(before[key], after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        old, new = _rows(before, path), _rows(after, path)
        for name in old.keys() | new.keys():
            yield from _changes(old.get(name), new.get(name), (*path, name))
    elif isinstance(before, dict | list) or isinstance(after, dict | list):
        gone = after is None
        for inner, value in _leaves(before if gone else after, path):
            yield Restatement("/" + "/".join(inner), *((value, None) if gone else (None, value)))
    else:
        shown = (_shown(before, path), _shown(after, path))
        if shown[0] != shown[1]:
            yield Restatement("/" + "/".join(path), *shown)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key in value.keys() - SILENT:
            yield from _leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for name, inner in _rows(value, path).items():
            yield from _leaves(inner, (*path, name))
    else:
        yield path, _shown(value, path)


def _rows(rows: list[Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Rows by what they are called; of several of one name the later ones are numbered.

    Of a group's accuracy the contracted method alone is printed.
    """
    found: dict[str, Any] = {}
    for position, row in enumerate(rows):
        if "groups" in path and isinstance(row, dict) and row.get("contracted") is False:
            continue
        names = [row[key] for key in NAMES if row.get(key)] if isinstance(row, dict) else []
        name = str(names[0] if names else position).replace("/", " or ")
        found[name if name not in found else f"{name} ({position + 1})"] = row
    return found


def _shown(value: Any, path: tuple[str, ...]) -> Any:
    """A figure as it is printed; shares and distances are kept with all their digits."""
    if path[-1].endswith("verdict") and isinstance(value, str):
        return humanize(value)
    if not isinstance(value, float):
        return value
    return percent(value) if SHARES & set(path) else f"{value:.2f}"


def _word(step: str) -> str:
    if step in METRICS.kpis:
        return METRICS.kpis[step].label
    return UNSAID.get(step, step.replace("_", " "))
