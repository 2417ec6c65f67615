"""What QA shows on other pages: audits of a chart, work to do, navigation."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from charts.models import Chart
from engagements.kernel.policy import Actor
from engagements.kernel.registry import WorkCard
from qa.enums import AuditState, FindingState
from qa.models import Finding, Sample
from qa.policies import AuditPolicy, FindingPolicy, SamplePolicy
from qa.selectors import to_sign_off
from qa.selectors.audits import audit_queue

MINE, OPEN, DISPUTED = "?mine=on", "?state=open", "?state=disputed"
NAVIGATION = (
    ("qa_samples", "Samples", "qa:sample_list", "dice-5", "sample.view"),
    ("qa_audits", "Audits", "qa:audit_list", "clipboard-check", "audit.view"),
    ("qa_findings", "Findings", "qa:finding_list", "flag", "finding.view"),
    ("qa_accuracy", "Accuracy", "qa:accuracy", "target", "accuracy.view"),
)


def chart_context(actor: Actor, chart: Chart) -> dict[str, Any]:
    """The audits of this chart that the actor may see."""
    audits = (
        AuditPolicy.visible(actor, "audit.view")
        .filter(chart=chart)
        .exclude(state=AuditState.CANCELLED)
        .select_related("sample", "auditor")
        .order_by("pk")
    )
    return {"audits": audits, "actor": actor}


def _url(actor: Actor, name: str, query: str = "") -> str:
    return reverse(f"qa:{name}", kwargs={"engagement": actor.engagement.slug}) + query


def work_cards(actor: Actor) -> list[WorkCard]:
    """What waits: audits to do, findings to answer, samples to sign off, disputes to decide."""
    counted = (
        ("audit.perform", audit_queue, "Audits to do", "audit_list", "?mine=on", "clipboard-check"),
        (
            "finding.respond",
            _to_answer,
            "Findings to answer",
            "finding_list",
            "?state=open",
            "flag",
        ),
        (
            "audit.perform",
            _to_sign_off,
            "Samples to sign off",
            "sample_list",
            "?to_sign_off=on",
            "signature",
        ),
        ("finding.decide", _to_decide, "Disputes to decide", "finding_list", DISPUTED, "gavel"),
    )
    return [
        WorkCard(title, count, _url(actor, name, query), icon)
        for action, rows, title, name, query, icon in counted
        if actor.can(action) and (count := rows(actor).count())
    ]


def _to_sign_off(actor: Actor) -> "QuerySet[Sample]":
    return to_sign_off(SamplePolicy.visible(actor, "audit.perform"))


def _to_answer(actor: Actor) -> "QuerySet[Finding]":
    return FindingPolicy.visible(actor, "finding.respond").filter(state=FindingState.OPEN)


def _to_decide(actor: Actor) -> "QuerySet[Finding]":
    return FindingPolicy.visible(actor, "finding.decide").filter(state=FindingState.DISPUTED)
