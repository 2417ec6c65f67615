import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from engagements.enums import AccuracyMethod
from engagements.kernel.metrics import Period
from engagements.models import Terms
from engagements.selectors import engagement_today
from qa.accuracy import Totals, accuracies, accuracy
from qa.reports import accuracy_report
from tests.factories import workforce
from tests.factories.charts import coded_chart
from tests.qa.factories import GOLDEN_TOTALS, UNDERCODED, coded_by_auditor, completed, one_audit


@pytest.mark.covers("R18", "R87")
def test_golden_set_gives_every_method_its_value():
    assert {each.definition.method.value: each.value for each in accuracies(GOLDEN_TOTALS)} == {
        "encounter": 0.20,
        "code_over_code": 0.75,
        "net": 0.5625,
        "coder_denominator": 0.80,
        "union": 12 / 19,
        "component": 0.80,
        "financial": 0.60,
    }
    assert round(12 / 19 * 100, 2) == 63.16


@pytest.mark.covers("R87")
def test_golden_set_gives_every_method_its_n():
    n = {each.definition.method.value: each.denominator for each in accuracies(GOLDEN_TOTALS)}
    assert n == {
        "encounter": 5,
        "code_over_code": 16,
        "net": 16,
        "coder_denominator": 15,
        "union": 19,
        "component": 20,
        "financial": 5,
    }


@pytest.mark.covers("R87")
def test_every_method_of_the_contract_is_computed():
    assert [each.definition.method for each in accuracies(GOLDEN_TOTALS)] == list(AccuracyMethod)


def test_chart_methods_use_the_population_and_code_methods_do_not():
    methods = {
        each.definition.method.value: each.interval and each.interval.method
        for each in accuracies(GOLDEN_TOTALS, population=200)
    }
    assert methods == {
        "encounter": "hypergeometric",
        "code_over_code": "Clopper-Pearson",
        "net": None,
        "coder_denominator": "Clopper-Pearson",
        "union": "Clopper-Pearson",
        "component": "Clopper-Pearson",
        "financial": "hypergeometric",
    }
    assert accuracy("encounter", GOLDEN_TOTALS).interval.method == "Clopper-Pearson"


def test_net_accuracy_can_be_negative():
    totals = Totals(audits=1, reviewer_codes=2, coder_codes=5, correct_codes=1)
    found = accuracy(AccuracyMethod.NET, totals)
    assert (found.value, found.interval) == (-1.5, None)


def test_without_audits_there_is_no_figure():
    for each in accuracies(Totals()):
        assert (each.value, each.interval, each.denominator) == (None, None, 0)


@pytest.mark.covers("R19")
def test_unjudged_payment_is_left_out_of_the_financial_method():
    assert accuracy("financial", Totals(audits=1, components_correct=4)).value is None


def test_confidence_widens_the_interval():
    narrow = accuracy("encounter", GOLDEN_TOTALS, confidence=Decimal("0.80")).interval
    wide = accuracy("encounter", GOLDEN_TOTALS, confidence=Decimal("0.95")).interval
    assert wide.lower < narrow.lower < 0.2 < narrow.upper < wide.upper


SUMS = st.builds(Totals, **dict.fromkeys(Totals.__slots__, st.integers(0, 50)))


@given(SUMS, SUMS, SUMS)
def test_totals_add_up_in_any_grouping(one, two, three):
    assert (one + two) + three == sum([three, two, one], Totals())


@pytest.mark.django_db
@pytest.mark.covers("R51")
def test_coders_new_to_the_account_stand_apart(scoped, actor_of):
    lead, auditor = actor_of("vendor_qa_lead"), actor_of("vendor_auditor")
    for role in ("vendor_coder", "vendor_lead"):
        person = scoped.user(role)
        coded_chart(scoped.own, person)
        audit = one_audit(lead, coder=person)
        completed(auditor, coded_by_auditor(auditor, audit, UNDERCODED), "under", Decimal(20))
    Terms.objects.update(probation_charts=5)
    workforce.entry(scoped)
    today = engagement_today(scoped.own)
    days = {"zone": scoped.own.time_zone, "now": timezone.now()}
    period = Period.custom(today - dt.timedelta(days=9), today, **days)
    report = accuracy_report(actor_of("practice_manager"), period)
    labels = {each.key: [row.label for row in each.rows] for each in report.sections}
    assert labels["coder"] == ["Vendor Lead"]
    assert labels["newcomer"] == ["Vendor Coder"]
