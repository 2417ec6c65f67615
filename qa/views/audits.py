"""The audit workspace: blind or beside the coder's codes, then the judgement of what differs."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin

from charts.selectors.codings import line_drafts
from engagements.kernel.errors import DomainError
from engagements.kernel.presentation import humanize
from engagements.kernel.views import EngagementView, request_origin
from engagements.selectors import chosen_keys
from qa.enums import AuditMode, AuditState
from qa.forms import (
    RULE_SOURCES,
    JudgementForm,
    LinesForm,
    PaymentForm,
    ReasonForm,
    StartForm,
)
from qa.models import Audit, Finding
from qa.policies import AuditPolicy, SamplePolicy, codes_are_hidden
from qa.selectors import (
    audit_findings,
    audit_lines,
    categories,
    draft_problems,
    payment_estimate,
)
from qa.services import (
    audit_agree,
    audit_compare,
    audit_complete,
    audit_read_record,
    audit_release,
    audit_replace,
    audit_save,
    audit_start,
)
from qa.services.scoring import DROPPED
from qa.tables import auditor_label, coder_label

RELATED = ("chart", "chart__provider", "chart__payer", "coder", "auditor", "sample", "coding")


@dataclass(frozen=True, slots=True)
class Key:
    """A command of the workspace and its key at first; people may change it."""

    id: str
    label: str
    keys: str


KEYS = (
    Key("audit.agree", "Agree with all of the coder's codes", "A"),
    Key("audit.blind", "Start blind", "B"),
    Key("audit.assisted", "Start from the coder's codes", "F"),
    Key("audit.diagnosis", "Find a diagnosis code", "Alt+I"),
    Key("audit.procedure", "Find a procedure code", "Alt+P"),
    Key("audit.save", "Save", "Alt+S"),
    Key("audit.compare", "Compare", "Alt+C"),
    Key("audit.complete", "Complete the audit", "Alt+D"),
    Key("audit.queue", "My audits", "Q"),
)


def audit_url(view: EngagementView, audit_id: int) -> str:
    return reverse(
        "qa:audit_detail", kwargs={"engagement": view.engagement.slug, "audit_id": audit_id}
    )


class AuditWorkspace(TemplateResponseMixin, EngagementView, abstract=True):
    """One audit, whatever its state; forms appear for whoever may use them."""

    template_name = "qa/audit.html"
    keys = KEYS

    def audit(self) -> Audit:
        audit: Audit = self.get_object_or_deny(
            AuditPolicy, self.kwargs["audit_id"], related=RELATED
        )
        return audit

    def show(self, audit: Audit, *, status: int = 200, **given: Any) -> HttpResponse:
        may_perform = AuditPolicy.allows(self.actor, "audit.perform", audit)
        is_mine = may_perform and audit.auditor_id == self.actor.user_id
        hidden = codes_are_hidden(self.actor, audit)
        findings = audit_findings(self.actor, audit)
        context: dict[str, Any] = {
            "audit": audit,
            "chart": audit.chart,
            "specialty": humanize(audit.chart.specialty),
            "coder": coder_label(self.actor, audit),
            "auditor": auditor_label(self.actor, audit),
            "codes_hidden": hidden,
            "coder_lines": [] if hidden else list(audit_lines(audit.coding)),
            "findings": findings,
            "may_perform": may_perform,
            "is_mine": is_mine,
            "replace_form": ReasonForm(auto_id="replace_%s"),
            "may_see_sample": audit.sample is not None
            and SamplePolicy.allows(self.actor, "sample.view", audit.sample),
            "chosen_keys": chosen_keys(self.request.user),
        }
        context |= self.work(audit, findings) if is_mine else {}
        if audit.state == AuditState.COMPLETED and audit.auditor_coding and not hidden:
            context["auditor_lines"] = list(audit_lines(audit.auditor_coding))
        return self.render_to_response(self.get_context_data(**(context | given)), status=status)

    def work(self, audit: Audit, findings: list[Finding]) -> dict[str, Any]:
        if audit.state == AuditState.IN_PROGRESS and audit.auditor_coding:
            lines = list(audit_lines(audit.auditor_coding))
            problems = draft_problems(audit, line_drafts(lines)) if lines else []
            return {"lines_form": LinesForm(lines=lines), "problems": problems}
        if audit.state == AuditState.COMPARED:
            kept = [finding for finding in findings if finding.state not in DROPPED]
            return {
                "judgements": judgement_forms(kept),
                "payment_form": payment_form(audit, kept),
                "rule_sources": RULE_SOURCES,
                "auditor_lines": list(audit_lines(audit.auditor_coding)),  # type: ignore[arg-type]  # a compared audit has its coding
            }
        return {}


def judgement_forms(findings: list[Finding], data: Any = None) -> list[JudgementForm]:
    choices = categories()
    return [JudgementForm(data, finding=finding, categories=choices) for finding in findings]


def payment_form(audit: Audit, findings: list[Finding]) -> PaymentForm:
    """Begins with what the fee schedule says of the procedures, for the auditor to judge."""
    effect = payment_estimate(audit, findings)
    direction = "unknown"
    if effect is not None:
        direction = "neutral" if effect == 0 else "under" if effect > 0 else "over"
    return PaymentForm(initial={"payment_direction": direction, "payment_effect": effect})


class AuditDetail(AuditWorkspace):
    """The workspace; writing saves the auditor's codes, and compares when asked to."""

    action = "audit.view"
    write_action = "audit.perform"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit = self.audit()
        audit_read_record(
            actor=self.actor, audit=audit, action=self.action, origin=request_origin(request)
        )
        return self.show(audit)

    def post(self, request: HttpRequest, audit_id: int) -> HttpResponse:
        audit = self.audit()
        form = LinesForm(request.POST)
        if not form.is_valid():
            return self.show(audit, status=400, lines_form=form)
        note = request.POST.get("note", "")[:2000]
        drafts = form.drafts()
        saved = audit_save(actor=self.actor, audit=audit, lines=drafts, note=note)
        if request.POST.get("do") != "compare":
            messages.success(request, "Saved.")
            return HttpResponseRedirect(audit_url(self, audit_id))
        problems = draft_problems(audit, drafts)
        if any(problem.is_error for problem in problems):
            given = {"lines_form": form, "problems": problems, "is_refused": True}
            return self.show(audit, status=400, **given)
        compared = audit_compare(actor=self.actor, audit=saved)
        say_compared(request, compared)
        return HttpResponseRedirect(audit_url(self, audit_id))


def say_compared(request: HttpRequest, audit: Audit) -> None:
    if audit.state == AuditState.COMPLETED:
        messages.success(request, "Both codings agree: the audit is complete.")
    else:
        messages.info(request, "Compared. Judge each finding to complete the audit.")


class AuditStart(AuditWorkspace):
    """Takes the audit, blind or from the coder's codes."""

    action = "audit.perform"

    def post(self, request: HttpRequest, audit_id: int) -> HttpResponse:
        form = StartForm(request.POST)
        mode = form.cleaned_data["mode"] if form.is_valid() else AuditMode.BLIND
        audit_start(actor=self.actor, audit=self.audit(), mode=mode)
        return HttpResponseRedirect(audit_url(self, audit_id))


class AuditAgree(AuditWorkspace):
    """One key: the coder's codes are right."""

    action = "audit.perform"

    def post(self, request: HttpRequest, audit_id: int) -> HttpResponse:
        say_compared(request, audit_agree(actor=self.actor, audit=self.audit()))
        path = reverse("qa:audit_list", kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(f"{path}?mine=on")


class AuditJudge(AuditWorkspace):
    """Every finding judged, and the payment effect: the audit is complete."""

    action = "audit.perform"

    def post(self, request: HttpRequest, audit_id: int) -> HttpResponse:
        audit = self.audit()
        kept = [f for f in audit_findings(self.actor, audit) if f.state not in DROPPED]
        judged = judgement_forms(kept, request.POST)
        payment = PaymentForm(request.POST)
        given = {"judgements": judged, "payment_form": payment}
        if not all([payment.is_valid() or not kept, *(form.is_valid() for form in judged)]):
            return self.show(audit, status=400, **given)
        try:
            audit_complete(
                actor=self.actor,
                audit=audit,
                judgements={form.finding.pk: form.judgement() for form in judged},
                **(payment.cleaned_data if kept else {"payment_direction": "neutral"}),
            )
        except DomainError as error:
            if error.field not in payment.fields:
                raise
            payment.add_error(error.field, str(error))
            return self.show(audit, status=400, **given)
        messages.success(request, "The audit is complete.")
        return HttpResponseRedirect(audit_url(self, audit_id))


class ReasonView(AuditWorkspace, abstract=True):
    """Something done for a stated reason."""

    def reason(self) -> str:
        form: forms.Form = ReasonForm(self.request.POST)
        return str(form.cleaned_data["reason"]) if form.is_valid() else ""


class AuditReplace(ReasonView):
    """The next spare takes the place of a chart that cannot be audited."""

    action = "audit.perform"

    def post(self, request: HttpRequest, audit_id: int) -> HttpResponse:
        spare = audit_replace(actor=self.actor, audit=self.audit(), reason=self.reason())
        messages.success(request, f"Replaced by spare {spare.ordinal}.")
        return HttpResponseRedirect(audit_url(self, spare.pk))


class AuditRelease(ReasonView):
    """Gives the audit back to the queue."""

    action = "audit.perform"

    def post(self, request: HttpRequest, audit_id: int) -> HttpResponse:
        audit_release(actor=self.actor, audit=self.audit())
        messages.success(request, "Given back to the queue.")
        return HttpResponseRedirect(audit_url(self, audit_id))
