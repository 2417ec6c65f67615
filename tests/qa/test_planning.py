from decimal import Decimal

import pytest

from engagements.kernel.stats import LegalTest, Verdict
from qa.planning import sample_preview


@pytest.mark.covers("N3", "R86")
def test_preview_says_what_a_sample_of_twenty_can_show():
    preview = sample_preview(
        population=1000, size=20, confidence=Decimal("0.90"), floor=Decimal("0.95")
    )
    assert [p.errors for p in preview.prospects] == [0, 1, 2, 3, 4, 5]
    clean = preview.prospects[0]
    assert (clean.value, clean.interval.lower, clean.interval.upper) == (1.0, 0.863, 1.0)
    assert [p.verdict for p in preview.prospects] == [
        Verdict.INCONCLUSIVE,
        Verdict.INCONCLUSIVE,
        Verdict.INCONCLUSIVE,
        Verdict.INCONCLUSIVE,
        Verdict.NOT_MET,
        Verdict.NOT_MET,
    ]
    assert preview.share == 0.02
    assert (preview.clean_needed, preview.margin_needed) == (56, 126)


def test_preview_never_plans_more_than_there_is():
    preview = sample_preview(
        population=3, size=20, confidence=Decimal("0.90"), floor=Decimal("0.95")
    )
    assert (preview.size, [p.errors for p in preview.prospects]) == (3, [0, 1, 2, 3])
    assert preview.prospects[0].verdict is Verdict.MET  # all three of three


def test_preview_of_nothing_is_empty():
    preview = sample_preview(population=0, size=20, confidence=Decimal("0.90"), floor=None)
    assert (preview.prospects, preview.clean_needed, preview.share) == ((), None, 0.0)


def test_preview_follows_the_contracts_legal_test():
    preview = sample_preview(
        population=1000,
        size=20,
        confidence=Decimal("0.90"),
        floor=Decimal("0.95"),
        test=LegalTest.POINT,
    )
    assert [p.verdict for p in preview.prospects[:3]] == [
        Verdict.MET,
        Verdict.MET,
        Verdict.NOT_MET,
    ]


def test_preview_without_a_floor_gives_no_verdict():
    preview = sample_preview(population=100, size=2, confidence=Decimal("0.90"), floor=None)
    assert {p.verdict for p in preview.prospects} == {None}
