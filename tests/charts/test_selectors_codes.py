import datetime as dt

import pytest

from charts.edits import LineDraft
from charts.models import CodeEdit, CodeSetRelease, LicensedDescriptor
from charts.rows import CodeRow
from charts.selectors.codes import code_facts, code_prefix, code_search, code_texts, codes_validate
from charts.services.codesets import codeset_load
from engagements.kernel.scope import engagement_scope
from tests.factories.charts import chart, coding

DAY = dt.date(2026, 3, 2)
CODES = [
    CodeRow("icd10cm", "E11", "Type 2 diabetes mellitus", False),
    CodeRow("icd10cm", "E11.9", "Type 2 diabetes mellitus without complications"),
    CodeRow("icd10cm", "E11.65", "Type 2 diabetes mellitus with hyperglycemia"),
    CodeRow("icd10cm", "I10", "Essential (primary) hypertension", terms="high blood pressure"),
    CodeRow("icd10cm", "I27.0", "Primary pulmonary hypertension"),
    CodeRow("icd10cm", "K50.90", "Crohn's disease, unspecified, without complications"),
]


@pytest.fixture
def codes(db):
    load = {"actor": None, "name": "A", "effective_on": dt.date(2026, 1, 1), "source_sha256": "1"}
    codeset_load(kind="icd10cm", rows=CODES, **load)
    cpt = [
        CodeRow("cpt", "99213", "", True, dt.date(1992, 1, 1)),
        CodeRow("cpt", "99201", "", True, dt.date(1992, 1, 1), dt.date(2020, 12, 31)),
    ]
    codeset_load(kind="cpt", rows=cpt, **load)


def found(text, system="icd10cm", on_date=DAY, limit=20):
    return [c.code for c in code_search(system=system, text=text, on_date=on_date, limit=limit)]


@pytest.mark.usefixtures("codes", "scoped")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e11", ["E11.65", "E11.9"]),
        ("E119", ["E11.9"]),
        ("e11.", ["E11.65", "E11.9"]),
        ("diab type 2", ["E11.9", "E11.65"]),
        ("diab compl", ["E11.9"]),
        ("hypert", ["I10", "I27.0"]),
        ("blood pressure", ["I10"]),
        ("htn", ["I10", "I27.0"]),
        ("dm2", ["E11.9", "E11.65"]),
        ("type ii diabetes", ["E11.9", "E11.65"]),
        ("diabetes and hyperglycemia", ["E11.65"]),
        ("and", []),
        ("crohn's", ["K50.90"]),
        ("zzz", []),
        ("", []),
        ("& | ! ' :*", []),
        ("I10", ["I10"]),
    ],
)
def test_search_finds_billable_codes_by_code_or_words(text, expected):
    assert found(text) == expected


@pytest.mark.usefixtures("codes", "scoped")
def test_search_knows_the_date_of_service():
    assert found("i10", on_date=dt.date(2025, 12, 31)) == []
    assert found("992", system="cpt") == ["99213"]
    assert found("992", system="cpt", on_date=dt.date(2020, 5, 1)) == ["99201", "99213"]
    assert found("e11", limit=1) == ["E11.65"]


@pytest.mark.usefixtures("codes")
def test_what_the_engagement_codes_most_comes_first(world):
    with engagement_scope(world.own.pk):
        for _ in range(2):
            coding(chart(world.own), world.user("vendor_coder"), [("icd10cm", "E11.65")])
        assert found("diab") == ["E11.65", "E11.9"]
    with engagement_scope(world.foreign.pk):
        assert found("diab") == ["E11.9", "E11.65"]


@pytest.mark.usefixtures("scoped")
def test_encounters_of_follow_up_come_after_initial_ones():
    sprain = "Sprain of unspecified ligament of right ankle"
    rows = [
        CodeRow("icd10cm", "S93.401S", f"{sprain}, sequela"),
        CodeRow("icd10cm", "S93.401D", f"{sprain}, subsequent encounter"),
        CodeRow("icd10cm", "S93.401A", f"{sprain}, initial encounter"),
    ]
    effective = {"name": "A", "effective_on": dt.date(2026, 1, 1), "source_sha256": "1"}
    codeset_load(actor=None, kind="icd10cm", rows=rows, **effective)
    assert found("ankle sprain") == ["S93.401A", "S93.401S", "S93.401D"]
    assert found("ankle sprain sequela") == ["S93.401S"]


@pytest.mark.usefixtures("codes")
def test_licensed_descriptors_are_found_in_their_own_engagement_only(world):
    with engagement_scope(world.own.pk):
        LicensedDescriptor.objects.create(
            engagement=world.own, system="cpt", code="99213", description="Visit of ours"
        )
        assert found("visit", system="cpt") == ["99213"]
        assert code_texts(codes=[("cpt", "99213"), ("icd10cm", "I10")], on_date=DAY) == {
            ("cpt", "99213"): "Visit of ours",
            ("icd10cm", "I10"): "Essential (primary) hypertension",
        }
    with engagement_scope(world.foreign.pk):
        assert found("visit", system="cpt") == []
        assert code_texts(codes=[("cpt", "99213")]) == {}


def test_prefix_is_recognised_per_system():
    assert code_prefix("icd10cm", "e119") == "E11.9"
    assert code_prefix("icd10cm", "qa0.01") == "QA0.01"
    assert code_prefix("icd10cm", "pain") == ""
    assert code_prefix("cpt", "9921") == "9921"
    assert code_prefix("hcpcs", "j1") == "J1"
    assert code_prefix("hcpcs", "99213") == ""


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_lines(count, django_assert_num_queries, scoped):
    lines = [LineDraft("icd10cm", row.code, n) for n, row in enumerate(CODES[1 : count + 1], 1)]
    lines += [LineDraft("cpt", "99213", n, pointers=(1,)) for n in range(1, count + 1)]
    with django_assert_num_queries(2):
        code_facts(codes=[(line.system, line.code) for line in lines])
    with django_assert_num_queries(3):
        codes_validate(lines=lines, on_date=DAY)
    with django_assert_num_queries(2):
        list(code_search(system="icd10cm", text="e11", on_date=DAY, limit=count))
    with django_assert_num_queries(1):
        list(code_search(system="icd10cm", text="diabetes", on_date=DAY, limit=count))


@pytest.fixture
def edits(codes):
    release = CodeSetRelease.objects.create(
        kind="ncci", name="Q1", effective_on=DAY, source_sha256="1"
    )

    def add(kind, one, two="", **fields):
        CodeEdit.objects.create(kind=kind, column_1=one, column_2=two, release=release, **fields)

    add("ptp", "20610", "20605", modifier_indicator="1", service="practitioner")
    add("ptp", "11042", "97597", modifier_indicator="0", service="practitioner")
    add("ptp", "20610", "J1100", modifier_indicator="0", valid_to=dt.date(2020, 1, 1))
    add("mue", "20610", modifier_indicator="3", max_units=2, service="practitioner")
    add("mue", "20605", modifier_indicator="3", max_units=1, service="outpatient")
    add("add_on", "99417", "99215", modifier_indicator="1")
    add("add_on", "99417", "99205", modifier_indicator="1")
    add("add_on", "0054T", "", modifier_indicator="2")


def rules(*procedures):
    lines = [LineDraft("icd10cm", "I10", 1)]
    for number, (code, modifiers, units) in enumerate(procedures, 1):
        system = "hcpcs" if code[0] == "J" else "cpt"
        lines.append(LineDraft(system, code, number, modifiers, units, (1,)))
    edits = codes_validate(lines=lines, on_date=DAY)
    return [(e.rule, e.line.code) for e in edits if e.rule in {"ncci", "mue", "add_on"}]


@pytest.mark.covers("R57")
@pytest.mark.usefixtures("edits")
@pytest.mark.parametrize(
    ("procedures", "expected"),
    [
        ([("20610", (), 1), ("20605", (), 1)], [("ncci", "20605")]),
        ([("20610", (), 1), ("20605", ("59",), 1)], []),
        ([("11042", (), 1), ("97597", ("59",), 1)], [("ncci", "97597")]),
        ([("20610", (), 1), ("J1100", (), 1)], []),
        ([("20610", (), 2)], []),
        ([("20610", ("RT",), 2), ("20610", ("LT",), 1)], [("mue", "20610")]),
        ([("20605", (), 9)], []),
        ([("99417", (), 1)], [("add_on", "99417")]),
        ([("99417", (), 1), ("99205", (), 1)], []),
        ([("0054T", (), 1)], []),
    ],
)
def test_claim_edits_are_told(procedures, expected):
    assert rules(*procedures) == expected
