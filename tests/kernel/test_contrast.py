"""Two proportions: Fisher's exact test against an independent oracle, and what would decide it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagements.kernel.stats.contrast import Contrast, contrast, fisher_exact, needed_per_group

pytestmark = pytest.mark.covers("N14")


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        ((8, 10), (1, 6), 0.034965034965034965),  # Fisher's tea-like table of the textbooks
        ((3, 4), (1, 4), 0.4857142857142857),  # the lady tasting tea
        ((0, 5), (0, 9), 1.0),
    ],
    ids=["clear", "tea", "nothing"],
)
def test_known_tables(one, other, p):
    assert fisher_exact(*one, *other) == pytest.approx(p, rel=1e-12)


@st.composite
def tables(draw):
    n, m = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    return draw(st.integers(0, n)), n, draw(st.integers(0, m)), m


@settings(max_examples=60)
@given(tables())
def test_agrees_with_the_oracle(table):
    from scipy.stats import fisher_exact as oracle  # its import takes seconds: only here

    a, n, b, m = table
    assert fisher_exact(a, n, b, m) == pytest.approx(
        oracle([[a, n - a], [b, m - b]]).pvalue, rel=1e-6, abs=1e-12
    )


@given(tables())
def test_swapping_the_groups_turns_the_verdict_round(table):
    a, n, b, m = table
    turned = {Contrast.BETTER: Contrast.WORSE, Contrast.WORSE: Contrast.BETTER}
    said = contrast((a, n), (b, m), higher_is_better=True)
    back = contrast((b, m), (a, n), higher_is_better=True)
    assert back.verdict is turned.get(said.verdict, said.verdict)
    assert back.p == pytest.approx(said.p)


def test_verdicts_and_what_it_takes():
    assert contrast((95, 100), (70, 100), higher_is_better=True).verdict is Contrast.BETTER
    assert contrast((95, 100), (70, 100), higher_is_better=False).verdict is Contrast.WORSE
    assert contrast((95, 100), (70, 100), higher_is_better=None).verdict is Contrast.DIFFERENT
    close = contrast((28, 30), (26, 30), higher_is_better=True)
    assert (close.verdict, close.n_needed) == (Contrast.INCONCLUSIVE, 248)
    assert contrast((0, 0), (1, 2), higher_is_better=True).verdict is Contrast.NO_DATA
    assert contrast(None, (1, 2), higher_is_better=True).verdict is Contrast.NO_DATA
    assert needed_per_group(0.5, 0.5) is None
    with pytest.raises(ValueError, match="no two proportions"):
        fisher_exact(3, 2, 1, 2)
