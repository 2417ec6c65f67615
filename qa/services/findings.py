"""From finding to decision: the coder answers, the auditor decides, the score follows."""

from django.db import transaction
from django.utils import timezone

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from qa.enums import AuditState
from qa.models import Audit, Finding
from qa.policies import FindingPolicy
from qa.services.scoring import audit_score
from qa.states import FINDING


def _audit_hold(finding: Finding) -> Audit:
    """Decisions on one audit queue up here, so that each scores what the last one left."""
    return Audit.objects.select_for_update(of=("self",)).get(pk=finding.audit_id)


@transaction.atomic
def finding_withdraw(*, actor: Actor, finding: Finding, reason: str) -> None:
    """The auditor, seeing the coder's codes, grants the point before the audit is complete."""
    FindingPolicy.check(actor, "audit.perform", finding)
    audit = _audit_hold(finding)
    if audit.state != AuditState.COMPARED:
        raise StaleState("Findings are withdrawn before the audit is complete.")
    if not reason.strip():
        raise DomainError(
            "A withdrawal needs its reason.", field="reason", remedy="Say what the coder saw."
        )
    FINDING.fire(finding, "withdraw", actor=actor, reason=reason, rationale=reason.strip())
    audit_score(audit)


@transaction.atomic
def finding_respond(*, actor: Actor, finding: Finding, agrees: bool, response: str = "") -> None:
    """The coder's side agrees, or disputes with its grounds."""
    FindingPolicy.check(actor, "finding.respond", finding)
    if not agrees and not response.strip():
        raise DomainError(
            "A dispute needs its grounds.",
            field="response",
            remedy="Quote the documentation or the rule that supports the code.",
        )
    FINDING.fire(
        finding,
        "agree" if agrees else "dispute",
        actor=actor,
        reason=response,
        response=response.strip(),
        responded_by=actor.user,
        responded_at=timezone.now(),
    )


@transaction.atomic
def finding_decide(*, actor: Actor, finding: Finding, upheld: bool, decision: str) -> None:
    """Upholds or overturns; an overturned finding leaves the score at once."""
    FindingPolicy.check(actor, "finding.decide", finding)
    if not decision.strip():
        raise DomainError(
            "A decision needs its reason.",
            field="decision",
            remedy="Name the rule or the documentation that decides it.",
        )
    audit = _audit_hold(finding)
    FINDING.fire(
        finding,
        "uphold" if upheld else "overturn",
        actor=actor,
        reason=decision,
        decision=decision.strip(),
        decided_by=actor.user,
        decided_at=timezone.now(),
    )
    audit_score(audit)
