"""Two people at once, on real connections: nothing is lost and nothing happens twice."""

import threading

import pytest
from django.db import connection

from charts.edits import LineDraft
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import actor_for, engagement_today, system_actor
from qa.enums import AuditMode
from qa.models import Audit, Finding, Sample
from qa.services import (
    DrawPlan,
    audit_replace,
    audit_start,
    finding_decide,
    finding_respond,
    sample_draw,
    sample_draw_month,
)
from tests.qa.factories import (
    PERIOD,
    chart_coded_as,
    coded_by_auditor,
    coded_charts,
    completed,
    sample,
)

pytestmark = pytest.mark.django_db(transaction=True)


def together(world, *jobs):
    """Runs each job on its own connection at the same moment; gives what each said."""
    ready = threading.Barrier(len(jobs))
    said = [None] * len(jobs)

    def run(at, job):
        try:
            with engagement_transaction(world.own.pk):
                ready.wait(timeout=30)
                said[at] = job()
        except (DomainError, NotAllowed) as refusal:
            said[at] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return said


def acting(world, role):
    with engagement_transaction(world.own.pk):
        return actor_for(user=world.user(role), engagement=world.own)


def arrange(world, make):
    with engagement_transaction(world.own.pk):
        return make()


WRONG_TWICE = [
    LineDraft(system="icd10cm", code="E11.9", number=1),
    LineDraft(system="cpt", code="99214", number=1, pointers=(1,)),
]


@pytest.mark.covers("R88")
def test_two_disputes_decided_at_once_both_reach_the_score(world):
    lead, auditor, coder = (
        acting(world, role) for role in ("vendor_qa_lead", "vendor_auditor", "vendor_coder")
    )

    def disputed():
        chart_coded_as(world.own, coder.user, [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])])
        audit = sample(lead, 1).audits.get()
        completed(auditor, coded_by_auditor(auditor, audit, WRONG_TWICE), "under")
        findings = list(Finding.objects.order_by("position"))
        for finding in findings:
            finding_respond(actor=coder, finding=finding, agrees=False, response="line 4")
        return findings

    findings = arrange(world, disputed)
    assert [finding.kind for finding in findings] == ["missed", "extra", "wrong_code"]
    together(
        world,
        *(
            lambda finding=finding: finding_decide(
                actor=auditor, finding=finding, upheld=False, decision="Granted."
            )
            for finding in findings
        ),
    )
    with engagement_transaction(world.own.pk):
        audit = Audit.objects.get()
        assert (audit.disputes_decided, audit.disputes_overturned) == (3, 3)
        assert (audit.encounter_correct, audit.findings_total) == (True, 0)
        assert (audit.reviewer_codes, audit.correct_codes) == (2, 2)


def test_one_of_two_auditors_gets_the_audit(world):
    lead, auditor = acting(world, "vendor_qa_lead"), acting(world, "vendor_auditor")

    def drawn():
        coded_charts(world.own, world.user("vendor_coder"), 1)
        return sample(lead, 1).audits.get()

    audit = arrange(world, drawn)
    said = together(
        world,
        *(
            lambda who=who: audit_start(actor=who, audit=audit, mode=AuditMode.BLIND).auditor_id
            for who in (lead, auditor)
        ),
    )
    winners = {lead.user_id, auditor.user_id} & set(said)
    assert len(winners) == 1
    with engagement_transaction(world.own.pk):
        assert {Audit.objects.get().auditor_id} == winners


def test_two_replacements_at_once_take_different_spares(world):
    lead, auditor = acting(world, "vendor_qa_lead"), acting(world, "vendor_auditor")

    def drawn():
        coded_charts(world.own, world.user("vendor_coder"), 6)
        return list(sample(lead, 2, spares=3).audits.order_by("ordinal"))

    audits = arrange(world, drawn)
    said = together(
        world,
        *(
            lambda audit=audit: audit_replace(actor=auditor, audit=audit, reason="sealed").ordinal
            for audit in audits
        ),
    )
    assert sorted(said) == [3, 4]


@pytest.mark.covers("R81")
def test_the_monthly_plan_drawn_twice_at_once_exists_once(world):
    with engagement_transaction(world.own.pk):
        system = system_actor(world.own)
        coded_charts(world.own, world.user("vendor_coder"), 3)
        month = engagement_today(world.own)
    together(world, *[lambda: len(sample_draw_month(actor=system, month=month))] * 2)
    with engagement_transaction(world.own.pk):
        assert Sample.objects.count() == 1
        assert Audit.objects.count() == 3


def test_a_double_click_draws_one_sample(world):
    with engagement_transaction(world.own.pk):
        lead = acting(world, "vendor_qa_lead")
        coded_charts(world.own, world.user("vendor_coder"), 3)
    plan = DrawPlan(name="Twice", size=2, **PERIOD)
    first, second = together(world, *[lambda: sample_draw(actor=lead, plan=plan).pk] * 2)
    assert first == second
    with engagement_transaction(world.own.pk):
        assert Sample.objects.count() == 1
