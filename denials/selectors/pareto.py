"""Where the denied money comes from: the Pareto of CARC, class, specialty, coder and payer."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from denials.carc import TAXONOMY, reason_of
from denials.enums import DenialClass
from denials.models import Denial
from denials.selectors.worklist import attributed_class
from engagements.kernel.metrics import Period

# Each dimension: where its value is, and where its words are.
DIMENSIONS = {
    "carc": ("carc", "carc"),
    "class": ("attributed", "attributed"),
    "category": ("suggested_category", "suggested_category"),
    "specialty": ("claim__specialty", "claim__specialty"),
    "coder": ("coder_id", "coder__name"),
    "payer": ("claim__payer_id", "claim__payer_name"),
}
LABELS = {
    "carc": "Reason (CARC)",
    "class": "Class",
    "category": "Category",
    "specialty": "Specialty",
    "coder": "Coder",
    "payer": "Payer",
}


@dataclass(frozen=True)
class Bar:
    """One group, dearest first, with its share and the running share."""

    key: tuple[str, ...]
    labels: tuple[str, ...]
    denials: int
    claims: int
    amount: Decimal
    share: Decimal
    running: Decimal


def denial_pareto(
    rows: "QuerySet[Denial]", *, by: Sequence[str], period: Period | None = None
) -> list[Bar]:
    """Groups of denials by amount. One statement; `rows` are the denials the actor may see."""
    chosen = [DIMENSIONS[name] for name in by]
    if period is not None:
        rows = rows.filter(denied_on__range=(period.start, period.end))
    fields = list(dict.fromkeys(path for pair in chosen for path in pair))
    groups = list(
        rows.annotate(attributed=attributed_class())
        .order_by()
        .values(*fields)
        .annotate(n=Count("pk"), claims=Count("claim", distinct=True), total=Sum("amount"))
        .order_by("-total", *fields)
    )
    whole = sum((group["total"] for group in groups), Decimal(0))
    bars, running = [], Decimal(0)
    for group in groups:
        share = group["total"] / whole if whole else Decimal(0)
        running += share
        bars.append(_bar(group, by, share, running))
    return bars


def _bar(group: dict[str, Any], by: Sequence[str], share: Decimal, running: Decimal) -> Bar:
    return Bar(
        key=tuple(str(group[DIMENSIONS[name][0]] or "") for name in by),
        labels=tuple(_words(name, group[DIMENSIONS[name][1]]) for name in by),
        denials=group["n"],
        claims=group["claims"],
        amount=group["total"],
        share=share,
        running=running,
    )


def _words(name: str, value: Any) -> str:
    if name == "carc":
        return f"{value} {reason_of(value).label}"
    if name == "class":
        return str(DenialClass(value).label)
    if name == "category":
        return TAXONOMY.get(value, str(value))
    return str(value) if value else {"coder": "Chart not known"}.get(name, "Not known")
