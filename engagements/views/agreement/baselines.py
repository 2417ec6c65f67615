"""The figures from before: recorded, corrected by newer ones, listed."""

from typing import Any

from django_filters import FilterSet

from engagements.filters.agreement import BaselineFilterSet
from engagements.forms.agreement import BaselineForm
from engagements.kernel.lists import EngagementListView
from engagements.models import Baseline
from engagements.policies.agreement import BaselinePolicy
from engagements.selectors.baselines import (
    baseline_choices,
    baseline_figures_missing,
    typed_scale,
)
from engagements.services.baselines import baseline_record
from engagements.tables.agreement import BaselineTable
from engagements.views.agreement.tabs import agreement_tabs, page_url
from engagements.views.forms import EngagementFormPage


class BaselineList(EngagementListView):
    """What stands, with its method, period and n."""

    action = "baseline.view"
    table_class = BaselineTable
    filterset_class: type[FilterSet] = BaselineFilterSet
    template_name = "engagements/agreement/baselines.html"
    list_key = "baselines"
    title = "Baselines"
    noun = "baseline"
    hidden_at_first = ("figure", "category", "source", "recorded_by")
    empty_text = "No baselines yet"
    empty_hint = "Record how accuracy, DNFB, denials and documentation were before the vendor came."
    empty_icon = "gauge"

    def get_queryset(self) -> Any:
        rows = BaselinePolicy.visible(self.actor, self.action)
        return rows.filter(superseded_by__isnull=True).select_related("recorded_by")

    def get_tabs(self) -> list[dict[str, Any]]:
        return agreement_tabs(self, "baselines")

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("baseline.record"):
            return None
        return page_url(self, "baseline-new"), "Record a baseline"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            missing=baseline_figures_missing(self.engagement),
            new_url=page_url(self, "baseline-new"),
            **kwargs,
        )


class BaselineEdit(EngagementFormPage):
    """A new figure, or one that takes the place of an older one."""

    action = "baseline.record"
    template_name = "engagements/agreement/baseline_form.html"
    form_class = BaselineForm
    success_message = "Recorded. Trends now show the difference to it."

    @property
    def old(self) -> Baseline | None:
        if "baseline_id" not in self.kwargs:
            return None
        found: Baseline = self.get_object_or_deny(BaselinePolicy, self.kwargs["baseline_id"])
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"kpis": baseline_choices()}

    def get_initial(self) -> dict[str, Any]:
        old = self.old
        if old is None:
            return {"figure": self.request.GET.get("figure", "")}
        values = {name: getattr(old, name) for name in BaselineForm.base_fields}
        return values | {"value": (old.value * typed_scale(old.kpi)).normalize()}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(old=self.old, **kwargs)

    def perform(self, form: BaselineForm) -> str:
        values = dict(form.cleaned_data)
        values["value"] = values["value"] / typed_scale(values["kpi"])
        baseline_record(actor=self.actor, supersedes=self.old, **values)
        return page_url(self, "baselines")
