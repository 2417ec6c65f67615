"""Documents make a record complete; late ones are flagged; the parts of a chart's time add up."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.completeness import Told, complete_at, late_word, standings
from charts.enums import ClassField, DocumentSource
from charts.models import Chart, ChartDocument, ClassChange, ClockEvent
from charts.services import (
    DocumentInput,
    chart_class_set,
    chart_mark_documentation_complete,
    charts_billed,
    charts_clock_recompute,
    document_record,
    document_retract,
)
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.models import CutoffRule, RecordRequirement, Terms
from tests.charts.test_clocks import released, waiting

NEW_YORK = ZoneInfo("America/New_York")
LONG_AGO = dt.date(2020, 1, 1)


def ny(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=NEW_YORK)


def elapsed(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Two local times of one zone subtract as walls, not as instants."""
    return end.astimezone(dt.UTC) - start.astimezone(dt.UTC)


def requires(world, *types: str, encounter_class: str = "outpatient", **fields) -> None:
    for name in types:
        RecordRequirement.objects.create(
            engagement=world.own,
            encounter_class=encounter_class,
            document_type=name,
            effective_from=LONG_AGO,
            **fields,
        )


def told(chart: Chart, actor, name: str, at: dt.datetime, **fields) -> ChartDocument:
    given_ = {"dated_at": at, "signed_at": at, "received_at": at} | fields
    return document_record(
        actor=actor,
        chart=chart,
        document=DocumentInput(name, **given_),
        source=DocumentSource.PAGE,
    )


def coded(world, system, start: dt.datetime, at: dt.datetime, *, holds=(), **fields) -> Chart:
    """A chart released at `start`, held by queries and coded at `at`, with the log of it."""
    chart = released(world, system, start, **fields)
    events = [("ready", at, "")]
    for number, (asked, answered) in enumerate(holds):
        events += [("pause", asked, f"query:{number}"), ("resume", answered, f"query:{number}")]
    for kind, moment, reference in events:
        ClockEvent.objects.create(
            engagement=world.own, chart=chart, kind=kind, at=moment, reference=reference
        )
    chart.work_items.update(state="done", done_at=at)
    Chart.objects.filter(pk=chart.pk).update(state="coded", coded_at=at)
    charts_clock_recompute(actor=system, chart_ids=[chart.pk])
    chart.refresh_from_db()
    return chart


@pytest.mark.covers("R24")
def test_the_clock_starts_with_the_last_required_document_signed_and_available(scoped, actor_of):
    requires(scoped, "progress_note", "orders")
    manager = actor_of("practice_manager")
    chart = waiting(scoped, None, date_of_service=dt.date(2026, 3, 4))
    told(chart, manager, "progress_note", ny(2026, 3, 5, 9))
    told(chart, manager, "orders", ny(2026, 3, 5, 10), signed_at=None)
    chart.refresh_from_db()
    assert (chart.state, chart.documentation_complete_at) == ("waiting", None)
    told(
        chart, manager, "orders", ny(2026, 3, 5, 10),
        signed_at=ny(2026, 3, 6, 8), received_at=ny(2026, 3, 6, 12),
    )  # fmt: skip
    chart.refresh_from_db()
    assert (chart.state, chart.documentation_complete_at) == ("ready", ny(2026, 3, 6, 12))
    assert (chart.clock_started_at, chart.due_at) == (ny(2026, 3, 6, 12), ny(2026, 3, 8, 13))


@pytest.mark.covers("R24")
def test_telling_the_same_twice_keeps_one_row_and_a_retracted_one_counts_no_more(scoped, actor_of):
    requires(scoped, "progress_note", "orders")
    manager = actor_of("practice_manager")
    chart = waiting(scoped, None)
    note = told(chart, manager, "progress_note", ny(2026, 3, 5, 9))
    assert told(chart, manager, "progress_note", ny(2026, 3, 5, 9)) == note
    with pytest.raises(DomainError, match="what was wrong"):
        document_retract(actor=manager, document=note, reason=" ")
    document_retract(actor=manager, document=note, reason="Another chart's note")
    document_retract(actor=manager, document=note, reason="Another chart's note")
    told(chart, manager, "orders", ny(2026, 3, 5, 9))
    chart.refresh_from_db()
    assert (chart.state, ChartDocument.objects.count()) == ("waiting", 3)


@pytest.mark.covers("R24")
def test_where_documents_are_required_nobody_declares_the_record_complete(scoped, actor_of):
    requires(scoped, "progress_note")
    manager = actor_of("practice_manager")
    chart = waiting(scoped, None)
    with pytest.raises(DomainError, match="names the documents"):
        chart_mark_documentation_complete(
            actor=manager, chart=chart, at=timezone.now() - dt.timedelta(hours=1)
        )
    with pytest.raises(NotAllowed):
        told(chart, actor_of("vendor_lead"), "progress_note", ny(2026, 3, 5, 9))
    with pytest.raises(DomainError, match="future"):
        told(chart, manager, "progress_note", timezone.now() + dt.timedelta(hours=1))


@pytest.mark.covers("R97")
@pytest.mark.parametrize(
    ("billed", "word"),
    [(None, "after_coding"), (ny(2026, 3, 8, 9), "after_billing")],
    ids=["after coding", "after billing"],
)
def test_a_late_addendum_is_flagged_and_restarts_nothing(scoped, system, actor_of, billed, word):
    chart = coded(scoped, system, ny(2026, 3, 6, 12), ny(2026, 3, 7, 12))
    if billed:
        told_of_billing = {chart.encounter_ref: billed}
        assert charts_billed(actor=system, billed=told_of_billing) == 1
        assert charts_billed(actor=system, billed=told_of_billing) == 0
    told(chart, actor_of("practice_manager"), "addendum", ny(2026, 3, 9, 9))
    chart.refresh_from_db()
    assert (chart.late_document, chart.state) == (word, "coded")
    assert chart.coded_at == ny(2026, 3, 7, 12)


@pytest.mark.covers("R97", "R24")
def test_a_late_addendum_restarts_the_clock_where_the_terms_say_so(scoped, system, actor_of):
    Terms.objects.update(late_addendum_restarts=True)
    chart = coded(scoped, system, ny(2026, 3, 6, 12), ny(2026, 3, 7, 12))
    told(chart, actor_of("practice_manager"), "addendum", ny(2026, 3, 9, 9))
    chart.refresh_from_db()
    assert (chart.state, chart.coded_at, chart.late_document) == ("ready", None, "after_coding")
    assert (chart.clock_started_at, chart.due_at) == (ny(2026, 3, 9, 9), ny(2026, 3, 11, 9))
    assert set(chart.work_items.values_list("kind", "state")) == {
        ("code", "done"),
        ("rework", "open"),
    }


@pytest.mark.covers("R22")
def test_a_class_set_by_hand_moves_the_due_time_and_keeps_who_and_why(scoped, system, actor_of):
    manager = actor_of("practice_manager")
    chart = released(scoped, system, ny(2026, 3, 6, 12))
    change = {ClassField.URGENCY: "urgent", ClassField.COMPLEXITY: "standard"}
    with pytest.raises(NotAllowed):
        chart_class_set(actor=actor_of("vendor_lead"), chart=chart, values=change, reason="Now")
    with pytest.raises(DomainError, match="why"):
        chart_class_set(actor=manager, chart=chart, values=change, reason="")
    for _ in range(2):
        chart_class_set(actor=manager, chart=chart, values=change, reason="Surgery tomorrow")
    chart.refresh_from_db()
    assert chart.due_at == ny(2026, 3, 6, 20)
    assert list(ClassChange.objects.values_list("field", "old", "new", "reason")) == [
        ("urgency", "routine", "urgent", "Surgery tomorrow")
    ]
    assert chart.work_items.get().priority == 100


@pytest.mark.covers("R23")
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"kind": "business_day", "business_day": 3}, ny(2026, 4, 3, 17)),
        ({"kind": "last_day"}, ny(2026, 3, 31, 17)),
        ({"kind": "last_day", "location": "East"}, None),
        ({"kind": "last_day", "effective_from": dt.date(2026, 3, 5)}, None),
    ],
    ids=["third business day", "last day", "another location", "a later rule"],
)
def test_the_cutoff_follows_the_rule_of_the_location_and_day(scoped, system, rule, expected):
    CutoffRule.objects.create(
        engagement=scoped.own, wall_time=dt.time(17), **({"effective_from": LONG_AGO} | rule)
    )
    chart = released(
        scoped, system, ny(2026, 3, 6, 12), date_of_service=dt.date(2026, 3, 4), location="west"
    )
    assert chart.cutoff_at == expected
    assert chart.cutoff_start_by == (expected - dt.timedelta(hours=48) if expected else None)


@pytest.mark.covers("N4", "R25")
def test_the_parts_of_a_chart_add_up_and_come_back_from_the_log(scoped, system):
    chart = coded(
        scoped, system, ny(2026, 3, 6, 12), ny(2026, 3, 9, 12),
        holds=[(ny(2026, 3, 6, 15), ny(2026, 3, 7, 15))], date_of_service=dt.date(2026, 3, 4),
    )  # fmt: skip
    whole = elapsed(ny(2026, 3, 5), ny(2026, 3, 9, 12))
    parts = (
        chart.documentation_lag_seconds,
        chart.paused_elapsed_seconds,
        chart.vendor_elapsed_seconds,
    )
    assert parts == (36 * 3600, 24 * 3600, 47 * 3600)
    assert sum(parts) == whole.total_seconds()
    assert chart.documentation_working_seconds == (8 + 3) * 3600


STORED = (
    *("terms_id", "clock_started_at", "due_at", "turnaround_seconds", "paused_seconds"),
    *("documentation_lag_seconds", "documentation_working_seconds", "paused_elapsed_seconds"),
    *("vendor_elapsed_seconds", "cutoff_at", "cutoff_start_by", "late_document", "paused_since"),
)
GONE = dict.fromkeys(STORED) | {
    "paused_seconds": 0,
    "paused_elapsed_seconds": 0,
    "late_document": "",
}
MINUTES = st.integers(0, 20_000)


@pytest.mark.covers("N4", "R24")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lag=MINUTES,
    holds=st.lists(st.tuples(MINUTES, MINUTES), max_size=4),
    took=MINUTES,
    encounter_class=st.sampled_from(["outpatient", "inpatient"]),
)
def test_deleted_results_come_back_from_the_log_alone(scoped, system, lag, took, **kind):
    """Whatever was stored is only a reading of the event log, and its parts add up."""
    start = ny(2026, 3, 5).astimezone(dt.UTC) + dt.timedelta(minutes=lag)
    at = start + dt.timedelta(minutes=took)
    spans = [
        (start + dt.timedelta(minutes=a), min(at, start + dt.timedelta(minutes=a + b)))
        for a, b in kind.pop("holds")
        if a < took
    ]
    served = dt.date(2026, 3, 4)
    chart = coded(scoped, system, start, at, holds=spans, date_of_service=served, **kind)
    kept = {name: getattr(chart, name) for name in STORED}
    Chart.objects.filter(pk=chart.pk).update(**GONE)
    assert charts_clock_recompute(actor=system, chart_ids=[chart.pk]) == 1
    chart.refresh_from_db()
    assert {name: getattr(chart, name) for name in STORED} == kept
    assert elapsed(ny(2026, 3, 5), at) == dt.timedelta(
        seconds=chart.documentation_lag_seconds
        + chart.paused_elapsed_seconds
        + chart.vendor_elapsed_seconds
    )


class Rule:
    """A requirement as the pure functions see it."""

    def __init__(self, name: str, *, signed: bool = True, dated: bool = False) -> None:
        self.document_type, self.needs_signature, self.needs_date = name, signed, dated


@pytest.mark.covers("R24")
def test_what_is_missing_of_a_record_is_said_in_a_word():
    at = ny(2026, 3, 5, 9)
    rules = [Rule("orders"), Rule("addendum"), Rule("other", signed=False, dated=True)]
    held = [Told("orders", at, None, at), Told("other", None, at, at)]
    assert [each.missing for each in standings(rules, held)] == [
        "not signed",
        "missing",
        "not dated",
    ]
    assert complete_at(rules, held) is None
    assert complete_at([], held) is None
    later = ny(2026, 3, 6, 9)
    held += [
        Told("orders", at, later, at),
        Told("addendum", at, at, at),
        Told("other", at, None, at),
    ]
    assert complete_at(rules, held) == later


@pytest.mark.covers("R97")
def test_a_document_is_late_by_its_date_or_its_signature():
    at, coded_at, billed_at = (ny(2026, 3, day) for day in (5, 6, 8))
    late = [Told("addendum", at, ny(2026, 3, 7), at)]
    assert late_word(late, coded_at=coded_at, billed_at=billed_at) == "after_coding"
    assert late_word(late, coded_at=None, billed_at=None) == ""
    assert late_word([Told("orders", at, at, coded_at)], coded_at=coded_at, billed_at=None) == ""
