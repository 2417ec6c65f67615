"""An object for every URL keyword, made in the world's own engagement.

`SAMPLES[keyword](world)` runs in the scope of the own engagement and returns the value for the
URL. The walk fails for a keyword without a sample, and for a sample no URL uses.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from charts.models import ChartDocument, ImportBatch, PendingSpell, QueueRule, RuleSet, WorkQueue
from denials.models import DeadlineRule
from engagements.models import (
    Alert,
    Baseline,
    BusinessAssociateAgreement,
    Calendar,
    Candidate,
    Challenge,
    ChallengeArm,
    ComplexityRule,
    CutoffRule,
    DataReturn,
    Document,
    EscalationRule,
    ExitCertificate,
    Incident,
    Job,
    KpiBound,
    Membership,
    Payer,
    PhaseChecklistItem,
    Pilot,
    Provider,
    RecordRequirement,
    ReportRecipient,
    RollbackProposal,
    Selection,
    Subcontractor,
    Terms,
)
from engagements.roles import Role
from engagements.selectors import actor_for
from qa.models import Finding
from queries.models import QueryTemplate
from reporting.models import MonthlyReport, ReportDelivery
from tests.factories import denials, money, workforce
from tests.factories.charts import chart as make_chart
from tests.factories.charts import coded_chart, work_item
from tests.factories.queries import sent_query
from tests.factories.world import World
from tests.qa.factories import one_finding


def _first(model: Any) -> Callable[[World], int]:
    return lambda world: model.objects.filter(engagement=world.own).values_list("pk", flat=True)[0]


def _document(world: World) -> int:
    document = Document(engagement=world.own, kind="baa", title="BAA", sha256="0" * 64, size=5)
    document.file.save("sample.pdf", ContentFile(b"%PDF-"))
    return document.pk


def make_job(world: World) -> int:
    manager = world.user("practice_manager")
    return Job.objects.create(engagement=world.own, kind="chart_import", created_by=manager).pk


def _recipient(world: World) -> int:
    return ReportRecipient.objects.create(engagement=world.own, email="cfo@own.example").pk


def _record_requirement(world: World) -> int:
    return RecordRequirement.objects.create(
        engagement=world.own,
        encounter_class="surgery",
        document_type="operative_note",
        effective_from=dt.date(2026, 1, 1),
    ).pk


def _cutoff_rule(world: World) -> int:
    return CutoffRule.objects.create(
        engagement=world.own, wall_time=dt.time(17), effective_from=dt.date(2026, 1, 1)
    ).pk


def _complexity_rule(world: World) -> int:
    return ComplexityRule.objects.create(
        engagement=world.own, specialty="oncology", effective_from=dt.date(2026, 1, 1)
    ).pk


def _chart_document(world: World) -> int:
    return ChartDocument.objects.create(
        engagement=world.own,
        chart_id=_chart(world),
        document_type="orders",
        received_at=timezone.now(),
        source="page",
    ).pk


def _query(world: World) -> int:
    """Asked by the vendor's coder, to the own provider."""
    actor = actor_for(user=world.user("vendor_coder"), engagement=world.own)
    chart = make_chart(world.own, state="in_coding")
    work_item(chart, state="leased", assignee=world.user("vendor_coder"))
    return sent_query(actor, chart).pk


def _chart(world: World) -> int:
    return make_chart(world.own).pk


def _coding(world: World) -> int:
    return coded_chart(world.own, world.user("vendor_coder")).codings.get().pk


def _query_template(world: World) -> int:
    return QueryTemplate.objects.create(
        engagement=world.own,
        key="sample",
        title="Sample",
        category="specificity",
        kind="open",
        question="?",
    ).pk


def _import_batch(world: World) -> int:
    """An import that is over, with its error file."""
    return ImportBatch.objects.create(
        engagement=world.own,
        format="csv",
        sha256="0" * 64,
        state="done",
        errors=1,
        error_file_id=_document(world),
    ).pk


def _finding(world: World) -> Finding:
    """A finding of a complete audit of the vendor's, awaiting its coder."""
    lead, auditor = (
        actor_for(user=world.user(role), engagement=world.own)
        for role in ("vendor_qa_lead", "vendor_auditor")
    )
    return one_finding(world.own, world.user("vendor_coder"), lead, auditor)


def _report(world: World) -> MonthlyReport:
    """A published month with its PDF."""
    return MonthlyReport.objects.create(
        engagement=world.own,
        month=dt.date(2026, 1, 1),
        state="rendered",
        numbers={"sections": {}, "period": {}},
        numbers_sha256="0" * 64,
        frozen_at=timezone.now(),
        rendered_at=timezone.now(),
        pdf_id=_document(world),
    )


def _delivery(world: World) -> int:
    report = MonthlyReport.objects.get(month=dt.date(2026, 1, 1))
    return ReportDelivery.objects.create(
        engagement=world.own, report=report, email="cfo@own.example", message_id="<1@own.example>"
    ).pk


def _deadline_rule(world: World) -> int:
    return DeadlineRule.objects.create(engagement=world.own, appeal_days=120).pk


def _incident(world: World) -> int:
    now = timezone.now()
    return Incident.objects.create(
        engagement=world.own,
        number=1,
        kind="other",
        discovered_at=now,
        discovered_side="vendor",
        notice_hours=72,
        due_at=now + dt.timedelta(hours=72),
        legal_due_at=now + dt.timedelta(days=60),
        recorded_by=world.user("vendor_lead"),
    ).pk


def _baseline(world: World) -> int:
    return Baseline.objects.create(
        engagement=world.own,
        kpi="accuracy_encounter",
        value="0.92",
        n=100,
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 3, 31),
        method="Outside audit",
        source="Report",
    ).pk


def _subcontractor(world: World) -> int:
    return Subcontractor.objects.create(
        engagement=world.own, name="Sample", country="US", purpose="Sample"
    ).pk


def _alert(world: World) -> int:
    """Addressed to everybody's roles, so that each may read it."""
    return Alert.objects.create(
        engagement=world.own,
        key="sample:1",
        source="sample",
        title="Sample",
        url="/e/own/",
        roles=[role.value for role in Role],
        raised_at=timezone.now(),
    ).pk


def _escalation_rule(world: World) -> int:
    return EscalationRule.objects.create(
        engagement=world.own,
        trigger="alert_unacknowledged",
        level=1,
        roles=["practice_manager"],
        after_hours=8,
        effective_from=dt.date(2026, 1, 1),
    ).pk


def _checklist_item(world: World) -> int:
    return PhaseChecklistItem.objects.create(
        engagement=world.own, phase="live", title="Watch the daily readings"
    ).pk


def _bound(world: World) -> int:
    return KpiBound.objects.create(
        engagement=world.own,
        kpi="turnaround_attainment",
        phase="live",
        lower="0.9",
        window_days=14,
        minimum_n=30,
        effective_from=dt.date(2026, 1, 1),
        reason="Agreed",
    ).pk


def _proposal(world: World) -> int:
    """The one open proposal."""
    return RollbackProposal.objects.get_or_create(
        engagement=world.own,
        state="proposed",
        defaults={"reason": "Out of bounds", "proposed_at": timezone.now()},
    )[0].pk


def _pilot(world: World) -> int:
    return Pilot.objects.create(
        engagement=world.own,
        name="Cardiology",
        specialty="cardiology",
        starts_on=dt.date(2026, 1, 5),
        ends_on=dt.date(2026, 1, 19),
    ).pk


def _challenge(world: World) -> int:
    challenge = Challenge.objects.create(
        engagement=world.own,
        name="Two teams",
        specialty="cardiology",
        share="0.5",
        seed="5eed",
        starts_on=dt.date(2026, 1, 5),
        ends_on=dt.date(2026, 3, 1),
    )
    for key in ("champion", "challenger"):
        ChallengeArm.objects.create(
            engagement=world.own, challenge=challenge, key=key, name=key.title()
        )
    return challenge.pk


def _selection(world: World) -> int:
    made, _ = Selection.objects.get_or_create(organization=world.own.practice, title="Sample")
    return made.pk


def _candidate(world: World) -> int:
    return Candidate.objects.create(selection_id=_selection(world), name="Sample vendor").pk


def _queue(world: World) -> int:
    return WorkQueue.objects.get_or_create(engagement=world.own, side="vendor", name="Sample")[0].pk


def _queue_rule(world: World) -> int:
    draft, _ = RuleSet.objects.get_or_create(engagement=world.own, side="vendor", version=1)
    return QueueRule.objects.create(
        engagement=world.own,
        rule_set=draft,
        queue_id=_queue(world),
        position=1,
        urgencies=["urgent"],
    ).pk


def _spell(world: World) -> int:
    item = work_item(make_chart(world.own), state="pending")
    return PendingSpell.objects.create(
        engagement=world.own,
        chart=item.chart,
        work_item=item,
        side="vendor",
        reason="missing_document",
        authority_side="practice",
        authority_role="cdi_coordinator",
        opened_at=timezone.now(),
        opened_by=world.user("vendor_coder"),
    ).pk


def _rework(world: World) -> int:
    chart = coded_chart(world.own, world.user("vendor_coder"))
    manager = world.user("practice_manager")
    return work_item(chart, kind="rework", asked_at=timezone.now(), asked_by=manager).pk


def _data_return(world: World) -> int:
    return DataReturn.objects.create(
        engagement=world.own,
        document_id=_document(world),
        manifest_sha256="0" * 64,
        generated_at=timezone.now(),
        software_version="1",
        tables=1,
        rows=1,
        files=0,
    ).pk


def _certificate(world: World) -> int:
    return ExitCertificate.objects.create(
        engagement=world.own,
        kind="return",
        data_return_id=_data_return(world),
        retained="Nothing",
    ).pk


SAMPLES: dict[str, Callable[[World], Any]] = {
    "batch_id": _import_batch,
    "report_id": lambda world: _report(world).pk,
    "delivery_id": _delivery,
    "chart_id": _chart,
    "record_requirement_id": _record_requirement,
    "cutoff_rule_id": _cutoff_rule,
    "complexity_rule_id": _complexity_rule,
    "chart_document_id": _chart_document,
    "payer_id": _first(Payer),
    "coding_id": _coding,
    "query_id": _query,
    "template_id": _query_template,
    "job_id": make_job,
    "remittance_id": lambda world: denials.remittance(world.own).pk,
    "claim_id": lambda world: denials.claim(world.own).pk,
    "denial_id": lambda world: denials.denial(denials.claim(world.own)).pk,
    "rule_id": _deadline_rule,
    "membership_id": _first(Membership),
    "baa_id": _first(BusinessAssociateAgreement),
    "terms_id": _first(Terms),
    "calendar_id": _first(Calendar),
    "provider_id": _first(Provider),
    "document_id": _document,
    "recipient_id": _recipient,
    "organization_id": lambda world: world.own.practice_id,
    "engagement_id": lambda world: world.own.pk,
    "user_id": lambda world: world.user("provider").pk,
    "side": lambda _world: "vendor",
    "sample_id": lambda world: _finding(world).audit.sample_id,
    "audit_id": lambda world: _finding(world).audit_id,
    "finding_id": lambda world: _finding(world).pk,
    "incident_id": _incident,
    "queue_id": _queue,
    "queue_rule_id": _queue_rule,
    "spell_id": _spell,
    "baseline_id": _baseline,
    "subcontractor_id": _subcontractor,
    "document_kind": lambda _world: "soc2",
    "pilot_id": _pilot,
    "challenge_id": _challenge,
    "move": lambda _world: "settle",
    "phase": lambda _world: "steady",
    "item_id": _checklist_item,
    "bound_id": _bound,
    "proposal_id": _proposal,
    "selection_id": _selection,
    "candidate_id": _candidate,
    "verb": lambda _world: "unlock",
    "alert_id": _alert,
    "escalation_rule_id": _escalation_rule,
    "credential_id": lambda world: workforce.credential(world).pk,
    "specialtyrule_id": lambda world: workforce.rule(world).pk,
    "kind_id": lambda world: workforce.kind(world, "CPB").pk,
    "campaign_id": lambda world: workforce.campaign(world).pk,
    "notice_id": lambda world: workforce.notice(world).pk,
    "instruction_id": lambda world: workforce.instruction(world).pk,
    "site_id": lambda world: workforce.site(world).pk,
    "residency_id": lambda world: workforce.residency(world).pk,
    "entry_id": lambda world: workforce.entry(world).pk,
    "cover_id": lambda world: workforce.cover(world).pk,
    "leave_id": lambda world: workforce.leave(world).pk,
    "risk_id": lambda world: workforce.risk(world).pk,
    "data_return_id": _data_return,
    "certificate_id": _certificate,
    "work_item_id": _rework,
    "invoice_id": lambda world: money.issued(world).pk,
    "invoice_line_id": lambda world: money.issued(world).lines.get(kind="chart").pk,
    "line_dispute_id": lambda world: money.disputed(world).pk,
    "actionplan_id": lambda world: money.planned(world).pk,
    "systemic_error_id": lambda world: money.systemic(world).pk,
}
