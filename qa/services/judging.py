"""Findings come out of the comparison; the auditor says what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from charts.comparison import Difference, compare
from charts.comparison import Direction as Toward
from charts.enums import CodingState
from charts.models import PARTY_OF_SIDE, CodeLine, Coding
from engagements.enums.agreement import Handoff
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.policies.raci import defect_place_check
from qa.enums import AuditMode, AuditState, Direction, Severity
from qa.models import Audit, Finding, FindingCategory
from qa.selectors import audit_lines, comparison_lines, relative_values
from qa.services.audits import audit_hold, audit_start, draft_of, lines_copy
from qa.services.scoring import DROPPED, audit_score, findings_of
from qa.states import AUDIT
from qa.taxonomy import category_suggest
from qa.wording import difference_detail

# A wrong code is the defect of whose answer it is, unless the auditor says otherwise.
SIDE_OF_PARTY = {party: side for side, party in PARTY_OF_SIDE.items()}
DIRECTIONS = {
    Toward.OVER: Direction.OVER,
    Toward.UNDER: Direction.UNDER,
    Toward.UNCLEAR: Direction.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the auditor says about one finding; everything countable is computed.

    Without an owner or a handoff those proposed with the finding stay.
    """

    category: FindingCategory | None
    severity: str
    rationale: str
    rule_source: str
    direction: str
    owner_side: str = ""
    handoff: str = ""


@transaction.atomic
def audit_compare(*, actor: Actor, audit: Audit) -> Audit:
    """Fixes the auditor's codes, compares, and writes the findings; from here the codes show.

    With nothing to judge the audit is complete at once.
    """
    row = audit_hold(audit, actor, AuditState.IN_PROGRESS)
    coding = draft_of(row, actor)
    lines = list(audit_lines(coding))
    if not lines:
        raise DomainError(
            "There is nothing to compare: the audit has no codes.",
            remedy="Enter the codes the documentation supports.",
        )
    Coding.objects.filter(pk=coding.pk).update(
        state=CodingState.ATTESTED, attested_at=timezone.now(), documentation_reviewed=True
    )
    theirs = list(audit_lines(row.coding))
    values = relative_values(
        {line.code for line in (*lines, *theirs)}, row.chart.date_of_service.year
    )
    ours, coder = comparison_lines(lines), comparison_lines(theirs)
    comparison = compare(ours, coder, values=values)
    _findings_write(
        row,
        comparison.differences,
        reviewer={line.sequence: line.code for line in ours if line.is_diagnosis},
        coder={line.sequence: line.code for line in coder if line.is_diagnosis},
    )
    audit_score(row, coder_codes=len(theirs))
    AUDIT.fire(row, "compare", actor=actor)
    if comparison.agrees:
        AUDIT.fire(row, "complete", actor=actor, completed_at=timezone.now())
    return row


def _findings_write(
    audit: Audit,
    differences: Sequence[Difference],
    *,
    reviewer: dict[int, str],
    coder: dict[int, str],
) -> None:
    categories = {category.key: category for category in FindingCategory.objects.all()}
    Finding.objects.bulk_create(
        Finding(
            engagement_id=audit.engagement_id,
            audit=audit,
            position=position,
            kind=each.kind,
            component=each.component,
            fails_component=each.fails_component,
            system=each.line.system,
            coder_code=each.coder.code if each.coder else "",
            coder_units=int(each.coder.units) if each.coder else 0,
            auditor_code=each.reviewer.code if each.reviewer else "",
            auditor_units=int(each.reviewer.units) if each.reviewer else 0,
            detail=difference_detail(each, reviewer=reviewer, coder=coder)[:200],
            category=categories.get(category_suggest(each)),
            direction=DIRECTIONS[each.direction],
            severity=Severity.MAJOR if each.fails_component else Severity.MINOR,
            owner_side=SIDE_OF_PARTY[audit.coding.party],
            handoff=Handoff.NONE,
        )
        for position, each in enumerate(differences, start=1)
    )


@transaction.atomic
def audit_agree(*, actor: Actor, audit: Audit) -> Audit:
    """One key: the coder's codes are right as they are."""
    row = audit
    if audit.state == AuditState.OPEN:
        row = audit_start(actor=actor, audit=audit, mode=AuditMode.ASSISTED)
    if row.mode != AuditMode.ASSISTED:
        raise DomainError(
            "A blind audit cannot agree with codes it has not seen.",
            remedy="Enter the codes the documentation supports, then compare.",
        )
    audit_hold(row, actor, AuditState.IN_PROGRESS)
    coding = draft_of(row, actor)
    CodeLine.objects.filter(engagement_id=row.engagement_id, coding=coding).delete()
    lines_copy(row.coding, coding)
    return audit_compare(actor=actor, audit=row)


@transaction.atomic
def audit_complete(
    *,
    actor: Actor,
    audit: Audit,
    judgements: Mapping[int, Judgement],
    payment_direction: str,
    payment_effect: Decimal | None = None,
) -> Audit:
    """Records the judgement of every finding and of the payment effect, and closes the audit."""
    row = audit_hold(audit, actor, AuditState.COMPARED)
    kept = [finding for finding in findings_of(row) if finding.state not in DROPPED]
    for finding in kept:
        _judge(finding, judgements.get(finding.pk))
    Finding.objects.bulk_update(
        kept,
        [
            *("category", "severity", "rationale", "rule_source", "direction"),
            *("owner_side", "handoff"),
        ],
    )
    changes: dict[str, Any] = {"completed_at": timezone.now()}
    if kept:
        changes |= _payment(payment_direction, payment_effect)
    audit_score(row)
    AUDIT.fire(row, "complete", actor=actor, **changes)
    return row


def _judge(finding: Finding, judgement: Judgement | None) -> None:
    if judgement is None or judgement.category is None:
        raise DomainError(
            f"{finding}: no category of the taxonomy is chosen.",
            field=f"finding-{finding.pk}-category",
            remedy="Choose one, or withdraw the finding.",
        )
    for name in ("rationale", "rule_source"):
        if not getattr(judgement, name).strip():
            raise DomainError(
                f"{finding}: the {name.replace('_', ' ')} is missing.",
                field=f"finding-{finding.pk}-{name}",
                remedy="Say why, and whose rule it is: CMS, AMA or a payer's.",
            )
    finding.category = judgement.category
    finding.severity = judgement.severity
    finding.rationale = judgement.rationale.strip()
    finding.rule_source = judgement.rule_source.strip()
    finding.direction = judgement.direction
    defect_place_check(judgement.owner_side, judgement.handoff, prefix=f"finding-{finding.pk}-")
    finding.owner_side = judgement.owner_side or finding.owner_side
    finding.handoff = judgement.handoff or finding.handoff


def _payment(direction: str, effect: Decimal | None) -> dict[str, Any]:
    if direction == Direction.UNKNOWN:
        return {
            "payment_direction": direction,
            "payment_effect": None,
            "payment_correct": None,
        }
    if direction == Direction.NEUTRAL:
        return {
            "payment_direction": direction,
            "payment_effect": Decimal(0),
            "payment_correct": True,
        }
    fits = effect is None or (effect > 0 if direction == Direction.UNDER else effect < 0)
    if not fits:
        raise DomainError(
            f"{effect} does not fit {Direction(direction).label.lower()}.",
            field="payment_effect",
            remedy="Correct less billed: negative when overcoded, positive when undercoded.",
        )
    return {"payment_direction": direction, "payment_effect": effect, "payment_correct": False}
