from decimal import Decimal

import pytest

from charts.comparison import Counts
from charts.edits import LineDraft
from charts.enums import CodingState
from charts.models import Coding
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import StateEvent
from engagements.services import membership_grant
from qa.accuracy import accuracies
from qa.enums import AuditMode, AuditState, Direction, FindingState
from qa.models import Audit, Finding
from qa.selectors import audits_random, totals_of
from qa.selectors.accuracy import totals_by
from qa.services import (
    audit_agree,
    audit_compare,
    audit_complete,
    audit_release,
    audit_save,
    audit_start,
    finding_decide,
    finding_respond,
    finding_withdraw,
    sample_lock,
)
from tests.charts.golden_codings import GOLDEN, NEUTRAL
from tests.qa.factories import (
    GOLDEN_TOTALS,
    PERIOD,
    UNDERCODED,
    chart_coded_as,
    coded_by_auditor,
    coded_charts,
    completed,
    judged,
    one_audit,
    sample,
)

pytestmark = pytest.mark.django_db

CODER_LINES = [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])]


def draft(system, code, number=1, **fields):
    return LineDraft(system=system, code=code, number=number, **fields)


@pytest.fixture
def audit(scoped, actor_of):
    chart_coded_as(scoped.own, scoped.user("vendor_coder"), CODER_LINES)
    return one_audit(actor_of("vendor_qa_lead"))


@pytest.mark.covers("R88", "R84", "R18", "R19")
def test_a_blind_audit_finds_judges_and_scores(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    compared = coded_by_auditor(auditor, audit, UNDERCODED)
    assert compared.state == AuditState.COMPARED
    finding = Finding.objects.get()
    assert (finding.kind, finding.component, finding.direction) == (
        "wrong_code",
        "procedure",
        "under",
    )
    assert (finding.coder_code, finding.auditor_code) == ("99213", "99214")
    assert finding.category.key == "downcoding"
    assert finding.detail == "99213; should be 99214"
    done = completed(auditor, compared, "under", Decimal("38.10"))
    done.refresh_from_db()
    assert (done.state, done.auditor) == (AuditState.COMPLETED, auditor.user)
    assert (done.reviewer_codes, done.coder_codes, done.correct_codes) == (2, 2, 1)
    assert (done.extra_codes, done.union_codes, done.net_codes) == (1, 3, 0)
    assert (done.procedures_correct, done.diagnoses_correct) == (False, True)
    assert (done.modifiers_correct, done.linkage_correct) == (True, True)
    assert (done.encounter_correct, done.components_correct) == (False, 3)
    assert (done.payment_correct, done.payment_direction) == (False, "under")
    assert done.payment_effect == Decimal("38.10")
    assert done.auditor_coding.state == CodingState.ATTESTED
    assert list(
        StateEvent.objects.filter(model="qa.Audit").values_list("transition", flat=True)
    ) == ["start", "compare", "complete"]


def test_an_agreed_audit_is_complete_at_once(audit, actor_of):
    done = audit_agree(actor=actor_of("vendor_auditor"), audit=audit)
    done.refresh_from_db()
    assert (done.state, done.mode) == (AuditState.COMPLETED, AuditMode.ASSISTED)
    assert (done.encounter_correct, done.payment_correct, done.payment_effect) == (True, True, 0)
    assert (done.reviewer_codes, done.correct_codes, done.components_correct) == (2, 2, 4)
    assert not Finding.objects.exists()


def test_a_blind_audit_cannot_agree_unseen(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    with pytest.raises(DomainError, match="has not seen"):
        audit_agree(actor=auditor, audit=started)


def test_assisted_starts_from_the_coders_codes_and_blind_from_none(scoped, actor_of):
    coded_charts(scoped.own, scoped.user("vendor_coder"), 2)
    first, second = sample(actor_of("vendor_qa_lead"), 2).audits.all()
    auditor = actor_of("vendor_auditor")
    assisted = audit_start(actor=auditor, audit=first, mode=AuditMode.ASSISTED)
    blind = audit_start(actor=auditor, audit=second, mode=AuditMode.BLIND)
    lines = assisted.auditor_coding.lines.values_list("system", "code", "pointers")
    assert list(lines) == [("icd10cm", "I10", []), ("cpt", "99213", [1])]
    assert blind.auditor_coding.lines.count() == 0
    assert {assisted.auditor_coding.party, blind.auditor_coding.party} == {"auditor"}


def test_saving_replaces_the_draft_and_numbers_diagnoses_first(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    for _ in range(2):  # safe to repeat
        audit_save(
            actor=auditor,
            audit=started,
            lines=[
                draft("cpt", "99214", modifiers=("25",), pointers=(2, 1)),
                draft("icd10cm", "I10", 1),
                draft("icd10cm", "E11.9", 2),
            ],
            note="see addendum",
        )
    lines = started.auditor_coding.lines.values_list("sequence", "code", "modifiers", "pointers")
    assert list(lines) == [
        (1, "I10", [], []),
        (2, "E11.9", [], []),
        (3, "99214", ["25"], [2, 1]),
    ]
    audit.refresh_from_db()
    assert audit.note == "see addendum"


def test_comparing_nothing_is_refused(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    with pytest.raises(DomainError, match="no codes"):
        audit_compare(actor=auditor, audit=started)


@pytest.mark.covers("R84")
@pytest.mark.parametrize("missing", ["category", "rationale", "rule_source"])
def test_every_finding_is_judged_before_completion(audit, actor_of, missing):
    auditor = actor_of("vendor_auditor")
    compared = coded_by_auditor(auditor, audit, UNDERCODED)
    finding = Finding.objects.get()
    blank = None if missing == "category" else " "
    with pytest.raises(DomainError, match=missing.replace("_", " ")) as refused:
        audit_complete(
            actor=auditor,
            audit=compared,
            judgements={finding.pk: judged(finding, **{missing: blank})},
            payment_direction="under",
        )
    assert refused.value.field == f"finding-{finding.pk}-{missing}"
    audit.refresh_from_db()
    assert audit.state == AuditState.COMPARED


@pytest.mark.covers("R56", "R93")
@pytest.mark.parametrize(
    ("direction", "effect", "expected"),
    [
        ("over", Decimal("-20.00"), (False, Decimal("-20.00"))),
        ("under", Decimal("20.00"), (False, Decimal("20.00"))),
        ("over", None, (False, None)),
        ("neutral", Decimal("5.00"), (True, Decimal(0))),
        ("unknown", None, (None, None)),
    ],
)
def test_payment_judgement_gives_the_flag(audit, actor_of, direction, effect, expected):
    auditor = actor_of("vendor_auditor")
    done = completed(auditor, coded_by_auditor(auditor, audit, UNDERCODED), direction, effect)
    done.refresh_from_db()
    assert (done.payment_correct, done.payment_effect) == expected


@pytest.mark.covers("R56")
@pytest.mark.parametrize(
    ("direction", "effect"), [("over", Decimal(20)), ("under", Decimal(-20)), ("over", Decimal(0))]
)
def test_payment_effect_must_fit_its_direction(audit, actor_of, direction, effect):
    auditor = actor_of("vendor_auditor")
    compared = coded_by_auditor(auditor, audit, UNDERCODED)
    with pytest.raises(DomainError, match="does not fit"):
        completed(auditor, compared, direction, effect)


def test_a_withdrawn_finding_leaves_the_score(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    compared = coded_by_auditor(auditor, audit, UNDERCODED)
    finding_withdraw(actor=auditor, finding=Finding.objects.get(), reason="addendum of 3 May")
    done = audit_complete(actor=auditor, audit=compared, judgements={}, payment_direction="unknown")
    done.refresh_from_db()
    assert (done.encounter_correct, done.correct_codes, done.payment_correct) == (True, 2, True)
    assert (done.disputes_decided, done.disputes_overturned) == (0, 0)


@pytest.fixture
def finding(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    completed(auditor, coded_by_auditor(auditor, audit, UNDERCODED), "under", Decimal(20))
    return Finding.objects.get()


@pytest.mark.covers("R3")
def test_a_finding_says_whose_it_is_and_where_it_came_in(audit, actor_of):
    """The side that coded, within one step, unless the auditor says otherwise."""
    auditor = actor_of("vendor_auditor")
    compared = coded_by_auditor(auditor, audit, UNDERCODED)
    found = Finding.objects.get()
    assert (found.owner_side, found.handoff) == ("vendor", "none")
    for wrong in ({"owner_side": "auditor"}, {"handoff": "by pigeon"}):
        with pytest.raises(DomainError):
            audit_complete(
                actor=auditor,
                audit=compared,
                judgements={found.pk: judged(found, **wrong)},
                payment_direction="under",
            )
    said = judged(found, owner_side="practice", handoff="provider_coding")
    audit_complete(
        actor=auditor, audit=compared, judgements={found.pk: said}, payment_direction="under"
    )
    found.refresh_from_db()
    assert (found.owner_side, found.handoff) == ("practice", "provider_coding")


@pytest.mark.covers("R88", "N11")
def test_an_overturned_finding_gives_the_point_back(finding, actor_of):
    finding_respond(
        actor=actor_of("vendor_coder"), finding=finding, agrees=False, response="HPI, line 4"
    )
    assert finding.state == FindingState.DISPUTED
    finding_decide(
        actor=actor_of("vendor_auditor"), finding=finding, upheld=False, decision="Agreed."
    )
    audit = Audit.objects.get()
    assert Finding.objects.get().state == FindingState.OVERTURNED
    assert (audit.encounter_correct, audit.correct_codes, audit.extra_codes) == (True, 2, 0)
    assert (audit.payment_correct, audit.payment_effect) == (True, 0)
    assert (audit.disputes_decided, audit.disputes_overturned) == (1, 1)


@pytest.mark.covers("R88")
def test_an_upheld_finding_stays(finding, actor_of):
    finding_respond(
        actor=actor_of("vendor_lead"), finding=finding, agrees=False, response="HPI, line 4"
    )
    finding_decide(
        actor=actor_of("vendor_auditor"), finding=finding, upheld=True, decision="Not in HPI."
    )
    audit = Audit.objects.get()
    assert (audit.encounter_correct, audit.correct_codes) == (False, 1)
    assert (audit.disputes_decided, audit.disputes_overturned) == (1, 0)
    with pytest.raises(StaleState):
        finding_decide(
            actor=actor_of("vendor_auditor"), finding=finding, upheld=False, decision="Again."
        )


@pytest.mark.covers("R88")
def test_answers_and_decisions_need_their_reason(finding, actor_of):
    with pytest.raises(DomainError, match="needs its grounds"):
        finding_respond(actor=actor_of("vendor_coder"), finding=finding, agrees=False)
    finding_respond(actor=actor_of("vendor_coder"), finding=finding, agrees=True)
    assert Finding.objects.get().state == FindingState.AGREED
    with pytest.raises(StaleState):
        finding_respond(actor=actor_of("vendor_coder"), finding=finding, agrees=True)


@pytest.mark.covers("R3", "R88")
def test_the_coder_cannot_decide_their_own_dispute(finding, actor_of, scoped):
    coder = scoped.user("vendor_coder")
    membership_grant(actor=None, engagement=scoped.own, user=coder, role="vendor_qa_lead")
    finding_respond(actor=actor_of("vendor_coder"), finding=finding, agrees=False, response="x")
    with pytest.raises(NotAllowed):
        finding_decide(
            actor=actor_of("vendor_coder"), finding=finding, upheld=False, decision="mine"
        )


@pytest.mark.covers("R3", "R88")
def test_who_answers_for_the_coder_does_not_decide(finding, actor_of, scoped):
    lead = scoped.user("vendor_lead")
    membership_grant(actor=None, engagement=scoped.own, user=lead, role="vendor_qa_lead")
    finding_respond(actor=actor_of("vendor_lead"), finding=finding, agrees=False, response="x")
    with pytest.raises(NotAllowed):
        finding_decide(
            actor=actor_of("vendor_lead"), finding=finding, upheld=False, decision="mine"
        )


@pytest.mark.covers("R11")
def test_nobody_audits_their_own_coding(scoped, actor_of):
    coder = scoped.user("vendor_coder")
    membership_grant(actor=None, engagement=scoped.own, user=coder, role="vendor_auditor")
    coded_charts(scoped.own, coder, 1)
    audit = one_audit(actor_of("vendor_qa_lead"))
    with pytest.raises(NotAllowed):
        audit_start(actor=actor_of("vendor_coder"), audit=audit, mode=AuditMode.BLIND)


@pytest.mark.covers("R11", "R28")
def test_the_vendor_neither_performs_nor_sees_an_independent_audit(scoped, actor_of):
    coded_charts(scoped.own, scoped.user("vendor_coder"), 1)
    audit = one_audit(actor_of("independent_auditor"), drawn_for="auditor")
    for role in ("vendor_auditor", "vendor_qa_lead"):
        with pytest.raises(NotAllowed):
            audit_start(actor=actor_of(role), audit=audit, mode=AuditMode.BLIND)
    auditor = actor_of("independent_auditor")
    completed(auditor, coded_by_auditor(auditor, audit, UNDERCODED), "under")
    finding = Finding.objects.get()
    with pytest.raises(NotAllowed):
        finding_respond(actor=actor_of("vendor_coder"), finding=finding, agrees=True)
    sample_lock(actor=auditor, sample=audit.sample)
    finding_respond(
        actor=actor_of("vendor_coder"), finding=finding, agrees=False, response="line 4"
    )
    with pytest.raises(NotAllowed):
        finding_decide(
            actor=actor_of("vendor_qa_lead"), finding=finding, upheld=False, decision="ours"
        )
    finding_decide(actor=auditor, finding=finding, upheld=False, decision="Granted.")
    assert Audit.objects.get().encounter_correct is True


def test_another_auditors_audit_cannot_be_changed(scoped, audit, actor_of):
    started = audit_start(actor=actor_of("vendor_auditor"), audit=audit, mode=AuditMode.BLIND)
    with pytest.raises(NotAllowed):
        audit_save(actor=actor_of("vendor_qa_lead"), audit=started, lines=UNDERCODED)


def test_a_released_audit_goes_back_to_the_queue(audit, actor_of):
    auditor = actor_of("vendor_auditor")
    started = audit_start(actor=auditor, audit=audit, mode=AuditMode.BLIND)
    draft_id = started.auditor_coding_id
    audit_release(actor=auditor, audit=started)
    audit.refresh_from_db()
    assert (audit.state, audit.auditor, audit.auditor_coding) == (AuditState.OPEN, None, None)
    assert Coding.objects.get(pk=draft_id).state == CodingState.DISCARDED
    again = audit_start(actor=actor_of("vendor_qa_lead"), audit=audit, mode=AuditMode.BLIND)
    assert again.auditor_coding_id != draft_id


def test_an_audit_is_started_once(audit, actor_of):
    audit_start(actor=actor_of("vendor_auditor"), audit=audit, mode=AuditMode.BLIND)
    with pytest.raises((StaleState, NotAllowed)):
        audit_start(actor=actor_of("vendor_qa_lead"), audit=audit, mode=AuditMode.BLIND)
    with pytest.raises(StaleState):
        audit_start(actor=actor_of("vendor_auditor"), audit=audit, mode=AuditMode.BLIND)
    assert Coding.objects.filter(party="auditor").count() == 1


def _stored(lines):
    """Comparison lines as factory rows: diagnoses first, pointers by their new numbers."""
    diagnoses = [line for line in lines if line.is_diagnosis]
    rows = [("icd10cm", line.code) for line in sorted(diagnoses, key=lambda d: d.sequence)]
    rows += [
        (line.system, line.code, list(line.modifiers), int(line.units), list(line.pointers))
        for line in lines
        if not line.is_diagnosis
    ]
    return rows


def _drafts(lines):
    return [
        LineDraft(
            system=line.system,
            code=line.code,
            number=line.sequence,
            modifiers=line.modifiers,
            pointers=line.pointers,
        )
        for line in sorted(lines, key=lambda each: each.sequence)
    ]


@pytest.mark.covers("R18", "R87", "R93")
def test_the_golden_set_gives_every_method_through_the_services(scoped, actor_of):
    coder, lead, auditor = (
        scoped.user("vendor_coder"),
        actor_of("vendor_qa_lead"),
        actor_of("vendor_auditor"),
    )
    for _, theirs in GOLDEN:
        chart_coded_as(scoped.own, coder, _stored(theirs))
    drawn = sample(lead, 5)
    charts = sorted(drawn.audits.values_list("chart_id", flat=True))
    by_chart = {chart: at for at, chart in enumerate(charts)}
    for audit in drawn.audits.all():
        at = by_chart[audit.chart_id]
        compared = coded_by_auditor(auditor, audit, _drafts(GOLDEN[at][0]))
        if compared.state == AuditState.COMPARED:
            completed(auditor, compared, "neutral" if NEUTRAL[at] else "unknown")
            if not NEUTRAL[at]:
                Audit.objects.filter(pk=audit.pk).update(payment_correct=False)
    audits = audits_random(lead, **PERIOD)
    totals = totals_of(audits)
    assert totals == GOLDEN_TOTALS
    values = {each.definition.method.value: each.value for each in accuracies(totals)}
    assert {name: round(value * 100, 2) for name, value in values.items()} == {
        "encounter": 20.0,
        "code_over_code": 75.0,
        "net": 56.25,
        "coder_denominator": 80.0,
        "union": 63.16,
        "component": 80.0,
        "financial": 60.0,
    }
    (row,) = totals_by(audits, "specialty")
    assert (row.value, row.totals) == ("family_medicine", totals)
    assert (row.population.charts, row.population.known) == (5, 5)


@pytest.mark.covers("R85")
def test_targeted_audits_never_enter_accuracy(scoped, actor_of):
    coded_charts(scoped.own, scoped.user("vendor_coder"), 2)
    lead, auditor = actor_of("vendor_qa_lead"), actor_of("vendor_auditor")
    targeted = one_audit(lead, sample_type="targeted")
    audit_agree(actor=auditor, audit=targeted)
    assert audits_random(lead, **PERIOD).count() == 0
    audit_agree(actor=auditor, audit=one_audit(lead))
    assert totals_of(audits_random(lead, **PERIOD)).audits == 1


@pytest.mark.covers("R28")
def test_figures_leave_out_unsigned_independent_audits(scoped, actor_of):
    coded_charts(scoped.own, scoped.user("vendor_coder"), 1)
    auditor = actor_of("independent_auditor")
    audit = one_audit(auditor, drawn_for="auditor")
    audit_agree(actor=auditor, audit=audit)
    assert audits_random(actor_of("practice_manager"), **PERIOD).count() == 0
    sample_lock(actor=auditor, sample=audit.sample)
    assert audits_random(actor_of("vendor_lead"), **PERIOD).count() == 1
    assert audits_random(actor_of("practice_manager"), **PERIOD).count() == 1
    assert audits_random(actor_of("vendor_coder"), **PERIOD).count() == 0


def test_counts_are_recomputed_not_remembered(finding, actor_of):
    assert Counts(2, 2, 1).extra == Audit.objects.get().extra_codes
    assert Finding.objects.get().direction == Direction.UNDER
