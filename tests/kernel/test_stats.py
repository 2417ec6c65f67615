import csv
import itertools
from decimal import Decimal
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.kernel import stats
from engagements.kernel.stats import LegalTest, Reference, Stratum, Verdict

NINETY, EIGHTY = Decimal("0.90"), Decimal("0.80")


@pytest.mark.covers("R92", "N3")
@pytest.mark.parametrize(
    ("population", "n", "errors", "confidence", "expected"),
    [
        (1000, 20, 0, NINETY, (0, 137)),
        (400, 30, 0, NINETY, (0, 36)),
        (1000, 59, 0, NINETY, (0, 48)),
        (1000, 100, 0, NINETY, (0, 28)),
        (1000, 100, 5, NINETY, (21, 99)),
        (1000, 100, 5, EIGHTY, (26, 88)),
    ],
)
def test_hypergeometric_limits_match_the_attribute_table(
    population, n, errors, confidence, expected
):
    limits = stats.hypergeometric_limits(population, n, errors, confidence)
    assert (limits.lower, limits.upper) == expected


@pytest.mark.parametrize(
    ("population", "n", "errors", "lower", "upper"),
    [
        (1000, 20, 0, 86.30, 100),
        (400, 30, 0, 91.00, 100),
        (1000, 59, 0, 95.20, 100),
        (1000, 100, 0, 97.20, 100),
        (1000, 100, 5, 90.10, 97.90),
    ],
)
def test_hypergeometric_limits_read_as_accuracy(population, n, errors, lower, upper):
    interval = stats.hypergeometric_limits(population, n, errors).accuracy
    assert (round(interval.lower * 100, 2), round(interval.upper * 100, 2)) == (lower, upper)
    assert interval.method == "hypergeometric"
    assert interval.one_sided_confidence == Decimal("0.95")


@pytest.mark.parametrize(
    ("errors", "n", "lower", "upper"),
    [
        (0, 20, 0, 0.1391),
        (0, 30, 0, 0.0950),
        (0, 59, 0, 0.0495),
        (0, 100, 0, 0.0295),
        (5, 100, 0.0199, 0.1023),
    ],
)
def test_clopper_pearson_matches_the_attribute_table(errors, n, lower, upper):
    interval = stats.clopper_pearson(errors, n)
    assert (round(interval.lower, 4), round(interval.upper, 4)) == (lower, upper)


def test_clopper_pearson_matches_intervals_computed_with_r(shared_data):
    with (shared_data / "stats/binom_ci_R.csv").open() as file:
        exact = [row for row in csv.DictReader(file) if row["method"] == "exact"]
    assert exact
    for row in exact:
        ours = stats.clopper_pearson(int(row["count"]), int(row["nobs"]), Decimal("0.95"))
        assert ours.lower == pytest.approx(float(row["ci_low"]), abs=5e-8)  # R printed eight digits
        assert ours.upper == pytest.approx(float(row["ci_upp"]), abs=5e-8)  # R printed eight digits


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_clopper_pearson_agrees_with_statsmodels(proportion):
    from statsmodels.stats.proportion import proportion_confint

    successes, n = proportion
    lower, upper = proportion_confint(successes, n, alpha=0.1, method="beta")
    ours = stats.clopper_pearson(successes, n)
    assert ours.lower == pytest.approx(0.0 if successes == 0 else lower)
    assert ours.upper == pytest.approx(1.0 if successes == n else upper)


@given(st.data())
def test_hypergeometric_limits_follow_their_definition(data):
    population = data.draw(st.integers(1, 60))
    n = data.draw(st.integers(1, population))
    x = data.draw(st.integers(0, n))
    possible = range(x, population - (n - x) + 1)
    tail = 0.05 * (1 - 1e-12)

    def ways(marked, chosen):
        return comb(marked, chosen) * comb(population - marked, n - chosen) / comb(population, n)

    limits = stats.hypergeometric_limits(population, n, x)
    assert limits.lower == min(
        m for m in possible if sum(ways(m, k) for k in range(x, n + 1)) >= tail
    )
    assert limits.upper == max(m for m in possible if sum(ways(m, k) for k in range(x + 1)) >= tail)


def test_hypergeometric_limits_agree_with_scipy_on_a_large_population():
    from scipy.stats import hypergeom

    limits = stats.hypergeometric_limits(250_000, 400, 31)
    assert hypergeom.cdf(31, 250_000, limits.upper, 400) >= 0.05
    assert hypergeom.cdf(31, 250_000, limits.upper + 1, 400) < 0.05
    assert hypergeom.sf(30, 250_000, limits.lower, 400) >= 0.05
    assert hypergeom.sf(30, 250_000, limits.lower - 1, 400) < 0.05


def test_a_census_leaves_nothing_uncertain():
    limits = stats.hypergeometric_limits(40, 40, 3)
    assert (limits.lower, limits.upper) == (3, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((10, 11, 0), "cannot come from"),
        ((10, 5, 6), "not a proportion"),
        ((10, 0, 0), "not a proportion"),
        ((10, 5, 1, Decimal(1)), "confidence"),
    ],
)
def test_hypergeometric_limits_refuse_what_cannot_be(arguments, message):
    with pytest.raises(ValueError, match=message):
        stats.hypergeometric_limits(*arguments)


def test_accuracy_interval_uses_the_population_where_known():
    assert stats.accuracy_interval(95, 100, 1000).method == "hypergeometric"
    assert stats.accuracy_interval(95, 100).method == "Clopper-Pearson"


def _verdict(correct, n, population=1000, floor="0.95", test=LegalTest.INTERVAL):
    return stats.verdict(
        floor=Decimal(floor),
        point=correct / n,
        interval=stats.accuracy_interval(correct, n, population),
        test=test,
    )


@pytest.mark.covers("N3", "R20")
@pytest.mark.parametrize(
    ("correct", "n", "expected"),
    [
        (95, 100, Verdict.INCONCLUSIVE),
        (90, 100, Verdict.NOT_MET),
        (100, 100, Verdict.MET),
        (59, 59, Verdict.MET),
        (20, 20, Verdict.INCONCLUSIVE),
    ],
)
def test_verdict_compares_the_interval_with_the_floor(correct, n, expected):
    assert _verdict(correct, n) is expected


def test_verdict_by_point_estimate_has_two_answers():
    assert _verdict(95, 100, test=LegalTest.POINT) is Verdict.MET
    assert _verdict(94, 100, test=LegalTest.POINT) is Verdict.NOT_MET


def test_verdict_without_data_is_inconclusive():
    for test in LegalTest:
        nothing = stats.verdict(floor=Decimal("0.95"), point=None, interval=None, test=test)
        assert nothing is Verdict.INCONCLUSIVE
    assert stats.verdict(floor=Decimal("0.95"), point=0.5, interval=None) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(("floor", "n"), [("0.95", 59), ("0.97", 99), ("0.98", 149)])
def test_zero_error_sample_size_matches_the_published_counts(floor, n):
    assert stats.zero_error_sample_size(Decimal(floor)) == n


def test_zero_error_sample_size_is_smaller_in_a_small_population():
    assert stats.zero_error_sample_size(Decimal("0.95"), 100) == 39
    shown = [stats.accuracy_interval(n, n, 100).lower >= 0.95 for n in range(1, 101)]
    assert shown.index(True) + 1 == 39
    assert stats.zero_error_sample_size(Decimal("0.95"), 1) == 1


def test_twenty_clean_charts_prove_no_more_than_86_percent():
    assert stats.clopper_pearson(20, 20).lower == pytest.approx(0.861, abs=0.0005)


@pytest.mark.parametrize(
    ("rate", "margin", "confidence", "population", "n"),
    [
        ("0.05", "0.03", "0.90", 1000, 126),
        ("0.05", "0.03", "0.95", 1000, 169),
        ("0.05", "0.02", "0.90", 5000, 302),
        ("0.5", "0.05", "0.90", 10000, 264),
    ],
)
def test_attribute_sample_size_matches_the_table(rate, margin, confidence, population, n):
    assert (
        stats.attribute_sample_size(
            expected_rate=Decimal(rate),
            margin=Decimal(margin),
            population=population,
            confidence=Decimal(confidence),
        )
        == n
    )


def test_variable_sample_size_from_a_probe():
    sizes = [
        stats.variable_sample_size(
            mean=54.55,
            deviation=96.09788123,
            relative_precision=Decimal(precision),
            population=1000,
        )
        for precision in ("0.25", "0.5", "10")
    ]
    assert sizes == [119, 33, 2]
    with pytest.raises(ValueError, match="positive mean"):
        stats.variable_sample_size(
            mean=0, deviation=1, relative_precision=Decimal("0.25"), population=10
        )


def test_variable_appraisal_matches_the_hand_checked_sample():
    overpaid = [0, 0, 120, 0, Decimal("45.50"), 0, 0, 300, 0, 80]
    found = stats.appraise(overpaid, 1000)
    assert found.total == pytest.approx(54_550.00)
    assert found.standard_error == pytest.approx(30_236.49, abs=0.005)
    assert found.quantile == pytest.approx(1.8331129327)
    assert found.lower == pytest.approx(-876.91, abs=0.005)
    assert found.upper == pytest.approx(109_976.91, abs=0.005)
    assert found.reported_lower == 0
    assert not found.supports_repayment
    at_eighty = stats.appraise(overpaid, 1000, confidence=EIGHTY)
    assert at_eighty.quantile == pytest.approx(1.3830287384)
    assert at_eighty.lower == pytest.approx(12_732.06, abs=0.005)
    assert at_eighty.upper == pytest.approx(96_367.94, abs=0.005)
    assert at_eighty.supports_repayment


def test_variable_appraisal_reproduces_the_published_farm_survey():
    """Lohr's agsrs by its summary: mean 297,897.05 of 300 of 3,078 counties."""
    total, error, quantile = 916_927_110, 58_169_381, 1.6499657674
    mean = total / 3078
    deviation = error / 3078 / ((1 - 300 / 3078) / 300) ** 0.5
    # 300 values with exactly this mean and deviation
    half = deviation * (299 / 300) ** 0.5
    values = [mean + half, mean - half] * 150
    found = stats.appraise(values, 3078)
    assert found.quantile == pytest.approx(quantile)
    assert found.standard_error == pytest.approx(error)
    assert found.lower == pytest.approx(820_949_622.64, abs=1)
    assert found.upper == pytest.approx(1_012_904_597.36, abs=1)


STRATA = [
    Stratum("A", 600, [0, 0, 50, 0, 0, 20]),
    Stratum("B", 300, [0, 100, 0, 40]),
    Stratum("C", 100, [200, 0, 150]),
]


def test_stratified_appraisal_matches_the_hand_checked_strata():
    found = stats.stratified(STRATA)
    assert found.total == pytest.approx(29_166.6667, abs=0.0001)
    assert found.standard_error == pytest.approx(10_457.4269, abs=0.0001)
    assert found.lower == pytest.approx(11_965.73, abs=0.005)
    assert found.upper == pytest.approx(46_367.60, abs=0.005)
    each = [stats.stratified([stratum]) for stratum in STRATA]
    assert [round(part.total, 4) for part in each] == [7000.0, 10500.0, 11666.6667]
    assert [round(part.standard_error, 4) for part in each] == [4974.9372, 7041.3067, 5918.4270]


def test_stratified_appraisal_by_t_loses_a_degree_of_freedom_per_stratum():
    found = stats.stratified(STRATA, reference=Reference.T)
    assert found.quantile == pytest.approx(1.8124611228)
    assert found.precision == pytest.approx(1.8124611228 * 10_457.4269 / 29_166.6667)


def test_appraisals_refuse_a_single_observation():
    with pytest.raises(ValueError, match="sample: 1 values"):
        stats.appraise([5], 10)
    with pytest.raises(ValueError, match="at least one stratum"):
        stats.stratified([])
    assert stats.appraise([0, 0], 10).precision is None


def test_kappa_of_a_known_table():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    agreement = stats.kappa(pairs)
    assert (agreement.n, agreement.observed, agreement.expected) == (50, 0.7, 0.5)
    assert agreement.kappa == pytest.approx(0.4)


@given(st.lists(st.tuples(st.sampled_from("2345"), st.sampled_from("2345")), min_size=1))
def test_kappa_agrees_with_statsmodels(pairs):
    from statsmodels.stats.inter_rater import cohens_kappa

    table = [[pairs.count((a, b)) for b in "2345"] for a in "2345"]
    ours = stats.kappa(pairs)
    if ours.kappa is None:
        assert len(set(itertools.chain.from_iterable(pairs))) == 1
    else:
        assert ours.kappa == pytest.approx(cohens_kappa(table, return_results=False))


def test_kappa_without_pairs_says_nothing():
    assert stats.kappa([]) is None


def test_jaccard_counts_shared_over_all():
    assert stats.jaccard({"E11.9", "I10"}, ["I10", "N18.31"]) == pytest.approx(1 / 3)
    assert stats.jaccard([], []) == 1.0


def test_total_variation_is_half_the_summed_difference():
    mine = {"99213": 60, "99214": 40}
    peers = {"99213": 300, "99214": 600, "99215": 100}
    assert stats.total_variation(mine, peers) == pytest.approx(0.3)
    assert stats.total_variation(mine, mine) == 0
    assert stats.total_variation({"99213": 1}, {"99215": 3}) == 1
    assert stats.total_variation({}, peers) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 1))
def test_percentile_interpolates_as_the_database_does(values, share):
    from numpy import percentile as numpy_percentile

    assert stats.percentile(sorted(values), share) == pytest.approx(
        float(numpy_percentile(values, share * 100)), abs=1e-6
    )


def test_summarize_gives_median_p90_and_range():
    summary = stats.summarize([4, 1, 3, 2, 10])
    assert (summary.n, summary.mean, summary.median) == (5, 4.0, 3.0)
    assert (summary.p90, summary.least, summary.most) == (pytest.approx(7.6), 1.0, 10.0)
    assert stats.summarize([]) is None
