"""The compliance check of DOMAIN.md 3.3."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.enums import OptionKind, QueryCategory, QueryKind
from queries.lint import FORBIDDEN, QueryDraft, lint

pytestmark = pytest.mark.covers("R78")

GOOD = QueryDraft(
    title="Greater specificity of a documented condition",
    kind=QueryKind.MULTIPLE_CHOICE,
    category=QueryCategory.SPECIFICITY,
    question="Can the documented heart failure be further specified?",
    indicators=["Heart failure, EF 30 %, on furosemide"],
    options=[
        (OptionKind.SUBSTANTIVE, "Acute systolic heart failure"),
        (OptionKind.SUBSTANTIVE, "Chronic systolic heart failure"),
        (OptionKind.OTHER, "Other"),
        (OptionKind.UNDETERMINED, "Unable to determine"),
    ],
)


def blocked(**changes):
    return {p.field for p in lint(dataclasses.replace(GOOD, **changes)) if p.blocks}


def test_a_compliant_query_has_no_problems():
    assert lint(GOOD) == []


def test_indicators_are_required():
    assert blocked(indicators=["  "]) == {"indicators"}


@pytest.mark.parametrize(
    "words",
    [
        "This affects reimbursement.",
        "for payment",
        "Higher MS-DRG?",
        "an HCC value",
        "our quality score",
        "Please document sepsis.",
        "severity score",
        "which DRGs follow",
        "the MSDRG",
        "two HCCs",
        "a risk-adjusted score",
        "Please\ndocument sepsis.",
        "our quality\nmeasures",
    ],
)
def test_forbidden_words_block(words):
    assert blocked(question=words) == {"question"}


@pytest.mark.parametrize("words", ["adrenal", "craft", "risk of falls", "a quality of pain"])
def test_clinical_words_that_only_look_alike_do_not(words):
    assert blocked(question=words) == set()


def test_each_missing_standard_option_blocks():
    options = GOOD.options[:2]
    problems = lint(dataclasses.replace(GOOD, options=options))
    assert [p.message for p in problems] == [
        "The option 'Other' is missing.",
        "The option 'Unable to determine' is missing.",
    ]


def test_a_single_clinical_option_warns_only():
    problems = lint(dataclasses.replace(GOOD, options=GOOD.options[1:]))
    assert [(p.field, p.blocks) for p in problems] == [("options", False)]


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (QueryCategory.INDICATORS_NO_DIAGNOSIS, {"kind"}),
        (QueryCategory.SPECIFICITY, {"kind"}),
        (QueryCategory.CAUSE_EFFECT, set()),
        (QueryCategory.PRESENT_ON_ADMISSION, set()),
        (QueryCategory.CLINICAL_VALIDATION, set()),
        (QueryCategory.CONFLICTING, set()),
    ],
)
def test_yes_no_never_introduces_a_diagnosis(category, expected):
    assert blocked(kind=QueryKind.YES_NO, category=category, options=[]) == expected


def test_title_may_not_carry_an_undocumented_diagnosis():
    options = [(OptionKind.SUBSTANTIVE, "Sepsis"), *GOOD.options[1:]]
    assert blocked(title="Sepsis clarification", options=options) == {"title"}
    assert blocked(title="Heart failure", options=GOOD.options) == set()


@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_judged_without_error(question, indicators):
    problems = lint(dataclasses.replace(GOOD, question=question, indicators=indicators))
    assert all(problem.message and problem.remedy for problem in problems)


def test_every_forbidden_pattern_says_what_it_speaks_of():
    assert all(what for _, what in FORBIDDEN)
