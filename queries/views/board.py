"""The board: all queries, one query, triage."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.services import access_log_record
from queries import selectors, services
from queries.enums import QueryState
from queries.filters import QueryFilter
from queries.forms import CancelForm, ReaddressForm, ReviewForm
from queries.models import Query
from queries.policies import QueryPolicy
from queries.tables import QueryTable


class QueryList(EngagementListView):
    action = "query.view"
    table_class = QueryTable
    filterset_class = QueryFilter
    list_key = "queries"
    title = "Provider queries"
    noun = "query"
    noun_plural = "queries"
    hidden_at_first = ("category", "asked_by", "sent_at", "outcome")
    empty_text = "No queries yet"
    empty_hint = "A coder asks a provider from the chart when the documentation leaves a question."
    empty_icon = "message-2-question"

    def get_queryset(self) -> "QuerySet[Query]":
        return selectors.queries_visible(actor=self.actor)


class QueryDetail(EngagementTemplateView):
    """The whole trail: question, response, resulting codes (R73). Reading it is logged."""

    action = "query.view"
    template_name = "queries/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.get_object_or_deny(
            QueryPolicy,
            kwargs["query_id"],
            related=("chart", "provider", "asked_by", "answered_by"),
        )
        content = None
        if self.actor.can("query.text"):
            content = selectors.query_content(query)
            access_log_record(
                actor=self.actor,
                action="query.text",
                model="queries.Query",
                object_id=query.pk,
                fields=["indicators", "question", "options", "answer"],
                origin=request_origin(self.request),
            )
        can_manage = self.actor.can("query.manage") and query.state == QueryState.SENT
        can_answer = query.state == QueryState.SENT and QueryPolicy.allows(
            self.actor, "query.answer", query
        )
        return super().get_context_data(
            query=query,
            content=content,
            codings=selectors.resulting_codings(actor=self.actor, query=query),
            cancel_form=CancelForm() if can_manage else None,
            readdress_form=ReaddressForm(engagement=self.engagement) if can_manage else None,
            can_answer=can_answer,
            review_form=self.review_form(query),
            review=selectors.review_of(query) if query.state == QueryState.UNRESOLVED else None,
            **kwargs,
        )

    def review_form(self, query: Query) -> ReviewForm | None:
        waits = query.needs_physician_review and self.actor.can("query.manage")
        return ReviewForm() if waits else None


class QueryCancel(EngagementView):
    action = "query.manage"

    def post(self, request: HttpRequest, query_id: int) -> HttpResponseBase:
        query = self.get_object_or_deny(QueryPolicy, query_id, related=("chart",))
        services.query_cancel(actor=self.actor, query=query, reason=request.POST.get("reason", ""))
        messages.success(request, "The query is cancelled; the chart's clock runs again.")
        return redirect("queries:query_detail", self.engagement.slug, query.pk)


class QueryReview(EngagementView):
    action = "query.manage"

    def post(self, request: HttpRequest, query_id: int) -> HttpResponseBase:
        query = self.get_object_or_deny(QueryPolicy, query_id)
        services.query_review(actor=self.actor, query=query, note=request.POST.get("note", ""))
        messages.success(request, "The review is kept with the query.")
        return redirect("queries:query_detail", self.engagement.slug, query.pk)


class QueryReaddress(EngagementView):
    action = "query.manage"

    def post(self, request: HttpRequest, query_id: int) -> HttpResponseBase:
        query = self.get_object_or_deny(QueryPolicy, query_id)
        form = ReaddressForm(request.POST, engagement=self.engagement)
        if form.is_valid():
            services.query_readdress(
                actor=self.actor, query=query, provider=form.cleaned_data["provider"]
            )
            messages.success(request, f"Sent to {form.cleaned_data['provider']}.")
        else:
            messages.error(request, "Choose a provider who can sign in.")
        return redirect("queries:query_detail", self.engagement.slug, query.pk)
