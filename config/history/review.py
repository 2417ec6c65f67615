"""The month's end of the demo: samples drawn, audits done, findings answered and decided."""

import datetime as dt
from decimal import Decimal

from charts.edits import LineDraft
from config.history import clock
from config.history.clinic import supported
from config.history.days import Diary, moment
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import User
from engagements.selectors import actor_for, system_actor
from qa.enums import AuditMode, AuditState, Direction, FindingState, Severity
from qa.models import Audit, Finding, FindingCategory
from qa.services import (
    Judgement,
    audit_compare,
    audit_complete,
    audit_save,
    audit_start,
    finding_decide,
    finding_respond,
    sample_draw_month,
)

DISPUTE_SHARE = 0.25
OVERTURN_SHARE = 0.3
EFFECT = Decimal("38.50")
CATEGORY_OF = {
    "wrong_code": "downcoding",
    "modifier": "modifier",
    "missed": "missed_code",
    "extra": "unsupported_code",
    "linkage": "dx_procedure_mismatch",
    "sequence": "sequencing",
    "units": "units",
}


def month_audited(diary: Diary, last_day: dt.date, *, leave: bool = False) -> None:
    """On the evening of the month's last working day: the contract's sample, audited blind.

    `leave` keeps two findings for the reader: one to answer, one dispute to decide.
    """
    at = moment(last_day, 18.5)
    with clock.at(at), engagement_transaction(diary.scope):
        sample_draw_month(actor=system_actor(diary.engagement), month=last_day)
        audits = list(
            Audit.objects.filter(engagement=diary.engagement, state=AuditState.OPEN)
            .exclude(sample__isnull=True)
            .select_related("chart", "sample")
            .order_by("pk")
        )
    for number, audit in enumerate(audits):
        when = at + dt.timedelta(minutes=3 * number)
        with clock.at(when), engagement_transaction(diary.scope):
            chart_audited(diary.cast["auditor"], audit)
    with clock.at(moment(last_day, 23)), engagement_transaction(diary.scope):
        _findings_settled(diary, [audit.pk for audit in audits], leave=leave)


def chart_audited(auditor: Actor, audit: Audit) -> None:
    """Coded blind as the documentation supports it, compared, judged."""
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    truth = supported(audit.chart.encounter_ref, audit.chart.date_of_service)
    numbers: dict[bool, int] = {True: 0, False: 0}
    drafts = []
    for line in truth:
        is_diagnosis = line.system == "icd10cm"
        numbers[is_diagnosis] += 1
        drafts.append(
            LineDraft(
                line.system,
                line.code,
                numbers[is_diagnosis],
                modifiers=line.modifiers,
                units=line.units,
                pointers=line.pointers,
                evidence=line.evidence,
            )
        )
    saved = audit_save(actor=auditor, audit=started, lines=drafts)
    compared = audit_compare(actor=auditor, audit=saved)
    compared.refresh_from_db()
    if compared.state == AuditState.COMPLETED:
        return
    findings = list(Finding.objects.filter(audit=compared))
    direction = _direction(findings)
    audit_complete(
        actor=auditor,
        audit=compared,
        judgements={finding.pk: _judgement(finding) for finding in findings},
        payment_direction=direction,
        payment_effect={
            Direction.UNDER: EFFECT,
            Direction.OVER: -EFFECT,
        }.get(Direction(direction), Decimal(0)),
    )


def _direction(findings: list[Finding]) -> str:
    found = {finding.direction for finding in findings}
    if Direction.UNDER in found:
        return Direction.UNDER
    return Direction.OVER if Direction.OVER in found else Direction.NEUTRAL


def _judgement(finding: Finding) -> Judgement:
    key = CATEGORY_OF.get(finding.kind, "documentation")
    if finding.kind == "wrong_code" and finding.direction == Direction.OVER:
        key = "upcoding"
    return Judgement(
        category=FindingCategory.objects.get(key=key),
        severity=Severity.MAJOR,
        rationale="Demo: the documentation supports the auditor's code.",
        rule_source="AMA CPT E/M guidelines (demo)",
        direction=finding.direction
        if finding.direction != Direction.UNKNOWN
        else Direction.NEUTRAL,
    )


def _findings_settled(diary: Diary, audit_ids: list[int], *, leave: bool) -> None:
    """Coders agree with most findings; of the disputed ones some are overturned."""
    findings = list(
        Finding.objects.filter(audit_id__in=audit_ids, state=FindingState.OPEN)
        .select_related("audit")
        .order_by("pk")
    )
    coders = User.objects.in_bulk({finding.audit.coder_id for finding in findings})
    own = diary.cast["coder"].user_id
    kept = sorted(findings, key=lambda finding: finding.audit.coder_id != own)[:2] if leave else []
    for finding in findings:
        coder = actor_for(user=coders[finding.audit.coder_id], engagement=diary.engagement)
        if coder is None or finding in kept[:1]:
            continue
        disputes = finding in kept or diary.random.random() < DISPUTE_SHARE
        finding_respond(
            actor=coder,
            finding=finding,
            agrees=not disputes,
            response="Demo: the plan supports the level." if disputes else "",
        )
        if disputes and finding not in kept:
            _decided(diary, finding)


def _decided(diary: Diary, finding: Finding) -> None:
    finding.refresh_from_db()
    finding_decide(
        actor=diary.cast["auditor"],
        finding=finding,
        upheld=diary.random.random() >= OVERTURN_SHARE,
        decision="Demo: read again with the coder's grounds.",
    )
