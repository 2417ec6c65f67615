"""The provider's pages: made for a phone, done in under a minute."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementTemplateView, request_origin
from engagements.services import access_log_record
from queries import selectors, services
from queries.forms import AnswerForm
from queries.models import Query
from queries.policies import QueryPolicy


class QueryInbox(EngagementTemplateView):
    """What waits for this provider, most urgent first."""

    action = "query.answer"
    template_name = "queries/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            queries=selectors.queries_to_answer(actor=self.actor), **kwargs
        )


class QueryAnswer(EngagementTemplateView):
    action = "query.answer"
    template_name = "queries/answer.html"

    def query(self, query_id: int) -> Query:
        found: Query = self.get_object_or_deny(
            QueryPolicy, query_id, related=("chart", "provider", "asked_by")
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = kwargs.pop("query", None) or self.query(kwargs["query_id"])
        content = kwargs.pop("content", None) or selectors.query_content(query)
        access_log_record(
            actor=self.actor,
            action="query.text",
            model="queries.Query",
            object_id=query.pk,
            fields=["indicators", "question", "options"],
            origin=request_origin(self.request),
        )
        kwargs.setdefault("form", AnswerForm(content=content, kind=query.kind))
        return super().get_context_data(query=query, content=content, **kwargs)

    def post(self, request: HttpRequest, query_id: int) -> HttpResponseBase:
        query = self.query(query_id)
        content = selectors.query_content(query)
        form = AnswerForm(request.POST, content=content, kind=query.kind)
        if form.is_valid() and self.answer(form, query):
            messages.success(request, "Thank you. Your answer is recorded and signed.")
            following = selectors.next_to_answer(actor=self.actor, after=query)
            if following is not None:
                return redirect("queries:query_answer", self.engagement.slug, following.pk)
            return redirect("queries:query_inbox", self.engagement.slug)
        context = self.get_context_data(query=query, content=content, form=form)
        return self.render_to_response(context, status=422)

    def answer(self, form: AnswerForm, query: Query) -> bool:
        option = get_object_or_404(query.options, pk=form.cleaned_data["option"])
        try:
            services.query_answer(
                actor=self.actor, query=query, option=option, words=form.cleaned_data["words"]
            )
        except DomainError as error:
            if error.field not in form.fields:
                raise
            form.add_error(error.field, str(error))
            return False
        return True
