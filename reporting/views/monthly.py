"""Periodic reports: what was published, to whom, and every run."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from engagements.kernel.errors import DomainError
from engagements.kernel.registry import report_sections
from engagements.kernel.tasks import enqueue_named
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.selectors import engagement_today, system_actor
from engagements.selectors.provisions import terms_in_force
from engagements.services import access_log_record
from reporting.enums import ReportSpan
from reporting.models import MonthlyReport
from reporting.policies import MonthlyReportPolicy, ReportDeliveryPolicy
from reporting.selectors.deliverables import deliverables
from reporting.selectors.reports import (
    recipients_active,
    report_runs,
    reports_visible,
    restatements,
)
from reporting.services import delivery_release, month_to_publish
from reporting.services.reports import numbers_build, report_file_name, span_period
from reporting.spans import span_label, span_start


class ReportList(EngagementTemplateView):
    action = "report.view"
    template_name = "reports/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_send = self.actor.can("report.send")
        owed = deliverables(self.engagement, timezone.now())
        month = month_to_publish(self.actor) if can_send else None
        promised = {(item.span, item.start) for item in owed}
        return super().get_context_data(
            deliverables=owed,
            terms=terms_in_force(self.engagement, engagement_today(self.engagement)),
            reports=reports_visible(self.actor),
            runs=report_runs(self.engagement) if can_send else (),
            recipients=recipients_active(self.engagement) if can_send else (),
            can_send=can_send,
            next_month=None if (ReportSpan.MONTH, month) in promised else month,
            **kwargs,
        )


class ReportDetail(EngagementTemplateView):
    """A published month on the screen, its deliveries, and what has changed since."""

    action = "report.view"
    template_name = "reports/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: MonthlyReport = self.get_object_or_deny(
            MonthlyReportPolicy, kwargs["report_id"], related=("pdf",)
        )
        sections = [
            {
                "key": section.key,
                "title": section.title,
                "template": section.template,
                "values": report.numbers["sections"].get(section.key, {}),
            }
            for section in report_sections
        ]
        return super().get_context_data(
            report=report,
            sections=sections,
            deliveries=report.deliveries.all() if self.actor.can("report.send") else (),
            changes=self.changes(report) if "changes" in self.request.GET else None,
            **kwargs,
        )

    def changes(self, report: MonthlyReport) -> list[Any]:
        """Built as what was published was: not by what this reader may see of each family."""
        actor = system_actor(self.engagement)
        period = span_period(actor, report.span, report.month)
        now = numbers_build(actor=actor, period=period)
        return restatements(report.numbers, now)


class ReportPdf(EngagementView):
    action = "report.view"

    def get(self, request: HttpRequest, report_id: int) -> HttpResponseBase:
        report: MonthlyReport = self.get_object_or_deny(
            MonthlyReportPolicy, report_id, related=("pdf",)
        )
        if report.pdf is None:
            raise Http404("This month has no PDF.")
        access_log_record(
            actor=self.actor,
            action="report.view",
            model="reporting.MonthlyReport",
            object_id=report.pk,
            fields=["pdf"],
            origin=request_origin(request),
        )
        name = report_file_name(self.engagement, report)
        return FileResponse(
            report.pdf.file.open("rb"), filename=name, content_type="application/pdf"
        )


class ReportPublish(EngagementView):
    """Starts the run for a closed month, week or quarter; what is done is not done again."""

    action = "report.send"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        span, first = self.asked(request)
        span_period(self.actor, span, first)
        enqueue_named(
            "reporting.report_publish",
            engagement_id=self.engagement.pk,
            month=first.isoformat(),
            trigger="person",
            span=span,
        )
        messages.success(request, f"The report, {span_label(span, first)}, is being made.")
        return redirect("reporting:report_list", self.engagement.slug)

    @staticmethod
    def asked(request: HttpRequest) -> tuple[str, dt.date]:
        """The span and its first day: a month as YYYY-MM, every span by any of its days."""
        given = request.POST.get("month", "")
        span = request.POST.get("span", ReportSpan.MONTH.value)
        try:
            day = dt.date.fromisoformat(given if given.count("-") > 1 else f"{given}-01")
            span = ReportSpan(span).value
        except ValueError:
            raise DomainError(
                f"{given!r} is no {span}.",
                field="month",
                remedy="Write it as YYYY-MM; of a week or a quarter one of its days, YYYY-MM-DD.",
            ) from None
        return span, span_start(span, day)


class DeliveryRelease(EngagementView):
    """A message of unknown fate is given free to be sent again."""

    action = "report.send"

    def post(self, request: HttpRequest, delivery_id: int) -> HttpResponseBase:
        delivery = self.get_object_or_deny(ReportDeliveryPolicy, delivery_id, related=("report",))
        delivery_release(actor=self.actor, delivery=delivery)
        enqueue_named(
            "reporting.report_publish",
            engagement_id=self.engagement.pk,
            month=delivery.report.month.isoformat(),
            trigger="person",
            span=delivery.report.span,
        )
        messages.success(request, f"The report goes to {delivery.email} again.")
        return redirect("reporting:report_detail", self.engagement.slug, delivery.report_id)
