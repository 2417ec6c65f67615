"""Pilots: planned, read, decided. And the page that lists them beside the challenges."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from engagements.enums.transition import PilotState
from engagements.forms.transition import DecisionForm
from engagements.forms.trials import PilotDecisionForm, PilotForm
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.models import Pilot
from engagements.policies.transition import PilotPolicy
from engagements.selectors import engagement_today
from engagements.selectors.trials import challenges_of, pilots_of
from engagements.services import access_log_record
from engagements.services.trials import pilot_cancel, pilot_decide, pilot_plan
from engagements.views.forms import EngagementFormPage
from engagements.views.transition_tabs import transition_tabs
from reporting.pilot_pdf import pilot_report_pdf
from reporting.selectors.trials import PilotReport


def trials_url(view: EngagementView) -> str:
    return reverse("trials:trials", kwargs={"engagement": view.engagement.slug})


class TrialsPage(EngagementTemplateView):
    """Every pilot and every challenge."""

    action = "transition.view"
    template_name = "reporting/trials/trials.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=transition_tabs(self.actor, "trials"),
            pilots=pilots_of(self.engagement),
            challenges=challenges_of(self.engagement),
            today=engagement_today(self.engagement),
            **kwargs,
        )


class PilotPlan(EngagementFormPage):
    action = "pilot.manage"
    template_name = "reporting/trials/pilot_form.html"
    form_class = PilotForm
    success_message = "The pilot is planned."

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": engagement_today(self.engagement)}

    def perform(self, form: PilotForm) -> str:
        pilot = pilot_plan(actor=self.actor, **form.cleaned_data)
        return reverse(
            "trials:pilot", kwargs={"engagement": self.engagement.slug, "pilot_id": pilot.pk}
        )


class PilotMixin:
    """The pilot of the address."""

    kwargs: dict[str, Any]

    def pilot(self) -> Pilot:
        found: Pilot = self.get_object_or_deny(  # type: ignore[attr-defined]  # of the view
            PilotPolicy, self.kwargs["pilot_id"], related=("decided_by", "created_by")
        )
        return found


class PilotPage(PilotMixin, EngagementTemplateView):
    """The exit report: as it is now, or as it stood when the decision was taken."""

    action = "transition.view"
    template_name = "reporting/trials/pilot.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pilot = self.pilot()
        report = PilotReport(pilot, self.engagement, self.actor, timezone.now())
        stored = pilot.report if pilot.state == PilotState.DECIDED else None
        return super().get_context_data(
            tabs=transition_tabs(self.actor, "trials"),
            pilot=pilot,
            report=report,
            rows=stored["rows"] if stored else [row.shown for row in report.rows],
            is_open=pilot.state == PilotState.OPEN,
            **kwargs,
        )


class PilotPdf(PilotMixin, EngagementView):
    """The exit report as a file to hand on."""

    action = "transition.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pilot = self.pilot()
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="engagements.Pilot",
            object_id=pilot.pk,
            fields=["report"],
            origin=request_origin(request),
        )
        report = PilotReport(pilot, self.engagement, self.actor, timezone.now())
        name = f"{self.engagement.slug}-pilot-{pilot.pk}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(
            pilot_report_pdf(report), content_type="application/pdf", headers=headers
        )


class PilotDecide(PilotMixin, EngagementFormPage):
    action = "pilot.manage"
    template_name = "reporting/trials/pilot_decide.html"
    form_class = PilotDecisionForm
    success_message = "Decided; the report is kept as it stands."

    def report(self) -> PilotReport:
        return PilotReport(self.pilot(), self.engagement, self.actor, timezone.now())

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report()
        return super().page_context(
            pilot=report.pilot,
            report=report,
            rows=[row.plain for row in report.rows],
            **kwargs,
        )

    def perform(self, form: PilotDecisionForm) -> str:
        report = self.report()
        pilot_decide(actor=self.actor, pilot=report.pilot, report=report.plain, **form.cleaned_data)
        return reverse(
            "trials:pilot", kwargs={"engagement": self.engagement.slug, "pilot_id": report.pilot.pk}
        )


class PilotCancel(PilotMixin, EngagementFormPage):
    action = "pilot.manage"
    template_name = "reporting/trials/pilot_cancel.html"
    form_class = DecisionForm
    success_message = "The pilot is called off."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(pilot=self.pilot(), **kwargs)

    def perform(self, form: DecisionForm) -> str:
        pilot_cancel(actor=self.actor, pilot=self.pilot(), reason=form.cleaned_data["reason"])
        return trials_url(self)
