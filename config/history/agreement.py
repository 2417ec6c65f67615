"""The demo's agreement: baselines, documents, duties, an incident, a selection of vendors."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.history.papers import one_page
from engagements.enums import DocumentKind
from engagements.enums.selection import QUESTIONS, REFERENCE_QUESTIONS, Standing
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Candidate, Engagement
from engagements.selectors import control_actor
from engagements.services.baselines import baseline_record
from engagements.services.incidents import incident_close, incident_record, incident_report
from engagements.services.raci import step_assign
from engagements.services.selection.scoring import (
    candidate_save,
    criterion_score,
    flag_confirm,
    reference_record,
    selection_save,
)
from engagements.services.signoffs import liability_acknowledge
from engagements.services.vault import requirement_set, subcontractor_save, vault_document_add

DAY = dt.timedelta(days=1)
# (figure, KPI, specialty, value, n, method)
FIGURES = (
    ("accuracy", "accuracy_encounter", "", "0.912", 240, "Outside audit, all four components"),
    ("accuracy", "accuracy_encounter", "orthopedics", "0.884", 60, "Outside audit"),
    ("dnfb", "dnfb_days", "", "9.4", 2150, "Uncoded days at month end"),
    ("denials", "coding_denial_rate", "", "0.071", 1980, "Coding denials over claims adjudicated"),
    ("documentation", "documentation_lag", "", "93600", 2150, "Visit to complete documentation"),
    ("", "average_turnaround", "", "158400", 2150, "Complete documentation to coded"),
)
# (kind, owner, days to the end of what it covers; None: no end)
DOCUMENTS = (
    ("contract", "manager", None),
    ("privacy_policy", "lead", None),
    ("security_policy", "lead", None),
    ("training_records", "lead", 300),
    ("breach_procedure", "lead", None),
    ("soc2", "qalead", 165),
    ("iso27001", "qalead", 400),
)
PROVISIONS = {
    "rework_policy": "vendor_no_cost",
    "independent_audit_right": True,
    "minimum_credential": "CPC or CCS",
    "report_cadence": "monthly_quarterly",
    "report_due_days": 15,
    "notice_days": 60,
    "transition_assistance_days": 90,
    "data_return_days": 30,
    "auto_renews": True,
    "renewal_notice_days": 60,
}


def agreement_make(engagement: Engagement, cast: Mapping[str, Actor], begins: dt.date) -> None:
    """What both sides keep beside the terms, from the start on. Needs no scope."""
    with engagement_transaction(engagement.pk):
        _baselines(cast["manager"], begins)
        liability_acknowledge(
            actor=cast["compliance"],
            duty_role="compliance_officer",
            reason="Reviewed with counsel before the start.",
        )
        _documents(cast)
        step_assign(
            actor=cast["manager"],
            step="documentation",
            side="practice",
            is_shared=True,
            effective_from=timezone.now().date() + DAY,
            reason="The practice completes its documentation; the vendor tells what is missing.",
        )
        _incident(cast)
    _selection(cast["manager"])


def _baselines(manager: Actor, begins: dt.date) -> None:
    for figure, kpi, specialty, value, n, method in FIGURES:
        baseline_record(
            actor=manager,
            figure=figure,
            kpi=kpi,
            specialty=specialty,
            value=Decimal(value),
            n=n,
            period_start=begins - 120 * DAY,
            period_end=begins - 30 * DAY,
            method=method,
            source="Audit before the start (demo)",
        )


def _documents(cast: Mapping[str, Actor]) -> None:
    today = timezone.now().date()
    for kind, key, days in DOCUMENTS:
        owner = cast[key]
        requirement_set(
            actor=cast["manager"],
            kind=kind,
            side=owner.side,
            is_required=True,
            owner=owner.user,
        )
        keeper = cast["lead"] if owner.side == "vendor" else cast["manager"]
        vault_document_add(
            actor=keeper,
            upload=SimpleUploadedFile(f"{kind}.pdf", one_page(f"Demo document: {kind}")),
            kind=kind,
            title=f"{DocumentKind(kind).label} (demo)",
            period_start=today - 300 * DAY if days else None,
            period_end=today + days * DAY if days else None,
        )
    subcontractor_save(
        actor=cast["lead"],
        subcontractor=None,
        name="Meridian Cloud Hosting (demo)",
        country="US",
        purpose="Hosting of the coding workstations",
        bound_on=today,
    )


def _incident(cast: Mapping[str, Actor]) -> None:
    """A small one, reported in time and closed."""
    incident = incident_record(
        actor=cast["lead"],
        kind="misdirected",
        discovered_at=timezone.now() - dt.timedelta(hours=5),
        description="A worklist was printed on a shared printer of another floor (demo).",
        individuals=3,
    )
    incident_report(
        actor=cast["lead"], incident=incident, individuals=3, notice="Reported to the practice."
    )
    incident_close(
        actor=cast["compliance"], incident=incident, outcome="Pages recovered and destroyed."
    )


def _selection(manager: Actor) -> None:
    """The next selection of the same practice: two vendors side by side, one disqualified."""
    actor = control_actor(manager.user)
    selection = selection_save(
        actor=actor,
        selection=None,
        organization=manager.engagement.practice,
        title="Radiology coding, next year (demo)",
        specialties="Radiology, interventional radiology",
        charts_per_month=1800,
        market_price=Decimal("3.60"),
    )
    first = candidate_save(
        actor=actor,
        selection=selection,
        candidate=None,
        name="Harborline Coding (demo)",
        price=Decimal("3.45"),
    )
    second = candidate_save(
        actor=actor,
        selection=selection,
        candidate=None,
        name="Quickcode Partners (demo)",
        price=Decimal("2.10"),
    )
    _score(actor, first, Standing.MEETS)
    _score(actor, second, Standing.DISQUALIFIES, only=("audit_right", "turnaround"))
    flag_confirm(
        actor=actor,
        candidate=second,
        flag="spot_checks",
        note="Their head of QA described random spot checks.",
    )
    reference_record(
        actor=actor,
        candidate=first,
        client="Lakeshore Imaging (demo)",
        specialty="radiology",
        spoke_with="The HIM director",
        called_on=timezone.now().date(),
        is_current=True,
        is_similar=True,
        answers=dict.fromkeys(REFERENCE_QUESTIONS, "As agreed, with one weak month (demo)."),
    )


def _score(
    actor: Actor, candidate: Candidate, standing: Standing, only: tuple[str, ...] = ()
) -> None:
    """Every criterion by an answer of this standing, or only some of them; the rest is good."""
    for key, question in QUESTIONS.items():
        wanted = standing if not only or key in only else Standing.MEETS
        option = next(o for o in question.options if o.standing == wanted)
        criterion_score(
            actor=actor, candidate=candidate, criterion=key, answer=option.key, points=4
        )
