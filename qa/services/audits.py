"""Performing an audit: start, code, replace by a spare, give back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from charts.edits import LineDraft
from charts.enums import CodingState, Party
from charts.models import CodeLine, Coding
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import StateEvent
from qa.enums import AuditMode, AuditState
from qa.models import Audit, Sample
from qa.policies import AuditPolicy
from qa.selectors import audit_lines
from qa.services.samples import spare_open
from qa.states import AUDIT


def audit_hold(audit: Audit, actor: Actor, *states: str) -> Audit:
    """The audit's row, locked, after the policy and in one of the states."""
    AuditPolicy.check(actor, "audit.perform", audit)
    row = (
        Audit.objects.select_for_update(of=("self",))
        .select_related("chart", "coding")
        .get(pk=audit.pk)
    )
    if row.state not in states:
        raise StaleState(
            f"This audit is {row.get_state_display().lower()}.",
            remedy="Reload the page to see where it stands.",
        )
    return row


@transaction.atomic
def audit_start(*, actor: Actor, audit: Audit, mode: str) -> Audit:
    """Takes the audit; blind begins with nothing, otherwise with the coder's codes.

    Who has had the codes before them and gave the audit back does not audit it blind any more.
    """
    row = audit_hold(audit, actor, AuditState.OPEN)
    if mode == AuditMode.BLIND and _has_seen(actor, row):
        raise DomainError(
            "You began this audit from the coder's codes before: you have seen them.",
            remedy="Audit from the codes again, or leave it to another auditor.",
        )
    coding = Coding.objects.create(
        engagement_id=row.engagement_id,
        chart=row.chart,
        party=Party.AUDITOR,
        coder=actor.user,
        reason="audit",
    )
    AUDIT.fire(
        row,
        "start",
        actor=actor,
        reason=mode,
        auditor=actor.user,
        auditor_coding=coding,
        mode=mode,
        started_at=timezone.now(),
    )
    if mode == AuditMode.ASSISTED:
        lines_copy(row.coding, coding)
    return row


def _has_seen(actor: Actor, audit: Audit) -> bool:
    return StateEvent.objects.filter(
        engagement_id=audit.engagement_id,
        model=AUDIT.model,
        object_id=audit.pk,
        transition="start",
        actor=actor.user,
        reason=AuditMode.ASSISTED.value,
    ).exists()


def lines_copy(source: Coding, target: Coding) -> None:
    CodeLine.objects.bulk_create(
        CodeLine(
            engagement_id=line.engagement_id,
            coding=target,
            sequence=line.sequence,
            system=line.system,
            code=line.code,
            modifiers=line.modifiers,
            units=line.units,
            pointers=line.pointers,
        )
        for line in audit_lines(source)
    )


@transaction.atomic
def audit_save(*, actor: Actor, audit: Audit, lines: Sequence[LineDraft], note: str = "") -> Audit:
    """Replaces the auditor's draft: diagnoses first, so their numbers are what pointers name."""
    row = audit_hold(audit, actor, AuditState.IN_PROGRESS)
    coding = draft_of(row, actor)
    diagnoses = [line for line in lines if line.is_diagnosis]
    procedures = [line for line in lines if not line.is_diagnosis]
    CodeLine.objects.filter(engagement_id=row.engagement_id, coding=coding).delete()
    CodeLine.objects.bulk_create(
        CodeLine(
            engagement_id=row.engagement_id,
            coding=coding,
            sequence=sequence,
            system=line.system,
            code=line.code,
            modifiers=list(line.modifiers),
            units=1 if line.units is None else line.units,
            pointers=list(line.pointers),
            evidence=line.evidence,
        )
        for sequence, line in enumerate([*diagnoses, *procedures], start=1)
    )
    Audit.objects.filter(pk=row.pk).update(note=note)
    row.note = note
    return row


def draft_of(audit: Audit, actor: Actor) -> Coding:
    coding = audit.auditor_coding
    if coding is None or coding.state != CodingState.DRAFT or coding.coder_id != actor.user_id:
        raise StaleState("This audit has no draft of yours to change.")
    return coding


@transaction.atomic
def audit_replace(*, actor: Actor, audit: Audit, reason: str) -> Audit:
    """Takes the next spare, and only the next, for an audit that cannot be done."""
    if not reason.strip():
        raise DomainError(
            "A replacement needs its reason.", field="reason", remedy="Say what is missing."
        )
    row = audit_hold(audit, actor, AuditState.OPEN, AuditState.IN_PROGRESS)
    if row.sample_id is None:
        raise DomainError("This audit belongs to no sample.", remedy="There is nothing to replace.")
    sample = Sample.objects.select_for_update().get(pk=row.sample_id)
    if sample.locked_at is not None:
        raise StaleState("This sample is signed off: nothing is replaced any more.")
    _draft_discard(row)
    AUDIT.fire(row, "replace", actor=actor, reason=reason, replaced_reason=reason.strip())
    return spare_open(sample)


@transaction.atomic
def audit_release(*, actor: Actor, audit: Audit) -> None:
    """Gives an audit back to the queue; the draft is discarded."""
    row = audit_hold(audit, actor, AuditState.IN_PROGRESS)
    _draft_discard(row)
    AUDIT.fire(row, "release", actor=actor, auditor=None, auditor_coding=None, mode=AuditMode.BLIND)


def _draft_discard(audit: Audit) -> None:
    if audit.auditor_coding_id is not None:
        Coding.objects.filter(pk=audit.auditor_coding_id, state=CodingState.DRAFT).update(
            state=CodingState.DISCARDED
        )
