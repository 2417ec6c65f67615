"""Claims as payers adjudicated them: the rows behind the denial rates."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django_filters import FilterSet

from denials.carc import reason_of
from denials.filters import ClaimFilterSet
from denials.models import Adjustment, Claim
from denials.policies import ClaimPolicy
from denials.selectors import adjudications_of, claims_visible, denials_of_claim
from denials.tables import ClaimTable, claim_outcome
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementTemplateView, request_origin
from engagements.services import access_log_record


class ClaimList(EngagementListView):
    action = "denial.view"
    table_class = ClaimTable
    filterset_class: type[FilterSet] = ClaimFilterSet
    list_key = "claims"
    title = "Claims"
    subtitle = "As payers adjudicated them; every denial rate counts these rows."
    noun = "claim"
    hidden_at_first = ("specialty", "service_from")
    empty_text = "No claims yet"
    empty_hint = "Claims come with the payers' remittances (835)."
    empty_icon = "receipt"

    def get_queryset(self) -> Any:
        return claims_visible(self.actor)

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("remittance.import"):
            return None
        slug = {"engagement": self.engagement.slug}
        return reverse("denials:remittance_import", kwargs=slug), "Import a remittance"


class ClaimDetail(EngagementTemplateView):
    """All adjustments of a claim, on the claim and on every line."""

    action = "denial.view"
    template_name = "denials/claim.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        related = ("remittance", "chart", "coder", "payer", "reversed_by")
        claim: Claim = self.get_object_or_deny(ClaimPolicy, kwargs["claim_id"], related=related)
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="denials.claim",
            object_id=claim.pk,
            fields=("lines", "adjustments", "amounts"),
            origin=request_origin(request),
        )
        return self.render_to_response(self.get_context_data(**self.page(claim)))

    def page(self, claim: Claim) -> dict[str, Any]:
        by_line: dict[int | None, list[dict[str, Any]]] = {}
        for row in claim.adjustments.all():
            by_line.setdefault(row.service_line_id, []).append(adjustment_line(row))
        return {
            "claim": claim,
            "outcome": claim_outcome(claim),
            "claim_level": by_line.get(None, []),
            "lines": [
                {"line": line, "adjustments": by_line.get(line.pk, [])}
                for line in claim.service_lines.all()
            ],
            "denials": denials_of_claim(self.actor, claim),
            "history": adjudications_of(self.actor, claim),
            "may_see_chart": self.actor.can("chart.view"),
            "may_see_remittance": self.actor.can("remittance.view"),
        }


def adjustment_line(row: Adjustment) -> dict[str, Any]:
    reason = reason_of(row.carc)
    return {
        "row": row,
        "label": reason.label,
        "kind": reason.kind.value,
        "legacy": reason.is_legacy(row.claim.adjudicated_on),
    }
