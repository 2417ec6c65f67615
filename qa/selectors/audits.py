"""Audits, their findings, and the lines that are compared."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Case, IntegerField, QuerySet, Value, When

from charts.comparison import Line
from charts.edits import EditResult, LineDraft
from charts.models import CodeLine, Coding, FeeScheduleAmount
from charts.selectors.codes import codes_validate
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from qa.enums import AuditState, FindingState
from qa.models import Audit, Finding, FindingCategory
from qa.policies import AuditPolicy, FindingPolicy, codes_are_hidden


def audit_list(actor: Actor) -> "QuerySet[Audit]":
    """Work to do first: in progress, then open, then the rest by date."""
    return (
        AuditPolicy.visible(actor, "audit.view")
        .select_related("chart", "coder", "auditor", "sample")
        .order_by(
            Case(
                When(state__in=[AuditState.IN_PROGRESS, AuditState.COMPARED], then=Value(0)),
                When(state=AuditState.OPEN, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            "-completed_at",
            "sample_id",
            "ordinal",
            "id",
        )
    )


def audit_queue(actor: Actor) -> "QuerySet[Audit]":
    """The audits this person may perform, unfinished."""
    return (
        AuditPolicy.visible(actor, "audit.perform")
        .filter(state__in=[AuditState.OPEN, AuditState.IN_PROGRESS, AuditState.COMPARED])
        .select_related("chart", "coder", "auditor", "sample")
        .order_by("-state", "sample_id", "ordinal", "id")
    )


def finding_list(actor: Actor) -> "QuerySet[Finding]":
    """Disputed first, then those that await the coder, then the rest."""
    return (
        FindingPolicy.visible(actor, "finding.view")
        .exclude(state=FindingState.WITHDRAWN)
        .select_related(
            "audit__chart", "audit__coder", "audit__auditor", "audit__sample", "category"
        )
        .order_by(
            Case(
                When(state=FindingState.DISPUTED, then=Value(0)),
                When(state=FindingState.OPEN, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            "-audit__completed_at",
            "audit_id",
            "position",
            "id",
        )
    )


def audit_lines(coding: Coding) -> "QuerySet[CodeLine]":
    return CodeLine.objects.filter(engagement_id=coding.engagement_id, coding=coding).order_by(
        "sequence"
    )


def draft_problems(audit: Audit, lines: Sequence[LineDraft]) -> list[EditResult]:
    """What the coder's edits say of the auditor's codes, on the chart's date of service."""
    return codes_validate(lines=lines, on_date=audit.chart.date_of_service)


def comparison_lines(lines: Iterable[CodeLine]) -> list[Line]:
    """Stored lines in the form that is compared."""
    return [
        Line(
            system=line.system,
            code=line.code,
            sequence=line.sequence,
            modifiers=tuple(line.modifiers),
            units=Decimal(line.units),
            pointers=tuple(line.pointers),
        )
        for line in lines
    ]


def relative_values(codes: Iterable[str], year: int) -> dict[str, Decimal]:
    """Total relative values outside a facility in the latest schedule up to that year."""
    rows = (
        FeeScheduleAmount.objects.filter(
            code__in=set(codes), modifier="", year__lte=year, total_rvu_non_facility__gt=0
        )
        .order_by("code", "-year")
        .distinct("code")
    )
    return {row.code: row.total_rvu_non_facility for row in rows if row.total_rvu_non_facility}


def payment_estimate(audit: Audit, kept: Iterable[Finding]) -> Decimal | None:
    """Correct less billed in dollars of the fee schedule; None where a code has no amount.

    Only procedures are priced. A modifier's or a diagnosis's effect is for the auditor to judge.
    """
    year = audit.chart.date_of_service.year
    priced = [finding for finding in kept if finding.component == "procedure"]
    codes = {code for f in priced for code in (f.coder_code, f.auditor_code) if code}
    if not priced:
        return None
    rows = (
        FeeScheduleAmount.objects.filter(code__in=codes, modifier="", year__lte=year)
        .order_by("code", "-year")
        .distinct("code")
    )
    amounts = {
        row.code: row.total_rvu_non_facility * row.conversion_factor
        for row in rows
        if row.total_rvu_non_facility and row.conversion_factor
    }
    if codes - amounts.keys():
        return None
    total = sum(
        (
            amounts.get(finding.auditor_code, Decimal(0)) * finding.auditor_units
            - amounts.get(finding.coder_code, Decimal(0)) * finding.coder_units
            for finding in priced
        ),
        Decimal(0),
    )
    return total.quantize(Decimal("0.01"))


def audit_findings(actor: Actor, audit: Audit) -> list[Finding]:
    """The findings of one audit: its auditor's while it is being judged, everyone's after."""
    is_own = audit.auditor_id == actor.user_id and actor.user_id is not None
    if not is_own and (audit.state != AuditState.COMPLETED or codes_are_hidden(actor, audit)):
        return []
    rows = Finding.objects.filter(engagement_id=audit.engagement_id, audit=audit)
    return list(rows.select_related("category", "responded_by", "decided_by").order_by("position"))


def categories() -> "QuerySet[FindingCategory]":
    return FindingCategory.objects.all()


def findings_disputed(engagement: Engagement) -> QuerySet[Finding]:
    """Disputed by the coder and not yet decided."""
    return Finding.objects.filter(engagement=engagement, state=FindingState.DISPUTED)
