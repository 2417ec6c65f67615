from decimal import Decimal

import pytest

from charts.comparison import compare
from qa.taxonomy import category_suggest
from qa.wording import difference_detail
from tests.charts.golden_codings import dx, px


def only(reviewer, coder):
    (difference,) = compare(reviewer, coder).differences
    return difference


@pytest.mark.covers("R84")
@pytest.mark.parametrize(
    ("reviewer", "coder", "category"),
    [
        ([px("99214", 1)], [px("99213", 1)], "downcoding"),
        ([px("99213", 1)], [px("99214", 1)], "upcoding"),
        ([px("99203", 1)], [px("99213", 1)], "new_vs_established"),
        ([px("20610", 1)], [px("20611", 1)], "wrong_procedure"),
        ([px("20610", 1)], [], "missed_code"),
        ([], [px("20610", 1)], "unsupported_code"),
        ([px("20610", 1, modifiers=("RT",))], [px("20610", 1)], "modifier"),
        ([px("70450", 1, modifiers=("26",))], [px("70450", 1)], "component"),
        ([px("97110", 1, units=Decimal(2))], [px("97110", 1, units=Decimal(3))], "units"),
        ([dx("E11.22", 1)], [dx("E11.9", 1)], "non_specific_diagnosis"),
        ([dx("E11.21", 1)], [dx("E11.22", 1)], "wrong_diagnosis"),
        ([dx("I10", 1)], [], "missed_code"),
        ([dx("I10", 1), dx("E11.9", 2)], [dx("E11.9", 1), dx("I10", 2)], "sequencing"),
        (
            [px("99213", 1, 1), dx("I10", 1), dx("E11.9", 2)],
            [px("99213", 1, 2), dx("I10", 1), dx("E11.9", 2)],
            "dx_procedure_mismatch",
        ),
    ],
)
def test_a_difference_suggests_its_category(reviewer, coder, category):
    assert category_suggest(only(reviewer, coder)) == category


@pytest.mark.covers("R84")
@pytest.mark.django_db
def test_every_suggestion_is_in_the_seeded_taxonomy():
    from qa.models import FindingCategory

    suggested = {
        "downcoding",
        "upcoding",
        "new_vs_established",
        "wrong_procedure",
        "missed_code",
        "unsupported_code",
        "modifier",
        "component",
        "units",
        "non_specific_diagnosis",
        "wrong_diagnosis",
        "sequencing",
        "dx_procedure_mismatch",
    }
    assert suggested <= set(FindingCategory.objects.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("reviewer", "coder", "words"),
    [
        ([px("20610", 1)], [], "not coded"),
        ([], [px("20610", 1)], "not supported"),
        (
            [px("20610", 1, modifiers=("RT", "25"))],
            [px("20610", 1)],
            "modifiers none; should be 25 RT",
        ),
        (
            [px("97110", 1, units=Decimal(2))],
            [px("97110", 1, units=Decimal(3))],
            "units 3; should be 2",
        ),
        (
            [px("99213", 1, 1), dx("I10", 1), dx("E11.9", 2)],
            [px("99213", 1, 2), dx("I10", 1), dx("E11.9", 2)],
            "points to E11.9; should be I10",
        ),
        (
            [dx("I10", 1), dx("E11.9", 2)],
            [dx("E11.9", 1), dx("I10", 2)],
            "listed at 2; should be at 1",
        ),
    ],
)
def test_a_difference_is_put_in_words(reviewer, coder, words):
    names = [
        {line.sequence: line.code for line in side if line.is_diagnosis}
        for side in (reviewer, coder)
    ]
    assert difference_detail(only(reviewer, coder), reviewer=names[0], coder=names[1]) == words
