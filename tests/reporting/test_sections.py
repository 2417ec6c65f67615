"""The sections of the monthly report, each with exact values on a small month."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from charts.models import Code, CodeSetRelease, Coding
from charts.rows import BenchmarkRow
from charts.services.codesets import codeset_load
from denials.models import Denial
from denials.services import denial_move
from engagements.kernel.metrics import Period
from engagements.models import AccuracyFloor, Provider, StateEvent, Terms
from qa.enums import AuditState
from qa.models import Audit
from qa.reports import accuracy_report
from queries.models import Query
from reporting.sections.accuracy import accuracy_build
from reporting.sections.compliance import compliance_build
from reporting.sections.denials import denials_build
from reporting.sections.evaluation import evaluation_build
from reporting.sections.queries import queries_build
from reporting.sections.summary import summary_build
from reporting.sections.turnaround import turnaround_build
from reporting.selectors.reports import restatements
from tests.factories import charts as make
from tests.factories import denials as make_denials

MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31), "America/New_York", dt.date(2026, 11, 1))
NOON = dt.datetime(2026, 3, 10, 16, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


@pytest.fixture
def second_provider(scoped):
    return Provider.objects.create(engagement=scoped.own, npi="1003000126", name="Quinn Second")


def chart_coded(world, lines, *, at=NOON, work=None, party="vendor", **fields):
    """A chart of March coded with the lines, on its work item where one is wanted."""
    coder = world.user("vendor_coder")
    fields = {"state": "coded", "coded_at": at, "coded_by": coder} | fields
    made = make.chart(world.own, **fields)
    item = work and make.work_item(made, kind=work, state="done")
    make.coding(made, coder, lines, attested_at=at, work_item=item, party=party)
    return made


def visits(world, provider, **levels):
    """Charts of a provider: `visits(world, pat, c99213=20)`."""
    for code, count in levels.items():
        for _ in range(count):
            chart_coded(world, [("icd10cm", "I10"), ("cpt", code[1:])], provider=provider)


@pytest.mark.covers("R107")
def test_levels_are_shown_per_physician_beside_all_others(scoped, manager, second_provider):
    first = Provider.objects.get(name="Pat Provider")
    few = Provider.objects.create(engagement=scoped.own, npi="1053321234", name="Rae Few")
    visits(scoped, first, c99212=6, c99213=24)
    visits(scoped, second_provider, c99213=10, c99214=20)
    visits(scoped, few, c99215=5)
    established, new = evaluation_build(actor=manager, period=MARCH)["families"]
    assert (established["n"], established["suppressed"], new["n"]) == (65, 1, 0)
    pat, quinn = established["physicians"]
    assert (pat["name"], pat["n"], pat["peer_n"], pat["shift"]) == ("Pat Provider", 30, 35, "left")
    assert pat["shares"] == {"99211": 0, "99212": 0.2, "99213": 0.8, "99214": 0, "99215": 0}
    assert pat["peer_shares"] == {
        "99211": 0,
        "99212": 0,
        "99213": 10 / 35,
        "99214": 20 / 35,
        "99215": 5 / 35,
    }
    assert pat["distance"] == pytest.approx(5 / 7)
    assert (quinn["name"], quinn["n"], quinn["shift"]) == ("Quinn Second", 30, "right")


def benchmark(name, effective_on, *rows):
    return codeset_load(
        actor=None,
        kind="em_benchmark",
        name=name,
        effective_on=effective_on,
        rows=[BenchmarkRow(*row) for row in rows],
        source_sha256=name,
    )


@pytest.mark.covers("R107")
def test_levels_stand_beside_the_benchmark_of_the_physicians_specialty(
    scoped, manager, second_provider
):
    """Pat codes most for family medicine; nothing is published of oncology."""
    first = Provider.objects.get(name="Pat Provider")
    visits(scoped, first, c99213=25)
    for _ in range(5):
        lines = [("icd10cm", "I10"), ("cpt", "99214")]
        chart_coded(scoped, lines, provider=first, specialty="cardiology")
    for _ in range(30):
        chart_coded(scoped, lines, provider=second_provider, specialty="oncology")
    before = evaluation_build(actor=manager, period=MARCH)
    assert [family["benchmark"] for family in before["families"]] == [None, None]
    benchmark("2024", dt.date(2026, 1, 1), ("family_medicine", "99213", 3))
    old = benchmark(
        "2025",
        dt.date(2026, 3, 31),
        ("family_medicine", "99213", 50),
        ("family_medicine", "99214", 50),
        ("cardiology", "99213", 1),
        ("family_medicine", "99203", 9),
    )
    benchmark("2026", dt.date(2026, 4, 1), ("family_medicine", "99215", 1))
    values = evaluation_build(actor=manager, period=MARCH)
    established, _ = values["families"]
    pat, quinn = established["physicians"]
    assert (established["benchmark"], pat["specialty"]) == (old.name, "Family medicine")
    assert pat["benchmark_shares"] == {
        "99211": 0,
        "99212": 0,
        "99213": 0.5,
        "99214": 0.5,
        "99215": 0,
    }
    assert pat["benchmark_distance"] == pytest.approx(25 / 30 - 0.5)
    assert (quinn["benchmark_shares"], quinn["benchmark_distance"]) == ({}, None)
    shown = render_to_string("reports/sections/evaluation.html", {"values": values})
    assert "the benchmark of the specialty (2025)" in shown
    frozen, now = ({"sections": {"evaluation": each}} for each in (before, values))
    assert restatements(frozen, now) == []


def test_two_physicians_of_one_name_are_two(scoped, manager, second_provider):
    Provider.objects.update(name="Pat Provider")
    visits(scoped, Provider.objects.get(npi="1234567893"), c99203=30)
    visits(scoped, second_provider, c99203=30)
    _, new = evaluation_build(actor=manager, period=MARCH)["families"]
    assert [(row["name"], row["n"], row["peer_n"]) for row in new["physicians"]] == [
        ("Pat Provider", 30, 30),
        ("Pat Provider", 30, 30),
    ]


def test_a_blind_parallel_answer_is_not_counted_again(scoped, manager):
    lines = [("icd10cm", "I10"), ("cpt", "99213")]
    made = chart_coded(scoped, lines, work="code")
    parallel = make.work_item(made, kind="parallel", side="practice", state="done")
    for revision, item in ((1, parallel), (2, None)):
        make.coding(
            made,
            scoped.user("in_house_coder"),
            [("icd10cm", "I10"), ("cpt", "99214")],
            attested_at=NOON,
            party="in_house",
            revision=revision,
            work_item=item,
        )
    chart_coded(scoped, lines, work="code", party="in_house")
    chart_coded(scoped, lines, at=dt.datetime(2026, 4, 1, 4, tzinfo=dt.UTC))  # April there too
    established, _ = evaluation_build(actor=manager, period=MARCH)["families"]
    assert (established["n"], established["shares"]["99213"]) == (2, 1.0)


def query(world, provider, *, state, encounter_class="outpatient", **fields):
    """A query of 5 March; answered after `hours` where it is answered."""
    sent = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)
    hours = fields.pop("hours", 48)
    return Query.objects.create(
        **{
            "engagement": world.own,
            "chart": make.chart(world.own, encounter_class=encounter_class, specialty="cardiology"),
            "provider": provider,
            "kind": "open",
            "category": "specificity",
            "title": "Specificity",
            "state": state,
            "asked_by": world.user("vendor_coder"),
            "sent_at": sent,
            "due_at": sent + 48 * HOUR,
            "closed_at": None if state == "sent" else sent + hours * HOUR,
            "response_seconds": hours * 3600 if state == "answered" else None,
        }
        | fields
    )


@pytest.fixture
def queries(scoped, second_provider):
    """Pat: agreed in 4 h, disagreed in 8 h, one unresolved. Quinn: one unresolved, one open."""
    pat = Provider.objects.get(name="Pat Provider")
    query(scoped, pat, state="answered", outcome="agreed", hours=4)
    query(scoped, pat, state="answered", outcome="disagreed", hours=8, category="conflicting")
    query(scoped, pat, state="unresolved", outcome="no_response")
    query(scoped, second_provider, state="unresolved", encounter_class="inpatient")
    query(scoped, second_provider, state="sent", encounter_class="inpatient")
    query(scoped, second_provider, state="cancelled")


def shown(rows, *keys):
    return {row["name"]: tuple(row["figures"][key]["text"] for key in keys) for row in rows}


@pytest.mark.covers("R70", "R71", "R107")
def test_queries_are_counted_per_physician_class_and_category(scoped, manager, queries):
    values = queries_build(actor=manager, period=MARCH)
    keys = ("query_volume", "query_response_rate", "query_agreement_rate", "queries_unresolved")
    assert shown(values["by_provider"], *keys, "query_response_time") == {
        "Pat Provider": ("3", "66.7%", "50.0%", "1", "6 h"),
        "Quinn Second": ("2", "0.0%", "no data", "1", "no data"),
    }
    assert shown(values["unresolved_by_class"], "query_volume", "queries_unresolved") == {
        "Outpatient": ("3", "1"),
        "Inpatient": ("2", "1"),
    }
    assert {name: cells[0] for name, cells in shown(values["by_category"], *keys).items()} == {
        "Greater specificity": "4",
        "Conflicting documentation": "1",
    }


@pytest.mark.covers("R45", "R107")
def test_codes_not_valid_on_the_date_of_service_are_counted(scoped, manager):
    release = CodeSetRelease.objects.create(
        kind="icd10cm", name="test", effective_on=dt.date(2015, 10, 1), source_sha256="0" * 64
    )
    for code, begins, ends in (
        ("I10", dt.date(2015, 10, 1), None),
        ("T38.2", dt.date(2015, 10, 1), dt.date(2025, 9, 30)),
        ("E88.82", dt.date(2025, 10, 1), None),
    ):
        Code.objects.create(
            system="icd10cm", code=code, valid_from=begins, valid_to=ends, release=release
        )
    lines = [("icd10cm", "I10"), ("icd10cm", "T38.2"), ("icd10cm", "E88.82"), ("cpt", "99213")]
    chart_coded(scoped, lines, date_of_service=dt.date(2026, 3, 2))
    chart_coded(scoped, lines[:2], date_of_service=dt.date(2025, 9, 30))
    values = compliance_build(actor=manager, period=MARCH)
    assert (values["checked"], values["not_checked"], values["invalid"]) == (5, 1, 1)
    assert (values["rate"], values["text"]) == ("0.8", "80.0%")
    assert values["invalid_codes"] == [{"system": "icd10cm", "code": "T38.2", "n": 1}]
    assert values["new_codes_used"] == [{"system": "icd10cm", "code": "E88.82", "n": 1}]
    assert values["deleted_codes_used"] == [{"system": "icd10cm", "code": "T38.2", "n": 2}]


@pytest.mark.covers("R101", "R107")
def test_denials_are_counted_by_root_cause_and_reason(scoped, manager):
    own = scoped.own
    for _ in range(3):
        make_denials.claim(own)
    one = make_denials.claim(own, specialty="cardiology")
    make_denials.denial(one, amount=50, root_cause="coding")
    make_denials.denial(one, amount=30, carc="29", suggested_class="billing")
    make_denials.denial(make_denials.claim(own), amount=20, root_cause="payer")
    make_denials.denial(make_denials.claim(own, adjudicated_on=dt.date(2026, 4, 1)), amount=999)
    values = denials_build(actor=manager, period=MARCH)
    assert [(row["label"], row["n"], row["amount"]) for row in values["root_causes"]] == [
        ("Not set yet", 1, "30.00"),
        ("Coding", 1, "50.00"),
        ("Payer", 1, "20.00"),
    ]
    assert [(row["code"], row["n"], row["coding"], row["amount"]) for row in values["pareto"]] == [
        ("CO-97", 2, 1, "70.00"),
        ("CO-29", 1, 0, "30.00"),
    ]
    rate = values["figures"]["coding_denial_rate"]
    assert (rate["text"], rate["numerator"], rate["n"]) == ("20.0%", 1, 5)
    assert shown(values["by_specialty"], "coding_denial_rate")["Cardiology"] == ("100.0%",)


def audit(world, made, *, right, coder="vendor_coder", side="vendor"):
    """A completed audit of a chart that was coded."""
    return Audit.objects.create(
        engagement=world.own,
        chart=made,
        coding=made.codings.first(),
        coder=world.user(coder),
        side=side,
        is_independent=False,
        state=AuditState.COMPLETED,
        specialty=made.specialty,
        encounter_class=made.encounter_class,
        completed_at=NOON,
        encounter_correct=right,
        reviewer_codes=2,
        coder_codes=2,
        correct_codes=2 if right else 1,
        union_codes=2 if right else 3,
        net_codes=2 if right else 0,
        findings_total=0 if right else 1,
        findings_under=0 if right else 1,
        components_correct=4 if right else 3,
        components_total=4,
    )


def audits(world, specialty, *, right, wrong, **fields):
    for number in range(right + wrong):
        made = chart_coded(world, [("icd10cm", "I10"), ("cpt", "99213")], specialty=specialty)
        audit(world, made, right=number < right, **fields)


@pytest.mark.covers("R17", "R20", "R83", "R91", "R107", "N1")
def test_a_specialty_below_its_floor_is_not_hidden_by_the_whole(scoped, manager):
    AccuracyFloor.objects.create(
        engagement=scoped.own,
        terms=Terms.objects.get(),
        specialty="oncology",
        method="encounter",
        floor=Decimal("0.98"),
    )
    Terms.objects.update(verdict_test="point_estimate")
    audits(scoped, "cardiology", right=38, wrong=0)
    audits(scoped, "oncology", right=1, wrong=1, coder="vendor_lead")
    values = accuracy_build(actor=manager, period=MARCH)
    said = {
        group["key"]: [
            (row["name"], row["n"], row["methods"][0]["text"], row["floor"], row["verdict"])
            for row in group["rows"]
        ]
        for group in values["groups"]
    }
    assert (values["total"]["methods"][0]["text"], values["total"]["verdict"]) == ("97.5%", "met")
    assert said == {
        "side": [("Vendor's QA", 40, "97.5%", "0.950", "met")],
        "specialty": [
            ("Cardiology", 38, "100.0%", "0.950", "met"),
            ("Oncology", 2, "50.0%", "0.980", "not_met"),
        ],
        "coder": [
            ("Vendor Coder", 38, "100.0%", "0.950", "met"),
            ("Vendor Lead", 2, "50.0%", "0.950", "not_met"),
        ],
    }


@pytest.mark.covers("R91")
def test_the_vendors_own_audits_stand_beside_the_independent_ones(scoped, manager):
    audits(scoped, "cardiology", right=4, wrong=0)
    audits(scoped, "cardiology", right=1, wrong=1, side="auditor")
    side, *_ = accuracy_build(actor=manager, period=MARCH)["groups"]
    assert {(row["name"], row["n"], row["methods"][0]["text"]) for row in side["rows"]} == {
        ("Vendor's QA", 4, "100.0%"),
        ("Independent auditor", 2, "50.0%"),
    }


@pytest.mark.covers("R19")
def test_what_payers_paid_never_enters_accuracy(scoped, manager):
    made = chart_coded(scoped, [("icd10cm", "I10"), ("cpt", "99213")], specialty="cardiology")
    audit(scoped, made, right=False)
    before = accuracy_build(actor=manager, period=MARCH)
    assert before["total"]["methods"][0]["text"] == "0.0%"
    make_denials.claim(scoped.own, chart=made, paid=100)
    assert accuracy_build(actor=manager, period=MARCH) == before
    texts = [each["definition"] for each in before["definitions"]]
    assert len(texts) == len(set(texts)) == 7


@pytest.mark.covers("R107")
def test_turnaround_is_given_with_its_range_by_class(scoped, manager):
    for hours, encounter_class in ((10, "outpatient"), (30, "outpatient"), (70, "inpatient")):
        chart_coded(
            scoped,
            [("icd10cm", "I10")],
            encounter_class=encounter_class,
            received_at=NOON - 3 * 24 * HOUR,
            documentation_complete_at=NOON - hours * HOUR,
            due_at=NOON + (HOUR if hours < 70 else -HOUR),
            turnaround_seconds=hours * 3600,
        )
    values = turnaround_build(actor=manager, period=MARCH)
    spread = {row["name"]: (row["n"], row["text"]) for row in values["range"]}
    assert spread["Inpatient"] == (1, dict.fromkeys(spread["Inpatient"][1], "2 d 22 h"))
    n, text = spread["Outpatient"]
    assert (n, text["mean"], text["least"], text["most"]) == (2, "20 h", "10 h", "1 d 6 h")
    attained = shown(values["by_class"], "turnaround_attainment", "average_turnaround")
    assert attained == {"Outpatient": ("100.0%", "20 h"), "Inpatient": ("0.0%", "2 d 22 h")}


@pytest.mark.covers("R103")
def test_rework_is_what_analysts_sent_back(scoped, actor_of, manager, time_machine):
    analyst, own = actor_of("denial_analyst"), scoped.own
    causes = (("coding", 50), ("coding", 30), ("payer", 20))
    found = [
        make_denials.denial(make_denials.claim(own), amount=amount, root_cause=cause)
        for cause, amount in causes
    ]
    time_machine.move_to(dt.datetime(2026, 4, 1, 3, 30, tzinfo=dt.UTC), tick=False)  # March there
    for denial in found:
        denial_move(actor=analyst, denial=denial, step="rework")
    denial_move(actor=analyst, denial=found[0], step="overturn")
    time_machine.move_to(dt.datetime(2026, 4, 1, 4, 30, tzinfo=dt.UTC), tick=False)
    denial_move(actor=analyst, denial=found[1], step="uphold")
    assert StateEvent.objects.filter(model="denials.Denial").count() == 5
    assert summary_build(actor=manager, period=MARCH)["rework"] == {
        "opened": 3,
        "done": 1,
        "coding": 2,
        "coding_amount": "80.00",
    }


@pytest.mark.covers("R108", "R102")
def test_the_key_figures_stand_on_one_page(scoped, manager, queries):
    audits(scoped, "cardiology", right=9, wrong=1)
    make_denials.claim(scoped.own)
    make_denials.denial(make_denials.claim(scoped.own), amount=50)
    front_end = make_denials.claim(scoped.own)
    make_denials.denial(front_end, carc="27", amount=50, suggested_class="front_end")
    chart_coded(
        scoped,
        [("icd10cm", "I10")],
        documentation_complete_at=NOON - 20 * HOUR,
        due_at=NOON + HOUR,
        turnaround_seconds=20 * 3600,
    )
    values = summary_build(actor=manager, period=MARCH)
    assert values["accuracy"]["text"] == "90.0%"
    assert values["accuracy_floor"] == "0.950"
    assert values["terms_version"] == 1
    texts = {key: one["text"] for key, one in values["figures"].items()}
    assert {
        key: texts[key]
        for key in (
            "average_turnaround",
            "coding_denial_rate",
            "query_response_time",
            "first_pass_rate",
            "first_pass_rate_coding",
            "first_pass_rate_other",
        )
    } == {
        "average_turnaround": "20 h",
        "coding_denial_rate": "33.3%",
        "query_response_time": "6 h",
        "first_pass_rate": "33.3%",
        "first_pass_rate_coding": "66.7%",
        "first_pass_rate_other": "66.7%",
    }


def changed(before, after):
    found = restatements({"sections": {"part": before}}, {"sections": {"part": after}})
    return {change.path.removeprefix("/part/"): (change.published, change.now) for change in found}


@pytest.mark.covers("R114")
def test_a_chart_recoded_after_the_month_is_a_restatement(scoped, manager):
    visits(scoped, Provider.objects.get(name="Pat Provider"), c99213=30)
    before = evaluation_build(actor=manager, period=MARCH)
    coding = Coding.objects.order_by("pk").first()
    lines = [("icd10cm", "I10"), ("cpt", "99214")]
    make.coding(coding.chart, coding.coder, lines, revision=2, attested_at=NOON)
    found = changed(before, evaluation_build(actor=manager, period=MARCH))
    pat = "families/Established patients/physicians/Pat Provider"
    assert found[f"{pat}/counts/99213"] == (30, 29)
    assert found[f"{pat}/shares/99214"] == ("0.0%", "3.3%")


@pytest.mark.covers("R114")
def test_a_root_cause_set_later_changes_its_own_rows_alone(scoped, manager):
    for amount in (50, 30, 20):
        make_denials.denial(make_denials.claim(scoped.own), amount=amount)
    before = denials_build(actor=manager, period=MARCH)
    Denial.objects.filter(amount=50).update(root_cause="payer")
    assert {
        path: values
        for path, values in changed(before, denials_build(actor=manager, period=MARCH)).items()
        if path.startswith("root_causes")
    } == {
        "root_causes/Not set yet/n": (3, 2),
        "root_causes/Not set yet/amount": ("100.00", "50.00"),
        "root_causes/Payer/n": (None, 1),
        "root_causes/Payer/amount": (None, "50.00"),
    }


def test_what_a_newer_program_adds_is_no_restatement():
    old = {"figures": {"a": {"text": "1"}}, "rows": [{"name": "x", "n": 1}]}
    new = {"figures": {"a": {"text": "1", "url": "/"}, "b": {"text": "2"}}, "rows": old["rows"]}
    assert changed(old, new) == {}


@pytest.mark.parametrize("specialties", [1, 3])
def test_accuracy_takes_the_same_queries_whatever_the_groups(
    scoped, manager, specialties, django_assert_num_queries
):
    for name in ("cardiology", "oncology", "neurology")[:specialties]:
        audits(scoped, name, right=1, wrong=0, coder=("vendor_coder", "vendor_lead")[len(name) % 2])
    with django_assert_num_queries(13):
        accuracy_report(manager, MARCH)
