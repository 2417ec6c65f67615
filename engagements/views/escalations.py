"""The escalation matrix, and what it has raised."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django_filters import FilterSet

from engagements.filters.alerts import EscalationEventFilterSet
from engagements.forms.alerts import EscalationRuleForm
from engagements.kernel.lists import EngagementListView
from engagements.kernel.registry import escalation_triggers
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import EscalationRule
from engagements.policies.alerts import EscalationRulePolicy
from engagements.selectors.escalations import escalation_events, members_by_name, rules_visible
from engagements.services.escalation_rules import (
    escalation_rule_end,
    escalation_rule_save,
    escalation_suggested_adopt,
)
from engagements.tables.alerts import EscalationEventTable, people_words
from engagements.views.alerts import alert_tabs, back_to_matrix
from engagements.views.forms import EngagementFormPage


class EscalationMatrix(EngagementTemplateView):
    """One block per trigger with its levels in force; ended ones under it."""

    action = "escalation.view"
    template_name = "engagements/alerts/matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = list(rules_visible(self.actor))
        blocks = [
            {
                "trigger": trigger,
                "levels": [
                    (rule, people_words(rule.roles, rule.user))
                    for rule in rules
                    if rule.trigger == trigger.key and rule.effective_to is None
                ],
                "ended": [
                    (rule, people_words(rule.roles, rule.user))
                    for rule in rules
                    if rule.trigger == trigger.key and rule.effective_to is not None
                ],
            }
            for trigger in escalation_triggers
        ]
        return super().get_context_data(
            blocks=blocks,
            missing=sum(not block["levels"] for block in blocks),
            can_manage=self.actor.can("escalation.manage"),
            tabs=alert_tabs(self.actor, "escalation-matrix"),
            **kwargs,
        )


class EscalationSuggested(EngagementView):
    """Adopts the suggested levels of every trigger that never had a rule."""

    action = "escalation.manage"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        count = escalation_suggested_adopt(actor=self.actor)
        messages.success(request, f"{count} levels are in force from today.")
        return back_to_matrix(self)


class EscalationRuleEdit(EngagementFormPage):
    """Sets a level from today on; `?trigger=` begins one."""

    action = "escalation.manage"
    template_name = "engagements/alerts/rule_form.html"
    form_class = EscalationRuleForm
    success_message = "The level is in force from today."
    rule: EscalationRule | None = None

    def load(self) -> None:
        if "escalation_rule_id" in self.kwargs:
            rule_id = self.kwargs["escalation_rule_id"]
            self.rule = self.get_object_or_deny(EscalationRulePolicy, rule_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"people": members_by_name(self.engagement)}

    def get_initial(self) -> dict[str, Any]:
        if self.rule is None:
            return {"trigger": self.request.GET.get("trigger", "")}
        names = ("trigger", "level", "after_hours", "basis", "roles", "user", "urgent")
        return {name: getattr(self.rule, name) for name in names}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(rule=self.rule, **kwargs)

    def perform(self, form: EscalationRuleForm) -> str:
        escalation_rule_save(actor=self.actor, **form.cleaned_data)
        return reverse("engagements:escalation-matrix", kwargs={"engagement": self.engagement.slug})


class EscalationRuleEnd(EngagementView):
    action = "escalation.manage"

    def post(self, request: HttpRequest, escalation_rule_id: int) -> HttpResponseBase:
        rule = self.get_object_or_deny(EscalationRulePolicy, escalation_rule_id)
        escalation_rule_end(actor=self.actor, rule=rule)
        messages.success(request, "The level has ended. What it raised stays.")
        return back_to_matrix(self)


class EscalationEventList(EngagementListView):
    """Every level that was reached, with when it fell due and when the matter was settled."""

    action = "escalation.view"
    table_class = EscalationEventTable
    filterset_class: type[FilterSet] = EscalationEventFilterSet
    list_key = "escalations"
    title = "Escalated"
    noun = "escalation"
    hidden_at_first = ("since", "raised_at", "settled_at")
    empty_text = "Nothing was escalated yet"
    empty_hint = "A matter that stands longer than the matrix allows appears here."
    empty_icon = "bell-ringing"

    def get_queryset(self) -> Any:
        return escalation_events(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return alert_tabs(self.actor, "escalations")

    def get_empty_link(self) -> tuple[str, str] | None:
        url = reverse("engagements:escalation-matrix", kwargs={"engagement": self.engagement.slug})
        return url, "See the matrix"
