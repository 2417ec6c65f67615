"""Codings: drafted by one coder, checked on the date of service, attested once."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from charts.models import Code, CodeLine, CodeSetRelease, Coding, WorkItem
from charts.services import (
    EditsRefused,
    LineInput,
    chart_clock_pause,
    chart_clock_resume,
    charts_release,
    coding_amend,
    coding_attest,
    coding_discard,
    coding_save_draft,
    coding_start,
    workitem_next,
)
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import StateEvent
from engagements.selectors import actor_for
from engagements.services import membership_grant
from tests.factories import charts as make
from tests.factories.world import user

DOS = dt.date(2026, 3, 2)
DELETED_ON = dt.date(2026, 3, 1)


@pytest.fixture
def codes(db):
    """A small release: two billable diagnoses, a heading, one that ended the day before."""
    release = CodeSetRelease.objects.create(
        kind="icd10cm", name="test", effective_on=dt.date(2015, 10, 1), source_sha256="0" * 64
    )
    rows = [
        ("icd10cm", "E11.9", True, None),
        ("icd10cm", "I10", True, None),
        ("icd10cm", "E11", False, None),
        ("icd10cm", "T38.2", True, DELETED_ON),
    ]
    Code.objects.bulk_create(
        Code(
            system=system,
            code=code,
            description=f"Description of {code}",
            billable=billable,
            valid_from=dt.date(2015, 10, 1),
            valid_to=ends,
            release=release,
        )
        for system, code, billable, ends in rows
    )


@pytest.fixture
def coder(actor_of):
    return actor_of("vendor_coder")


@pytest.fixture
def begin(scoped, system, coder, codes):
    """`begin(**fields)`: the draft of a chart released, taken and started by the coder."""
    return lambda **fields: start(scoped, system, coder, **fields)


@pytest.fixture
def draft(begin):
    return begin()


def start(world, system, coder, **fields) -> Coding:
    blank = {
        "state": "waiting",
        "terms": None,
        "due_at": None,
        "documentation_complete_at": timezone.now() - dt.timedelta(hours=3),
        "date_of_service": DOS,
    }
    chart = make.chart(world.own, **(blank | fields))
    charts_release(actor=system, chart_ids=[chart.pk])
    item = workitem_next(actor=coder)
    assert item.chart_id == chart.pk
    return coding_start(actor=coder, chart=item.chart)


def dx(code: str = "E11.9", **more) -> LineInput:
    return LineInput("icd10cm", code, **more)


def cpt(code: str = "99213", **more) -> LineInput:
    return LineInput("cpt", code, **{"pointers": (1,), **more})


def save(coder, draft, *lines, reviewed=True, **more) -> Coding:
    return coding_save_draft(
        actor=coder, coding=draft, lines=lines, documentation_reviewed=reviewed, **more
    )


def attested(coder, draft, *lines) -> Coding:
    return coding_attest(actor=coder, coding=save(coder, draft, *(lines or (dx(), cpt()))))


@pytest.mark.covers("R54", "R55", "R62")
def test_a_draft_keeps_lines_with_linkage_evidence_and_rationale(coder, draft):
    save(
        coder,
        draft,
        cpt(modifiers=("25",), units=2, pointers=(2, 1), rationale="Separate problem"),
        dx("E11.9", evidence="HPI line 3"),
        dx("I10"),
        rationale="Two chronic problems addressed",
    )
    fields = ("sequence", "system", "code", "modifiers", "units", "pointers", "evidence")
    assert list(CodeLine.objects.values_list(*fields)) == [
        (1, "icd10cm", "E11.9", [], 1, [], "HPI line 3"),
        (2, "icd10cm", "I10", [], 1, [], ""),
        (3, "cpt", "99213", ["25"], 2, [2, 1], ""),
    ]
    draft.refresh_from_db()
    assert draft.rationale == "Two chronic problems addressed"


def test_starting_twice_gives_the_same_draft(coder, draft):
    assert coding_start(actor=coder, chart=draft.chart) == draft
    assert Coding.objects.count() == 1


def test_saving_again_replaces_the_lines_and_extends_the_lease(coder, draft):
    save(coder, draft, dx(), cpt())
    WorkItem.objects.update(leased_until=timezone.now() + dt.timedelta(minutes=1))
    save(coder, draft, dx("I10"))
    assert list(CodeLine.objects.values_list("code", flat=True)) == ["I10"]
    assert WorkItem.objects.get().leased_until > timezone.now() + dt.timedelta(hours=3)


@pytest.mark.covers("R24", "R53")
def test_attesting_finishes_the_work_and_ends_the_clock(coder, draft):
    coding = attested(coder, draft)
    chart = coding.chart
    chart.refresh_from_db()
    assert (coding.state, coding.attested_at is not None) == ("attested", True)
    assert (chart.state, chart.coded_by_id) == ("coded", coder.user_id)
    assert chart.coded_at == coding.attested_at
    started = chart.clock_events.get(kind="documentation_complete").at
    assert chart.turnaround_seconds == int((coding.attested_at - started).total_seconds())
    assert WorkItem.objects.get().state == "done"
    fired = StateEvent.objects.order_by("id").values_list("model", "transition")
    assert list(fired) == [
        ("charts.Chart", "document"),
        ("charts.WorkItem", "lease"),
        ("charts.Chart", "begin"),
        ("charts.WorkItem", "finish"),
        ("charts.Chart", "code"),
    ]


@pytest.mark.covers("R58")
def test_nothing_is_attested_without_reviewed_documentation(coder, draft):
    save(coder, draft, dx(), cpt(), reviewed=False)
    with pytest.raises(DomainError, match="documentation") as refused:
        coding_attest(actor=coder, coding=draft)
    assert refused.value.field == "documentation_reviewed"


@pytest.mark.covers("R45")
@pytest.mark.parametrize(
    ("dos", "rules"),
    [(DELETED_ON, []), (DELETED_ON + dt.timedelta(days=1), ["not_valid"])],
    ids=["on its last day", "the day after"],
)
def test_a_deleted_code_is_accepted_to_its_end_and_refused_after(begin, coder, dos, rules):
    draft = begin(date_of_service=dos)
    save(coder, draft, dx("T38.2"))
    if not rules:
        assert coding_attest(actor=coder, coding=draft).state == "attested"
        return
    with pytest.raises(EditsRefused) as refused:
        coding_attest(actor=coder, coding=draft)
    assert [result.rule for result in refused.value.results] == rules
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.covers("R57")
@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([], "no_diagnosis"),
        ([dx("E11")], "not_billable"),
        ([dx(), cpt(pointers=(2,))], "pointer"),
        ([dx(), cpt(pointers=())], "no_pointer"),
        ([dx(), dx()], "duplicate_diagnosis"),
        ([dx(), cpt(modifiers=("5",))], "modifier"),
    ],
)
def test_edits_block_the_attestation(coder, draft, lines, rule):
    save(coder, draft, *lines)
    with pytest.raises(EditsRefused) as refused:
        coding_attest(actor=coder, coding=draft)
    assert rule in [result.rule for result in refused.value.results if result.is_error]


@pytest.mark.covers("R55")
def test_a_complex_chart_needs_evidence_for_every_code(begin, coder):
    draft = begin(complexity="complex")
    save(coder, draft, dx())
    with pytest.raises(EditsRefused, match="place in the note"):
        coding_attest(actor=coder, coding=draft)
    assert attested(coder, draft, dx(evidence="Assessment 2")).state == "attested"


@pytest.mark.covers("R63")
def test_an_attested_coding_cannot_be_changed_by_anybody(coder, draft):
    coding = attested(coder, draft)
    with pytest.raises(StaleState):
        save(coder, coding, dx("I10"))
    with pytest.raises(StaleState):
        coding_attest(actor=coder, coding=coding)
    for change in (
        lambda: Coding.objects.filter(pk=coding.pk).update(rationale="changed"),
        lambda: CodeLine.objects.filter(coding=coding).update(units=9),
        lambda: CodeLine.objects.filter(coding=coding).delete(),
        lambda: Coding.objects.filter(pk=coding.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.covers("R63")
def test_a_change_is_a_new_revision_with_its_reason(coder, draft):
    first = attested(coder, draft)
    with pytest.raises(DomainError, match="Say why"):
        coding_amend(actor=coder, coding=first, reason="")
    second = coding_amend(actor=coder, coding=first, reason="Appeal: laterality documented")
    assert (second.revision, second.supersedes, second.state) == (2, first, "draft")
    assert list(second.lines.values_list("code", "suggestion")) == [
        ("E11.9", "carried"),
        ("99213", "carried"),
    ]
    attested(coder, second, dx("I10"), cpt())
    assert list(first.lines.values_list("code", flat=True)) == ["E11.9", "99213"]
    chart = first.chart
    chart.refresh_from_db()
    first.refresh_from_db()
    assert chart.coded_at == first.attested_at
    with pytest.raises(StaleState):
        coding_amend(actor=coder, coding=first, reason="again")


def test_another_coder_cannot_touch_a_draft(draft, actor_of):
    for role in ("vendor_lead", "in_house_coder"):
        with pytest.raises(NotAllowed):
            save(actor_of(role), draft, dx())


def test_a_chart_is_only_started_by_whom_it_is_assigned_to(scoped, coder, codes):
    chart = make.chart(scoped.own)
    make.work_item(chart)
    with pytest.raises(NotAllowed, match="not assigned"):
        coding_start(actor=coder, chart=chart)


@pytest.mark.covers("R59")
def test_a_draft_left_behind_is_carried_over_for_review(scoped, begin, coder):
    left = begin()
    save(coder, left, dx(), cpt())
    other = user("heir@own.example", scoped.own.vendor)
    membership_grant(actor=None, engagement=scoped.own, user=other, role="vendor_coder")
    WorkItem.objects.update(leased_until=timezone.now() - dt.timedelta(minutes=1))
    heir = actor_for(user=other, engagement=scoped.own)
    item = workitem_next(actor=heir)
    taken = coding_start(actor=heir, chart=item.chart)
    left.refresh_from_db()
    assert (left.state, taken.coder_id, taken.revision) == ("discarded", other.pk, 1)
    assert set(taken.lines.values_list("suggestion", flat=True)) == {"carried"}
    assert taken.documentation_reviewed is False
    with pytest.raises(StaleState):
        save(coder, left, dx())


@pytest.mark.covers("R24", "R53")
def test_a_queried_chart_waits_and_comes_back_to_its_coder(coder, draft, system):
    save(coder, draft, dx(), cpt())
    chart = draft.chart
    now = timezone.now()
    chart_clock_pause(actor=system, chart=chart, at=now, reference="query:1")
    with pytest.raises(DomainError, match="query"):
        coding_attest(actor=coder, coding=draft)
    assert workitem_next(actor=coder) is None
    chart_clock_resume(actor=system, chart=chart, at=now, reference="query:1")
    item = workitem_next(actor=coder)
    assert item.chart_id == chart.pk
    assert coding_start(actor=coder, chart=item.chart) == draft
    assert coding_attest(actor=coder, coding=draft).state == "attested"


def test_a_discarded_draft_makes_room_for_a_new_one(coder, draft):
    coding_discard(actor=coder, coding=draft)
    again = coding_start(actor=coder, chart=draft.chart)
    assert (again.revision, again.pk == draft.pk) == (1, False)


@pytest.mark.covers("R117", "N5")
def test_parallel_coding_does_not_end_the_vendors_clock(scoped, begin, coder, actor_of):
    scoped.own.phase = "shadow"
    scoped.own.save(update_fields=["phase"])
    vendor = begin()
    in_house = actor_of("in_house_coder")
    item = workitem_next(actor=in_house)
    assert item.kind == "parallel"
    theirs = coding_start(actor=in_house, chart=item.chart)
    attested(in_house, theirs)
    chart = vendor.chart
    chart.refresh_from_db()
    assert (chart.state, chart.coded_at) == ("in_coding", None)
    attested(coder, vendor)
    chart.refresh_from_db()
    assert chart.state == "coded"
    assert set(chart.codings.values_list("party", "revision")) == {("vendor", 1), ("in_house", 1)}
