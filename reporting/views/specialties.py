"""The matrix of specialties, and its export."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from engagements.kernel.lists import csv_rows
from engagements.kernel.views import EngagementView
from engagements.selectors import engagement_today
from engagements.views.workforce.base import WorkforcePage
from reporting.selectors.specialties import (
    DENIAL_DAYS,
    VOLUME_DAYS,
    SpecialtyRow,
    specialty_rows,
)

HEADINGS = (
    *("specialty", "charts_28_days", "complex_charts", "coding_denial_rate", "claims_decided"),
    *("primary", "backup", "risks"),
)


class Specialties(WorkforcePage):
    """Volume, complexity, denials, named coders and risks of each specialty."""

    action = "workforce.view"
    tab = "specialties"
    template_name = "reporting/specialties.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = specialty_rows(self.actor, timezone.now(), engagement_today(self.engagement))
        return super().get_context_data(
            rows=rows, volume_days=VOLUME_DAYS, denial_days=DENIAL_DAYS, **kwargs
        )


class SpecialtiesCsv(EngagementView):
    """The same rows as a file."""

    action = "workforce.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = specialty_rows(self.actor, timezone.now(), engagement_today(self.engagement))
        name = f"{self.engagement.slug}-specialties.csv"
        return HttpResponse(
            "".join(csv_rows([HEADINGS, *map(_cells, rows)])),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _cells(row: SpecialtyRow) -> tuple[object, ...]:
    rate = row.denials.value if row.denials else None
    return (
        row.specialty,
        row.volume,
        row.complex_charts,
        "" if rate is None else rate,
        row.denials.n if row.denials else "",
        "; ".join(cover.user.name for cover in row.desk.primary),
        "; ".join(cover.user.name for cover in row.desk.backup),
        "; ".join(f"{risk.title} ({risk.weight})" for risk in row.risks),
    )
