"""The edits of a coding, one rule at a time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.edits import (
    CodeFact,
    CodeFacts,
    LineDraft,
    Severity,
    edit_coding,
    normalise_code,
    parse_modifiers,
    parse_pointers,
)

DOS = date(2026, 3, 2)
FACTS = CodeFacts(
    loaded=frozenset({"icd10cm", "cpt"}),
    known={
        ("icd10cm", "E11.9"): [CodeFact(True, date(2015, 10, 1))],
        ("icd10cm", "I10"): [CodeFact(True, date(2015, 10, 1))],
        ("icd10cm", "E11"): [CodeFact(False, date(2015, 10, 1))],
        ("icd10cm", "T38.2"): [CodeFact(True, date(2015, 10, 1), date(2025, 9, 30))],
        ("icd10cm", "N99.9"): [CodeFact(True, date(2026, 4, 1))],
        ("cpt", "99213"): [CodeFact(True, date(1992, 1, 1))],
        ("cpt", "99201"): [CodeFact(True, date(1992, 1, 1), date(2020, 12, 31))],
    },
)


def dx(code: str = "E11.9", number: int = 1, **more) -> LineDraft:
    return LineDraft("icd10cm", code, number, **more)


def cpt(code: str = "99213", number: int = 1, **more) -> LineDraft:
    return LineDraft("cpt", code, number, **{"pointers": (1,), **more})


def rules(*lines: LineDraft, on: date = DOS, **more) -> list[tuple[str, str]]:
    return [(found.rule, found.field) for found in edit_coding(lines, FACTS, on, **more)]


def test_a_clean_coding_has_no_findings():
    assert rules(dx(), dx("I10", 2), cpt(modifiers=("25",), units=2, pointers=(1, 2))) == []


@pytest.mark.covers("R45")
def test_a_date_before_every_release_is_told_as_such():
    facts = CodeFacts(FACTS.loaded, FACTS.known, since={"icd10cm": date(2015, 10, 1)})
    (found,) = edit_coding([dx()], facts, date(2015, 9, 30))
    assert found.message == (
        "The ICD-10-CM codes of 2015-09-30 are not loaded, only those since 2015-10-01: ask the"
        " platform administrator for the release in force then."
    )
    (found,) = edit_coding([dx("N99.9")], facts, date(2026, 3, 31))
    assert found.message.startswith("N99.9 starts on 2026-04-01")


@pytest.mark.covers("R45")
@pytest.mark.parametrize(
    ("line", "on", "expected"),
    [
        (dx("T38.2"), date(2025, 9, 30), []),
        (dx("T38.2"), date(2025, 10, 1), [("not_valid", "code")]),
        (dx("N99.9"), date(2026, 3, 31), [("not_valid", "code")]),
        (dx("N99.9"), date(2026, 4, 1), []),
        (dx("E11"), DOS, [("not_billable", "code")]),
        (dx("E11.99"), DOS, [("unknown", "code")]),
        (dx("11.9"), DOS, [("shape", "code")]),
    ],
)
def test_a_diagnosis_must_be_billable_and_valid_on_the_date_of_service(line, on, expected):
    assert rules(line, on=on) == expected


@pytest.mark.covers("R45")
def test_a_deleted_procedure_names_its_end_and_the_date_of_service():
    (found,) = edit_coding([dx(), cpt("99201")], FACTS, DOS)
    assert found.message == (
        "99201 ended on 2020-12-31 and is not valid on the date of service 2026-03-02: "
        "choose its successor."
    )
    assert rules(dx(), cpt("99201"), on=date(2020, 12, 31)) == []


def test_a_system_without_a_code_set_is_a_warning():
    line = LineDraft("hcpcs", "G0466", 1, pointers=(1,))
    (found,) = edit_coding([dx(), line], FACTS, DOS)
    assert (found.rule, found.severity) == ("not_loaded", Severity.WARNING)


@pytest.mark.covers("R54")
@pytest.mark.parametrize(
    ("pointers", "expected"),
    [
        ((), ["no_pointer"]),
        ((3,), ["pointer"]),
        ((0,), ["pointer"]),
        ((1, 1), ["pointer_twice"]),
        ((2, 1), []),
    ],
)
def test_pointers_lead_to_diagnosis_lines(pointers, expected):
    found = rules(dx(), dx("I10", 2), cpt(pointers=pointers))
    assert found == [(rule, "pointers") for rule in expected]


@pytest.mark.covers("R57")
@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        (("25", "LT"), []),
        (("5",), ["modifier"]),
        (("25", "25"), ["modifier_twice"]),
        (("25", "59", "LT", "RT", "76"), ["many_modifiers"]),
    ],
)
def test_modifiers_are_two_characters_and_once(modifiers, expected):
    found = rules(dx(), cpt(modifiers=modifiers))
    assert found == [(rule, "modifiers") for rule in expected]


@pytest.mark.parametrize(("units", "bad"), [(1, 0), (9999, 0), (0, 1), (None, 1), (10000, 1)])
def test_units_are_at_least_one(units, bad):
    assert rules(dx(), cpt(units=units)) == [("units", "units")] * bad


@pytest.mark.covers("R57")
def test_a_repeated_diagnosis_is_an_error_and_a_repeated_procedure_a_warning():
    assert rules(dx(), dx(number=2)) == [("duplicate_diagnosis", "code")]
    twice = edit_coding([dx(), cpt(), cpt(number=2)], FACTS, DOS)
    assert [(f.rule, f.severity) for f in twice] == [("duplicate_procedure", Severity.WARNING)]
    assert rules(dx(), cpt(), cpt(number=2, modifiers=("76",))) == []


def test_a_coding_needs_a_diagnosis():
    assert rules() == [("no_diagnosis", "")]


@pytest.mark.covers("R55")
def test_evidence_is_required_where_the_contract_says_so():
    assert rules(dx(), evidence_required=True) == [("evidence", "evidence")]
    assert rules(dx(evidence="HPI line 3"), evidence_required=True) == []


@pytest.mark.parametrize(
    ("system", "text", "expected"),
    [
        ("icd10cm", " e119 ", "E11.9"),
        ("icd10cm", "e11.9", "E11.9"),
        ("icd10cm", "I10", "I10"),
        ("cpt", "99 213", "99213"),
        ("hcpcs", "g0466", "G0466"),
    ],
)
def test_codes_are_written_one_way(system, text, expected):
    assert normalise_code(system, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A,B", (1, 2)), ("ab", (1, 2)), ("2 1", (2, 1)), ("12", (12,)), ("", ()), ("Z", (0,))],
)
def test_pointers_may_be_letters_or_numbers(text, expected):
    assert parse_pointers(text) == expected


def test_modifiers_may_be_separated_by_anything_sensible():
    assert parse_modifiers(" 25, lt;59 ") == ("25", "LT", "59")
    assert parse_modifiers("") == ()


@given(st.text(max_size=12))
def test_writing_a_code_twice_changes_nothing(text):
    once = normalise_code("icd10cm", text)
    assert normalise_code("icd10cm", once) == once
