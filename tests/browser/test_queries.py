"""Asking from the keyboard, answering on a phone, in Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from charts.models import Chart
from charts.services import charts_release, coding_start, workitem_next
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import actor_for, system_actor
from queries.models import Query
from tests.factories import charts as make
from tests.factories.queries import sent_query

FINGER = 44
"""How high, in pixels, what a thumb must hit should be."""


def url(name, *args):
    return reverse(name, args=["own", *args])


@pytest.fixture
def asked(world):
    """Two queries, asked one after the other: each chart is held until its answer."""
    with engagement_transaction(world.own.pk):
        coder = actor_for(user=world.user("vendor_coder"), engagement=world.own)
        found = []
        for _ in range(2):
            make.work_item(make.chart(world.own))
            item = workitem_next(actor=coder)
            coding_start(actor=coder, chart=item.chart)
            found.append(sent_query(coder, item.chart))
        return found


def targets(page):
    """The heights of what is tapped to answer."""
    selector = ".query-answer label:has(input[type=radio]), .query-answer button"
    return page.eval_on_selector_all(
        selector, "all => all.map(e => e.getBoundingClientRect().height)"
    )


def looked_at(someone, theme):
    someone.theme(theme)
    someone.check()


@pytest.mark.covers("R67", "R73")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_provider_answers_two_queries_on_a_phone(world, persona, asked, theme):
    someone = persona("provider", phone=True)
    page = someone.open(url("queries:query_inbox"))
    looked_at(someone, theme)
    page.locator(".query-card").first.click()
    page.wait_for_url(f"**{url('queries:query_answer', asked[0].pk)}")
    looked_at(someone, theme)
    assert min(targets(page)) >= FINGER
    page.get_by_label("Chronic systolic heart failure").check()
    page.get_by_role("button", name="Sign and send").click()
    page.wait_for_url(f"**{url('queries:query_answer', asked[1].pk)}")
    page.get_by_label("Other (please explain)").check()
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_text("This answer needs your words")).to_be_visible()
    looked_at(someone, theme)
    page.get_by_label("In your words").fill("Mixed systolic and diastolic, chronic.")
    page.get_by_role("button", name="Sign and send").click()
    page.wait_for_url(f"**{url('queries:query_inbox')}")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    looked_at(someone, theme)
    with engagement_transaction(world.own.pk):
        outcomes = Query.objects.order_by("pk").values_list("state", "outcome", "chart__state")
        assert list(outcomes) == [
            ("answered", "agreed", "in_coding"),
            ("answered", "other", "in_coding"),
        ]


@pytest.mark.covers("R67")
def test_a_coder_asks_from_the_keyboard_and_the_chart_is_held(world, persona):
    with engagement_transaction(world.own.pk):
        chart = make.chart(world.own, state="waiting", terms=None, due_at=None)
        charts_release(actor=system_actor(world.own), chart_ids=[chart.pk])
    someone = persona("vendor_coder")
    page = someone.open(url("charts:worklist"))
    page.get_by_role("button", name="Next chart").click()
    page.wait_for_url("**/code/")
    coding = page.url
    page.keyboard.press("Alt+q")
    page.wait_for_url("**/queries/ask/**")
    someone.check()
    page.get_by_label("Category").select_option("specificity")
    page.get_by_label("Question").fill("Can the documented heart failure be further specified?")
    page.get_by_label("Clinically supported options").fill("Acute\nChronic")
    page.get_by_label("Clinical indicator 1").fill("Ejection fraction 30 %")
    page.get_by_label("Quoted from").first.fill("Echocardiogram")
    page.get_by_label("Clinical indicator 1").focus()
    page.get_by_role("button", name="Check and send").press("Enter")
    expect(page.get_by_text("The chart's clock rests until the answer")).to_be_visible()
    someone.check()
    page.goto(coding)
    expect(page.get_by_text("A query is open", exact=True)).to_be_visible()
    someone.check()
    with engagement_transaction(world.own.pk):
        assert Chart.objects.get().state == "queried"
