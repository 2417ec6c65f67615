"""Approved wordings."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify

from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementTemplateView
from queries import services
from queries.filters import QueryTemplateFilter
from queries.forms import TemplateForm
from queries.models import QueryTemplate
from queries.policies import QueryTemplatePolicy
from queries.tables import QueryTemplateTable

KEY_LENGTH = 60


class TemplateList(EngagementListView):
    action = "querytemplate.manage"
    table_class = QueryTemplateTable
    filterset_class = QueryTemplateFilter
    list_key = "query-templates"
    title = "Query templates"
    noun = "template"
    template_name = "queries/templates.html"
    empty_text = "No templates yet"
    empty_hint = "Queries start from an approved wording; add the first."

    def get_queryset(self) -> "QuerySet[QueryTemplate]":
        return QueryTemplatePolicy.visible(self.actor, self.action)


class TemplateCreate(EngagementTemplateView):
    action = "querytemplate.manage"
    template_name = "queries/template_form.html"

    def target(self, kwargs: dict[str, Any]) -> QueryTemplate | None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        template = self.target(kwargs)
        kwargs.setdefault("form", TemplateForm(instance=template))
        return super().get_context_data(template=template, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        template = self.target(kwargs)
        form = TemplateForm(request.POST, instance=template)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **kwargs), status=422)
        fields = dict(form.cleaned_data)
        if template is None:
            fields["key"] = slugify(fields["title"])[:KEY_LENGTH]
        services.querytemplate_save(actor=self.actor, template=template, **fields)
        messages.success(request, "The template is saved.")
        return redirect("queries:template_list", self.engagement.slug)


class TemplateEdit(TemplateCreate):
    action = "querytemplate.manage"

    def target(self, kwargs: dict[str, Any]) -> QueryTemplate | None:
        found: QueryTemplate = self.get_object_or_deny(QueryTemplatePolicy, kwargs["template_id"])
        return found
