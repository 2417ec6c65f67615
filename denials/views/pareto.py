"""Where the denied money comes from."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from denials.selectors import denials_visible
from denials.selectors.pareto import LABELS, Bar, denial_pareto
from engagements.kernel.errors import DomainError
from engagements.kernel.metrics import Period
from engagements.kernel.metrics.period import local_day
from engagements.kernel.views import EngagementTemplateView

SHOWN = 25
MONTHS_BACK = 90
# The worklist's filter for each dimension's value.
FILTERS = {
    "carc": "carc",
    "class": "attributed",
    "category": "category",
    "specialty": "specialty",
    "coder": "coder",
    "payer": "payer",
}


class ParetoPage(EngagementTemplateView):
    """Denials by one or two dimensions over a period; every bar opens its denials."""

    action = "denial.view"
    template_name = "denials/pareto.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by, period = self.chosen_dimensions(), self.chosen_period()
        bars = denial_pareto(denials_visible(self.actor), by=by, period=period)
        return super().get_context_data(
            by=by,
            labels=[LABELS[name] for name in by],
            choices=list(LABELS.items()),
            first=by[0],
            second=by[1] if len(by) > 1 else "",
            period=period,
            bars=[(bar, self.link(by, bar, period)) for bar in bars[:SHOWN]],
            hidden=max(len(bars) - SHOWN, 0),
            total=sum((bar.amount for bar in bars), start=0),
            count=sum(bar.denials for bar in bars),
            **kwargs,
        )

    def chosen_dimensions(self) -> list[str]:
        asked = [self.request.GET.get("by", "carc"), self.request.GET.get("then", "")]
        chosen = [name for name in dict.fromkeys(asked) if name]
        if any(name not in LABELS for name in chosen):
            raise DomainError(
                "Denials cannot be grouped by that.",
                field="by",
                remedy=f"Choose one of: {', '.join(LABELS)}.",
            )
        return chosen or ["carc"]

    def chosen_period(self) -> Period:
        today = local_day(timezone.now(), self.engagement.time_zone)
        start = self.day("from", today - dt.timedelta(days=MONTHS_BACK))
        end = self.day("to", today)
        if start > end:
            raise DomainError(
                "The period ends before it begins.", field="from", remedy="Exchange the dates."
            )
        return Period(start, end, self.engagement.time_zone, today)

    def day(self, name: str, default: dt.date) -> dt.date:
        text = self.request.GET.get(name, "")
        try:
            return dt.date.fromisoformat(text) if text else default
        except ValueError:
            raise DomainError(
                f"{text!r} is not a date.", field=name, remedy="Write it as 2026-03-31."
            ) from None

    def link(self, by: list[str], bar: Bar, period: Period) -> str:
        """The worklist with exactly the denials of this bar."""
        if not all(bar.key):
            return ""
        query = {"show": "all", "denied_min": period.start, "denied_max": period.end}
        query |= {FILTERS[name]: value for name, value in zip(by, bar.key, strict=True)}
        url = reverse("denials:denial_list", kwargs={"engagement": self.engagement.slug})
        return f"{url}?{urlencode(query)}"
