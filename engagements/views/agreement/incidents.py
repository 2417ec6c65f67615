"""The register of incidents, their clocks, and what was written about them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django_filters import FilterSet

from engagements.filters.agreement import IncidentFilterSet
from engagements.forms.agreement import IncidentForm, NoticeForm, OutcomeForm
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView, request_origin
from engagements.models import Incident
from engagements.policies.agreement import IncidentPolicy
from engagements.selectors.incidents import (
    governing_baa,
    incident_clock,
    incident_texts,
)
from engagements.services import access_log_record
from engagements.services.incidents import (
    incident_close,
    incident_dismiss,
    incident_record,
    incident_report,
)
from engagements.states.incident import INCIDENT
from engagements.tables.agreement import IncidentTable
from engagements.views.agreement.tabs import agreement_tabs, page_url
from engagements.views.forms import EngagementFormPage


class IncidentList(EngagementListView):
    """Every incident, whatever became of it."""

    action = "incident.view"
    export_action = "incident.view"
    table_class = IncidentTable
    filterset_class: type[FilterSet] = IncidentFilterSet
    list_key = "incidents"
    title = "Incidents"
    noun = "incident"
    hidden_at_first = ("due_at", "legal_due_at", "individuals", "recorded_by")
    empty_text = "No incidents"
    empty_hint = "Record one the moment somebody knows: the contract's clock runs from then."
    empty_icon = "shield-check"

    def get_queryset(self) -> Any:
        rows = IncidentPolicy.visible(self.actor, self.action)
        return rows.select_related("recorded_by", "reported_by")

    def get_tabs(self) -> list[dict[str, Any]]:
        return agreement_tabs(self, "incidents")

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("incident.record"):
            return None
        return page_url(self, "incident-new"), "Record an incident"


class IncidentNew(EngagementFormPage):
    """Anybody who works here may record one."""

    action = "incident.record"
    template_name = "engagements/agreement/incident_form.html"
    form_class = IncidentForm
    success_message = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"zone": self.engagement.time_zone}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        baa = governing_baa(self.engagement, timezone.now())
        return super().page_context(baa=baa, **kwargs)

    def perform(self, form: IncidentForm) -> str:
        incident = incident_record(actor=self.actor, **form.cleaned_data)
        messages.warning(
            self.request,
            f"{incident} is recorded. The other side is to be told within"
            f" {incident.notice_hours} hours of its discovery.",
        )
        if self.actor.can("incident.view"):
            return page_url(self, "incident", incident_id=incident.pk)
        return page_url(self, "home")


class IncidentDetail(EngagementFormPage):
    """One incident with its clock; posting the form is the notice to the other side."""

    action = "incident.view"
    write_action = "incident.report"
    template_name = "engagements/agreement/incident.html"
    form_class = NoticeForm
    success_message = "Reported. The clock has stopped."
    incident: Incident

    def load(self) -> None:
        found = self.get_object_or_deny(
            IncidentPolicy,
            self.kwargs["incident_id"],
            related=("recorded_by", "reported_by", "baa"),
        )
        self.incident = found

    def get_initial(self) -> dict[str, Any]:
        return {"individuals": self.incident.individuals}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        steps = {step.name for step in INCIDENT.available(self.incident)}
        return super().page_context(
            incident=self.incident,
            clock=incident_clock(self.incident, timezone.now()),
            texts=self.texts(),
            may_report="report" in steps and self.actor.can("incident.report"),
            may_end=bool(steps - {"report"}) and self.actor.can("incident.close"),
            outcome_form=OutcomeForm(steps=steps),
            tabs=agreement_tabs(self, "incidents"),
            **kwargs,
        )

    def texts(self) -> list[Any]:
        """The words, for those who may read them; the read is logged."""
        if not self.actor.can("incident.text"):
            return []
        access_log_record(
            actor=self.actor,
            action="incident.text",
            model="engagements.Incident",
            object_id=self.incident.pk,
            origin=request_origin(self.request),
        )
        return incident_texts(self.incident)

    def perform(self, form: NoticeForm) -> str:
        incident_report(actor=self.actor, incident=self.incident, **form.cleaned_data)
        return page_url(self, "incident", incident_id=self.incident.pk)


class IncidentEnd(EngagementView):
    """Closes or dismisses it."""

    action = "incident.close"

    def post(self, request: HttpRequest, incident_id: int, **kwargs: Any) -> HttpResponseBase:
        incident: Incident = self.get_object_or_deny(IncidentPolicy, incident_id)
        steps = {step.name for step in INCIDENT.available(incident)}
        form = OutcomeForm(request.POST, steps=steps | {"close", "dismiss"})
        data = form.cleaned_data if form.is_valid() else {}
        text = data.get("text", "")
        if data.get("outcome") == "dismiss":
            incident_dismiss(actor=self.actor, incident=incident, assessment=text)
            messages.success(request, f"{incident} is dismissed: no breach.")
        else:
            incident_close(actor=self.actor, incident=incident, outcome=text)
            messages.success(request, f"{incident} is closed.")
        return HttpResponseRedirect(page_url(self, "incident", incident_id=incident.pk))
