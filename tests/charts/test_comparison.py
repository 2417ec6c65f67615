import gzip
import json
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.comparison import Component, Counts, Direction, Kind, Line, compare
from engagements.kernel.stats import jaccard
from tests.charts.golden_codings import CHART_1, GOLDEN, dx, px


def found(reviewer, coder, **options):
    return [
        (each.kind, each.line.code, each.direction)
        for each in compare(reviewer, coder, **options).differences
    ]


@pytest.mark.covers("R18", "R93")
def test_golden_set_gives_every_count():
    counts = [compare(reviewer, coder).counts() for reviewer, coder in GOLDEN]
    assert counts == [
        Counts(4, 4, 4),
        Counts(2, 2, 1, frozenset({Component.PROCEDURE})),
        Counts(4, 2, 1, frozenset({Component.DIAGNOSIS})),
        Counts(2, 3, 2, frozenset({Component.PROCEDURE})),
        Counts(4, 4, 4, frozenset({Component.LINKAGE})),
    ]
    totals = Counter()
    for each in counts:
        for name in ("reviewer", "coder", "correct", "extra", "union"):
            totals[name] += getattr(each, name)
    assert totals == {"reviewer": 16, "coder": 15, "correct": 12, "extra": 3, "union": 19}


@pytest.mark.covers("R56")
def test_golden_set_names_every_difference():
    assert [found(reviewer, coder) for reviewer, coder in GOLDEN] == [
        [],
        [(Kind.WRONG_CODE, "99214", Direction.UNDER)],
        [
            (Kind.WRONG_CODE, "E11.22", Direction.UNCLEAR),
            (Kind.MISSED, "N18.31", Direction.UNDER),
            (Kind.MISSED, "R07.9", Direction.UNDER),
        ],
        [(Kind.EXTRA, "97597", Direction.OVER)],
        [
            (Kind.LINKAGE, "99213", Direction.UNCLEAR),
            (Kind.LINKAGE, "17110", Direction.UNCLEAR),
        ],
    ]


def test_pointers_are_compared_by_the_code_they_point_to():
    reviewer = [px("99213", 1, 1, 2), dx("I10", 1), dx("E11.9", 2)]
    renumbered = [px("99213", 1, 2, 1), dx("E11.9", 1), dx("I10", 2)]
    kinds = [kind for kind, *_ in found(reviewer, renumbered)]
    assert kinds == [Kind.SEQUENCE]  # the order of diagnoses, not the linkage


def test_order_of_further_pointers_does_not_matter_but_the_first_does():
    diagnoses = [dx("I10", 1), dx("E11.9", 2), dx("N18.31", 3)]
    reviewer = [px("99213", 1, 1, 2, 3), *diagnoses]
    assert found(reviewer, [px("99213", 1, 1, 3, 2), *diagnoses]) == []
    assert found(reviewer, [px("99213", 1, 2, 1, 3), *diagnoses]) == [
        (Kind.LINKAGE, "99213", Direction.UNCLEAR)
    ]


def test_a_missing_pointer_is_a_linkage_error():
    reviewer = [px("99213", 1, 1), dx("I10", 1)]
    assert found(reviewer, [px("99213", 1), dx("I10", 1)]) == [
        (Kind.LINKAGE, "99213", Direction.UNCLEAR)
    ]


@pytest.mark.parametrize(
    ("coder", "kinds"),
    [
        ([px("99213", 1, 1), dx("E11.9", 1), dx("I10", 2)], {Kind.WRONG_CODE}),
        ([px("99213", 1, 1), dx("I10", 1)], {Kind.MISSED}),
        (
            [px("99213", 1, 1, 3), dx("E11.22", 1), dx("I10", 2), dx("Z79.4", 3)],
            {Kind.EXTRA},
        ),
        ([px("99213", 1, 1), dx("Z79.4", 1), dx("I10", 2)], {Kind.MISSED, Kind.EXTRA}),
    ],
)
def test_a_wrong_code_is_not_counted_again_as_linkage(coder, kinds):
    reviewer = [px("99213", 1, 1), dx("E11.22", 1), dx("I10", 2)]
    assert {kind for kind, *_ in found(reviewer, coder)} == kinds


def test_details_of_a_wrong_code_are_not_judged_again():
    reviewer = [px("99214", 1, 1, modifiers=("25",)), dx("I10", 1), dx("E11.9", 2)]
    coder = [px("99215", 1, 2, units=Decimal(2)), dx("I10", 1), dx("E11.9", 2)]
    assert found(reviewer, coder) == [(Kind.WRONG_CODE, "99214", Direction.OVER)]


@pytest.mark.parametrize(
    ("ours", "theirs", "direction"),
    [
        (("25",), (), Direction.UNDER),
        ((), ("59",), Direction.OVER),
        (("26",), (), Direction.OVER),
        ((), ("52",), Direction.UNDER),
        (("LT",), ("RT",), Direction.UNCLEAR),
        (("25", "26"), (), Direction.UNCLEAR),
    ],
)
def test_modifier_direction_is_given_where_it_is_known(ours, theirs, direction):
    diagnosis = dx("I10", 1)
    assert found(
        [px("93010", 1, modifiers=ours), diagnosis], [px("93010", 1, modifiers=theirs), diagnosis]
    ) == [(Kind.MODIFIER, "93010", direction)]


def test_modifier_order_case_and_code_punctuation_do_not_matter():
    reviewer = [px("20610", 1, modifiers=("59", "RT")), dx("M17.11", 1)]
    coder = [px("20610", 1, modifiers=("rt", "59")), dx("m1711", 1)]
    assert found(reviewer, coder) == []


def test_units_fail_the_procedure_component():
    comparison = compare([px("97110", 1, units=Decimal(2))], [px("97110", 1, units=Decimal(4))])
    assert [(each.kind, each.direction) for each in comparison.differences] == [
        (Kind.UNITS, Direction.OVER)
    ]
    assert comparison.counts() == Counts(1, 1, 1, frozenset({Component.PROCEDURE}))


def test_the_same_code_twice_is_paired_by_its_modifiers():
    right, left = px("20610", 1, modifiers=("RT",)), px("20610", 2, modifiers=("LT",))
    swapped = [replace(left, sequence=1), replace(right, sequence=2)]
    assert found([right, left], swapped) == []
    assert found([right, left], [right]) == [(Kind.MISSED, "20610", Direction.UNDER)]


def test_hcpcs_and_cpt_labels_are_one_family():
    assert found([Line("cpt", "G0439")], [Line("hcpcs", "G0439")]) == []


def test_first_listed_diagnosis_decides_the_component():
    reviewer = [dx("I10", 1), dx("E11.9", 2), dx("N18.31", 3)]
    later = compare(reviewer, [dx("I10", 1), dx("N18.31", 2), dx("E11.9", 3)])
    assert [each.kind for each in later.differences] == [Kind.SEQUENCE]
    assert later.counts().failed == frozenset()
    first = compare(reviewer, [dx("E11.9", 1), dx("N18.31", 2), dx("I10", 3)])
    assert [(each.kind, each.line.code) for each in first.differences] == [(Kind.SEQUENCE, "I10")]
    assert first.counts().failed == {Component.DIAGNOSIS}


def test_visits_of_different_families_are_one_wrong_choice():
    assert found([px("99283", 1)], [px("99213", 1)]) == [
        (Kind.WRONG_CODE, "99283", Direction.UNCLEAR)
    ]
    values = {"99283": Decimal("1.60"), "99213": Decimal("1.30")}
    assert found([px("99283", 1)], [px("99213", 1)], values=values) == [
        (Kind.WRONG_CODE, "99283", Direction.UNDER)
    ]


@pytest.mark.covers("R88")
def test_overturned_differences_change_the_reference():
    reviewer, coder = GOLDEN[2]
    comparison = compare(reviewer, coder)
    assert comparison.counts(overturned={0}) == Counts(4, 2, 2, frozenset({Component.DIAGNOSIS}))
    assert comparison.counts(overturned={1}) == Counts(3, 2, 1, frozenset({Component.DIAGNOSIS}))
    assert comparison.counts(overturned={0, 1, 2}) == Counts(2, 2, 2)
    extra = compare(*GOLDEN[3])
    assert extra.counts(overturned={0}) == Counts(3, 3, 3)


CODES = st.sampled_from(["99212", "99214", "20610", "20611", "11042", "97597", "J1030"])
DIAGNOSES = st.sampled_from(["E11.9", "E11.22", "I10", "N18.31", "R07.9", "M17.11", "Z79.4"])


@st.composite
def codings(draw):
    diagnoses = [
        dx(code, at) for at, code in enumerate(draw(st.lists(DIAGNOSES, unique=True)), start=1)
    ]
    pointers = st.lists(st.integers(1, max(1, len(diagnoses))), unique=True, max_size=4)
    procedures = [
        px(
            code,
            at,
            *draw(pointers),
            modifiers=tuple(draw(st.lists(st.sampled_from(["25", "59", "RT"]), unique=True))),
            units=Decimal(draw(st.integers(1, 2))),
        )
        for at, code in enumerate(draw(st.lists(CODES, max_size=5)), start=1)
    ]
    return [*procedures, *diagnoses]


@given(codings())
def test_a_coding_agrees_with_itself(coding):
    comparison = compare(coding, list(reversed(coding)))
    assert comparison.agrees
    assert len(comparison.agreed) == len(coding)
    assert comparison.counts() == Counts(len(coding), len(coding), len(coding))


MIRROR = {Kind.MISSED: Kind.EXTRA, Kind.EXTRA: Kind.MISSED}
OPPOSITE = {Direction.OVER: Direction.UNDER, Direction.UNDER: Direction.OVER}


@given(codings(), codings())
def test_swapping_the_sides_swaps_the_result(one, other):
    forth, back = compare(one, other), compare(other, one)
    there, here = forth.counts(), back.counts()
    assert (there.reviewer, there.coder) == (here.coder, here.reviewer)
    assert (there.correct, there.union, there.failed) == (here.correct, here.union, here.failed)
    assert Counter(
        (MIRROR.get(each.kind, each.kind), OPPOSITE.get(each.direction, each.direction))
        for each in forth.differences
    ) == Counter((each.kind, each.direction) for each in back.differences)


@given(codings(), codings())
def test_every_line_is_accounted_for_once(one, other):
    comparison = compare(one, other)
    counts = comparison.counts()
    assert (counts.reviewer, counts.coder) == (len(one), len(other))
    assert counts.correct == len(comparison.matched)
    alone = {Kind.MISSED, Kind.EXTRA, Kind.WRONG_CODE}
    named = Counter(each.reviewer for each in comparison.differences if each.kind in alone)
    named.update(ours for ours, _ in comparison.matched)
    del named[None]
    assert named == Counter(one)


@given(codings(), codings())
def test_upholding_nothing_leaves_nothing_wrong(one, other):
    comparison = compare(one, other)
    counts = comparison.counts(overturned=range(len(comparison.differences)))
    assert counts == Counts(len(other), len(other), len(other))


def test_natural_double_codings_are_compared_by_set_algebra(shared_data):
    """The same charts coded by inpatient and professional coders: correct = shared codes."""
    sides = defaultdict(lambda: defaultdict(set))
    with gzip.open(shared_data / "mdace/annotations.jsonl.gz", "rt") as file:
        for row in map(json.loads, file):
            if row["code_system"] == "ICD-10-CM":
                chart = row["chart"].split("-")[-1]
                sides[chart][row["setting"]].add(row["code"])
    double = [(s["inpatient"], s["profee"]) for s in sides.values() if len(s) == 2]
    assert len(double) > 20
    for inpatient, profee in double:
        reviewer, coder = (
            [dx(code, at) for at, code in enumerate(sorted(side), start=1)]
            for side in (inpatient, profee)
        )
        counts = compare(reviewer, coder).counts()
        assert counts.correct == len(inpatient & profee)
        assert (counts.reviewer, counts.coder) == (len(inpatient), len(profee))
        assert counts.union == len(inpatient | profee)
        assert counts.correct / counts.union == jaccard(inpatient, profee)


def test_chart_without_differences_is_fully_agreed():
    assert compare(CHART_1, CHART_1).agreed == tuple(
        (line, line) for line in sorted(CHART_1, key=lambda line: line.place)
    )
