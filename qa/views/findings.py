"""Findings: the coder's inbox, the answer, the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView, request_origin
from qa.enums import FindingState
from qa.filters import FindingFilterSet
from qa.forms import DecisionForm, ReasonForm, ResponseForm
from qa.models import Finding
from qa.policies import FindingPolicy, coder_is_blinded
from qa.selectors import audit_lines, finding_list
from qa.services import audit_read_record, finding_decide, finding_respond, finding_withdraw
from qa.states import PUT_RIGHT
from qa.tables import BLINDED, FindingTable, auditor_label, coder_label
from qa.views.audits import audit_url

RELATED = (
    "audit__chart",
    "audit__coder",
    "audit__auditor",
    "audit__sample",
    "audit__coding",
    "audit__auditor_coding",
    "category",
    "responded_by",
    "decided_by",
)


def finding_url(view: EngagementView, finding: Finding) -> str:
    return reverse(
        "qa:finding_detail",
        kwargs={"engagement": view.engagement.slug, "finding_id": finding.pk},
    )


class FindingList(EngagementListView):
    """Findings: disputed first, then those that await their coder."""

    action = "finding.view"
    table_class = FindingTable
    filterset_class = FindingFilterSet
    list_key = "findings"
    title = "Findings"
    noun = "finding"
    hidden_at_first = ("kind", "severity", "owner_side", "handoff", "rule_source", "completed_at")
    empty_text = "No findings"
    empty_hint = "What an audit finds wrong appears here once the audit is complete."
    empty_icon = "flag"

    def get_queryset(self) -> Any:
        return finding_list(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        path, state = self.request.path, self.request.GET.get("state", "")
        tabs = [("", "All"), ("open", "Awaiting the coder"), ("disputed", "Disputed")]
        return [
            {
                "label": label,
                "url": f"{path}?state={value}" if value else path,
                "active": state == value,
            }
            for value, label in tabs
        ]


class FindingPage(TemplateResponseMixin, EngagementView, abstract=True):
    template_name = "qa/finding.html"

    def finding(self) -> Finding:
        finding: Finding = self.get_object_or_deny(
            FindingPolicy, self.kwargs["finding_id"], related=RELATED
        )
        return finding

    def show(self, finding: Finding, *, status: int = 200, **given: Any) -> HttpResponse:
        audit = finding.audit
        may_respond = finding.state == FindingState.OPEN and FindingPolicy.allows(
            self.actor, "finding.respond", finding
        )
        may_decide = finding.state == FindingState.DISPUTED and FindingPolicy.allows(
            self.actor, "finding.decide", finding
        )
        shows_decider = not (self.actor.side == "vendor" and audit.side != "vendor")
        context: dict[str, Any] = {
            "finding": finding,
            "audit": audit,
            "chart": audit.chart,
            "may_ask_rework": finding.state in PUT_RIGHT and self.actor.can("rework.ask"),
            "coder": coder_label(self.actor, audit),
            "responder": BLINDED if coder_is_blinded(self.actor, audit) else finding.responded_by,
            "auditor": auditor_label(self.actor, audit),
            "decider": finding.decided_by if shows_decider else "Independent auditor",
            "coder_lines": list(audit_lines(audit.coding)),
            "auditor_lines": list(audit_lines(audit.auditor_coding))
            if audit.auditor_coding
            else [],
            "response_form": ResponseForm() if may_respond else None,
            "decision_form": DecisionForm() if may_decide else None,
        }
        return self.render_to_response(self.get_context_data(**(context | given)), status=status)


class FindingDetail(FindingPage):
    """One finding with both codings; answered and decided here."""

    action = "finding.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        finding = self.finding()
        audit_read_record(
            actor=self.actor,
            audit=finding.audit,
            action=self.action,
            origin=request_origin(request),
        )
        return self.show(finding)


class FindingRespond(FindingPage):
    """The coder's side agrees or disputes."""

    action = "finding.respond"

    def post(self, request: HttpRequest, finding_id: int) -> HttpResponse:
        finding, form = self.finding(), ResponseForm(request.POST)
        if not form.is_valid():
            return self.show(finding, status=400, response_form=form)
        try:
            finding_respond(actor=self.actor, finding=finding, **form.cleaned_data)
        except StaleState:
            raise
        except DomainError as error:
            form.add_error("response", str(error))
            return self.show(finding, status=400, response_form=form)
        agreed = form.cleaned_data["agrees"]
        messages.success(request, "Agreed." if agreed else "Disputed. The auditor decides next.")
        return HttpResponseRedirect(finding_url(self, finding))


class FindingDecide(FindingPage):
    """The auditor upholds or overturns."""

    action = "finding.decide"

    def post(self, request: HttpRequest, finding_id: int) -> HttpResponse:
        finding, form = self.finding(), DecisionForm(request.POST)
        if not form.is_valid():
            return self.show(finding, status=400, decision_form=form)
        finding_decide(actor=self.actor, finding=finding, **form.cleaned_data)
        upheld = form.cleaned_data["upheld"]
        messages.success(
            request, "Upheld." if upheld else "Overturned: the score was computed again."
        )
        return HttpResponseRedirect(finding_url(self, finding))


class FindingWithdraw(EngagementView):
    """The auditor grants the point before completing."""

    action = "audit.perform"

    def post(self, request: HttpRequest, finding_id: int) -> HttpResponse:
        finding: Finding = self.get_object_or_deny(FindingPolicy, finding_id, related=("audit",))
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        finding_withdraw(actor=self.actor, finding=finding, reason=reason)
        messages.success(request, "Withdrawn: the coder's code stands.")
        return HttpResponseRedirect(audit_url(self, finding.audit_id))
