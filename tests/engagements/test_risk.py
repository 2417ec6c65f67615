"""The risks of specialties: suggested, changed from a day on, and shown beside the chart."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import SpecialtyRisk
from engagements.selectors import engagement_today
from engagements.selectors.risk import risks_of_chart, specialty_weights
from engagements.services.risk import SUGGESTED, risk_add, risk_change, risk_end, risks_fill
from tests.factories.charts import chart, coding, work_item
from tests.factories.workforce import risk as make_risk

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EIGHT = {
    *("cardiology", "oncology", "orthopedics", "emergency_medicine"),
    *("behavioral_health", "anesthesia", "radiology", "neurology"),
}


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


@pytest.fixture
def today_(scoped):
    return engagement_today(scoped.own)


@pytest.mark.covers("R60")
def test_suggested_risks_cover_the_eight_specialties_and_are_added_once(manager):
    assert {entry.specialty for entry in SUGGESTED} == EIGHT
    assert risks_fill(actor=manager) == len(SUGGESTED)
    ended = SpecialtyRisk.objects.get(specialty="radiology", key="duplicate")
    ended.delete()
    assert risks_fill(actor=manager) == 1
    assert SpecialtyRisk.objects.count() == len(SUGGESTED)


@pytest.mark.covers("R60")
def test_a_change_holds_from_today_and_leaves_what_was(scoped, manager, today_):
    old = make_risk(scoped)
    new = risk_change(
        actor=manager, risk=old, title="Bundles", check_text="Look.", weight=Decimal(3)
    )
    old = SpecialtyRisk.objects.get(pk=old.pk)
    assert (old.weight, old.effective_to) == (Decimal(2), today_ - DAY)
    assert (new.key, new.weight, new.effective_from) == ("bundling", Decimal(3), today_)
    assert specialty_weights(scoped.own, today_ - DAY) == {"cardiology": Decimal(2)}
    assert specialty_weights(scoped.own, today_) == {"cardiology": Decimal(3)}
    with pytest.raises(StaleState):
        risk_change(actor=manager, risk=old, title="x", check_text="x", weight=Decimal(1))


def test_the_heaviest_risk_in_force_is_the_weight_of_the_specialty(scoped, manager, today_):
    make_risk(scoped)
    light = make_risk(scoped, key="global", title="Global", weight="1.5")
    assert specialty_weights(scoped.own, today_) == {"cardiology": Decimal(2)}
    risk_end(actor=manager, risk=light, on=today_)
    assert [row.key for row in risks_of_chart(manager, chart(scoped.own, specialty="cardiology"))]


def test_an_own_risk_is_added_once_and_by_those_who_may(manager, actor_of):
    values = {"title": "Stress tests", "check_text": "Both parts?", "weight": Decimal("1.2")}
    row = risk_add(actor=manager, specialty="Cardiology", **values)
    assert (row.specialty, row.key) == ("cardiology", "stress-tests")
    with pytest.raises(DomainError, match="is kept for this specialty"):
        risk_add(actor=manager, specialty="cardiology", **values)
    with pytest.raises(DomainError):
        risk_add(actor=manager, specialty="oncology", **(values | {"weight": Decimal(0)}))
    with pytest.raises(NotAllowed):
        risk_add(actor=actor_of("vendor_coder"), specialty="oncology", **values)


@pytest.mark.covers("R60")
def test_the_checklist_stands_beside_the_chart_and_where_it_is_coded(scoped, client_of):
    make_risk(scoped)
    make_risk(scoped, specialty="oncology", key="infusion", title="Infusion hierarchy")
    row = chart(scoped.own, specialty="cardiology", state="in_coding")
    coder = scoped.user("vendor_coder")
    work_item(row, state="leased", assignee=coder)
    coding(row, coder, [("icd10cm", "I10")], attest=False)
    client = client_of("vendor_coder")
    for name in ("charts:chart_detail", "charts:chart_code"):
        text = client.get(reverse(name, kwargs={"engagement": "own", "chart_id": row.pk})).text
        assert "Bundled procedures" in text, name
        assert "Infusion hierarchy" not in text, name


@pytest.mark.covers("R60")
def test_the_page_lists_fills_changes_and_ends(world, client_of):
    client, there = client_of("practice_manager"), {"engagement": "own"}
    page = reverse("engagements:risks", kwargs=there)
    assert "No risks yet" in client.get(page).text
    filled = client.post(reverse("engagements:risks-fill", kwargs=there), follow=True)
    assert f"{len(SUGGESTED)} risks were added." in filled.text
    assert "Infusion hierarchy" in filled.text
    new = {"specialty": "urology", "title": "Stents", "check_text": "Side?", "weight": "2"}
    assert (
        "Urology"
        in client.post(reverse("engagements:risk-create", kwargs=there), new, follow=True).text
    )
    assert "Change" not in client_of("vendor_lead").get(page).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_has_the_same_queries_for_any_number(
    scoped, client_of, django_assert_num_queries, count
):
    for number in range(count):
        make_risk(scoped, key=f"risk-{number}")
    client = client_of("practice_manager")
    url = reverse("engagements:risks", kwargs={"engagement": "own"})
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
