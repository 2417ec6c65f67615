"""Who read what: the search of the access log."""

from typing import Any

from django_filters import FilterSet

from engagements.filters import AccessLogFilterSet
from engagements.kernel.lists import EngagementListView
from engagements.policies import AccessLogPolicy
from engagements.tables import AccessLogTable


class AccessLogList(EngagementListView):
    """Every read of a record that may lead to PHI, newest first; an export is one read of many."""

    action = "accesslog.view"
    export_action = "accesslog.view"
    table_class = AccessLogTable
    filterset_class: type[FilterSet] = AccessLogFilterSet
    list_key = "access-log"
    title = "Access log"
    noun = "read"
    hidden_at_first = ("organization", "user_agent")
    empty_text = "Nobody has read anything yet"
    empty_hint = "Each view of a chart, a query's text, a claim or a document is kept here."
    empty_icon = "eye"

    def get_queryset(self) -> Any:
        return AccessLogPolicy.visible(self.actor, self.action).select_related("user__organization")
