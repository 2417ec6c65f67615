"""The list of audits, and one's own accuracy above it."""

from typing import Any

from django.urls import reverse

from engagements.kernel.lists import EngagementListView
from engagements.selectors import engagement_today
from qa.filters import AuditFilterSet
from qa.reports import coder_trend
from qa.selectors import audit_list
from qa.tables import AuditTable


class AuditList(EngagementListView):
    """Audits: one's own first, unfinished before finished."""

    action = "audit.view"
    table_class = AuditTable
    filterset_class = AuditFilterSet
    list_key = "audits"
    title = "Audits"
    noun = "audit"
    hidden_at_first = (
        *("ordinal", "auditor", "mode", "specialty", "payment_effect", "completed_at"),
    )
    empty_text = "No audits yet"
    empty_hint = "Drawing a sample opens one audit per selected chart."
    empty_icon = "clipboard-check"
    template_name = "qa/audit_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = self.actor.grant("audit.view") == "own"
        today = engagement_today(self.engagement)
        trend = coder_trend(self.actor, today) if is_own else None
        return super().get_context_data(trend=trend, **kwargs)

    def get_queryset(self) -> Any:
        return audit_list(self.actor)

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("sample.draw"):
            return None
        url = reverse("qa:sample_new", kwargs={"engagement": self.engagement.slug})
        return url, "Draw a sample"

    def get_tabs(self) -> list[dict[str, Any]]:
        if not self.actor.can("audit.perform"):
            return []
        path, mine = self.request.path, "mine" in self.request.GET
        return [
            {"label": "Mine to do", "url": f"{path}?mine=on", "active": mine},
            {"label": "All", "url": path, "active": not mine},
        ]
