"""Pending charts: the list, settling one, asking, and who settles what."""

from typing import Any

from django.contrib import messages
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from charts.filters import PendingFilters
from charts.forms.pending import PendForm, RouteForm, SettleForm
from charts.models import PendingSpell
from charts.policies import ChartPolicy, PendingSpellPolicy
from charts.selectors import own_item
from charts.selectors.pending import authorities, spells_visible
from charts.services.pending import pending_close, pending_open, pending_route
from charts.tables import PendingTable
from charts.views.tabs import work_tabs
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView, request_origin
from engagements.services import access_log_record
from engagements.views.forms import EngagementFormPage


class PendingList(EngagementListView):
    """What stands still, since when, and who settles it; settled ones too."""

    action = "pending.view"
    table_class = PendingTable
    filterset_class = PendingFilters
    list_key = "pending"
    title = "Pending charts"
    noun = "pending chart"
    hidden_at_first = (
        "opened_at",
        "note",
        "opened_by",
        "closed_at",
        "outcome",
        "resolution",
        "side",
    )
    template_name = "charts/pending_list.html"
    export_action = "worklist.assign"
    empty_text = "Nothing is pending"
    empty_hint = "A coder who cannot go on says why on the coding page; the chart stands here."
    empty_icon = "hourglass"

    def get_queryset(self) -> "QuerySet[PendingSpell]":
        until = Coalesce(F("closed_at"), timezone.now())
        spent = ExpressionWrapper(until - F("opened_at"), output_field=DurationField())
        return spells_visible(self.actor).annotate(spent=spent).order_by("-opened_at", "-pk")

    def get_tabs(self) -> list[dict[str, Any]]:
        return work_tabs(self.actor, "pending")


class PendingDetail(EngagementFormPage):
    """One pending chart; its authority settles it here."""

    action = "pending.view"
    write_action = "pending.resolve"
    template_name = "charts/pending.html"
    form_class = SettleForm
    success_message = "Settled; the chart is back with its coder."

    def spell(self) -> PendingSpell:
        spell: PendingSpell = self.get_object_or_deny(
            PendingSpellPolicy,
            self.kwargs["spell_id"],
            action="pending.view",
            related=("chart", "authority", "opened_by", "closed_by"),
        )
        return spell

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        spell = self.spell()
        may = self.actor.can("pending.resolve") and PendingSpellPolicy.allows(
            self.actor, "pending.resolve", spell
        )
        can_see = ChartPolicy.allows(self.actor, "chart.view", spell.chart)
        access_log_record(
            actor=self.actor,
            action="pending.view",
            model="charts.Chart",
            object_id=spell.chart_id,
            fields=("encounter_ref", "pending"),
            origin=request_origin(self.request),
        )
        return super().page_context(spell=spell, can_settle=may, can_see=can_see, **kwargs)

    def perform(self, form: Any) -> str:
        pending_close(actor=self.actor, spell=self.spell(), **form.cleaned_data)
        return reverse("charts:pending_list", args=[self.engagement.slug])


class ChartPend(EngagementView):
    """A coder says why their chart cannot go on."""

    action = "coding.write"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.get_object_or_deny(ChartPolicy, kwargs["chart_id"], action="chart.view")
        item = own_item(self.actor, chart)
        if item is None:
            raise StaleState(
                "This chart is no longer in work with you.", remedy="Take the next chart."
            )
        form = PendForm(request.POST)
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            raise DomainError(str(errors[0]), field=field, remedy="Correct it and send it again.")
        spell = pending_open(actor=self.actor, item=item, **form.cleaned_data)
        messages.success(
            request, f"{chart.encounter_ref} is pending: {spell.get_reason_display()}."
        )
        return redirect("charts:worklist", self.engagement.slug)


class PendingRoutes(EngagementFormPage):
    """Who settles which reason."""

    action = "pending.view"
    write_action = "pending.route"
    template_name = "charts/pending_routes.html"
    form_class = RouteForm
    success_message = "Saved. What is pending already keeps its authority."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(
            tabs=work_tabs(self.actor, "pending"),
            authorities=[
                (each, each.stops_clock("vendor")) for each in authorities(self.engagement)
            ],
            can_route=self.actor.can("pending.route"),
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        pending_route(actor=self.actor, **form.cleaned_data)
        return self.request.path
