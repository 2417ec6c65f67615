"""Denials of a period by reason, most first: each bar opens its denials."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import NoReverseMatch, reverse

from denials.carc import reason_of
from denials.policies import DenialPolicy
from engagements.kernel.metrics import Period, Unit, number_text
from engagements.kernel.policy import Actor

SHOWN = 12
PATHS = {
    "specialty": "claim__specialty",
    "encounter_class": "claim__encounter_class",
    "payer": "claim__payer",
    "coder": "coder",
}
LIST = "denials:denial_list"


@dataclasses.dataclass(frozen=True)
class ParetoRow:
    """One reason: how many denials, what share of all (`of`), and how much money."""

    code: str
    name: str
    count: int
    of: int
    share: str
    running: str
    amount: str
    url: str


def denial_pareto(actor: Actor, period: Period, filters: Mapping[str, str]) -> list[ParetoRow]:
    """One query. Nothing where a filter is not one that denials, and the list of them, have."""
    unknown = not set(filters) <= set(PATHS) or not all(filters.values())
    if unknown or actor.grant("denial.view") != "any":
        return []
    rows = DenialPolicy.visible(actor, "denial.view").filter(
        denied_on__range=(period.start, period.end),
        **{PATHS[name]: value for name, value in filters.items()},
    )
    groups = list(
        rows.order_by()
        .values("carc")
        .annotate(count=Count("pk"), total=Sum("amount"))
        .order_by("-count", "carc")
    )
    whole = sum(group["count"] for group in groups)
    found, running = [], 0
    for group in groups[:SHOWN]:
        running += group["count"]
        found.append(
            ParetoRow(
                code=group["carc"],
                name=f"{group['carc']} {reason_of(group['carc']).label}",
                count=group["count"],
                of=whole,
                share=number_text(Decimal(group["count"]) / whole, Unit.PERCENT),
                running=number_text(Decimal(running) / whole, Unit.PERCENT),
                amount=number_text(group["total"], Unit.MONEY),
                url=_url(actor, period, filters, group["carc"]),
            )
        )
    return found


def _url(actor: Actor, period: Period, filters: Mapping[str, str], carc: str) -> str:
    query = {
        "show": "all",
        "denied_min": period.start.isoformat(),
        "denied_max": period.end.isoformat(),
        "carc": carc,
        **filters,
    }
    try:
        page = reverse(LIST, kwargs={"engagement": actor.engagement.slug})
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode(query)}"
