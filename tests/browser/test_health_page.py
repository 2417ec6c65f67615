"""Engagement health as somebody sees it: charts drawn, numbers that open, light, dark, phone."""

import os
from pathlib import Path

import pytest

from engagements.kernel.scope import engagement_transaction
from tests.browser.conftest import PHONE, THEMES
from tests.factories.health import month_of_work

HEALTH = "/e/own/reports/"


def _keep(page, name):
    """Pictures for people, where a folder for them is named."""
    folder = os.environ.get("CONCORD_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def worked(world):
    with engagement_transaction(world.own.pk):
        month_of_work(world)
    return world


def test_health_draws_every_chart_and_holds_in_both_themes_and_on_a_phone(worked, persona):
    someone = persona("practice_manager")
    page = someone.open(HEALTH)
    page.locator("[data-chart=ageing-chart]").wait_for()
    charts = page.locator("[data-chart]")
    assert charts.count() >= 6
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(
            "n => document.querySelectorAll('[data-chart]')[n].dataset.drawn === 'yes'", arg=number
        )
    for theme, rules in THEMES:
        someone.theme(theme)
        _keep(page, f"health-{theme}")
        someone.check(rules)
    page.set_viewport_size(PHONE)
    assert someone.overflow() <= 0
    _keep(page, "health-phone")


def test_health_number_opens_its_rows_by_keyboard(worked, persona):
    page = persona("practice_manager").open(HEALTH)
    link = page.get_by_role("link", name="Charts overdue now")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/charts/?behind=overdue")
    assert "Charts overdue now" in page.locator("main").inner_text()


def test_all_numbers_come_when_their_fold_is_opened(worked, persona):
    someone = persona("practice_manager")
    page = someone.open(HEALTH)
    page.get_by_text("Show every number with its definition").focus()
    page.keyboard.press("Enter")
    row = page.locator("#all-numbers tr", has_text="Turnaround attainment")
    row.first.wait_for()
    assert "Left out: charts whose clock has not started" in row.first.inner_text()
    someone.check()


def test_health_works_without_scripts(worked, persona):
    page = persona("practice_manager", scripts=False).open(HEALTH)
    page.get_by_role("link", name="Show backlog, open queries and open denials").click()
    assert "Charts overdue now" in page.locator("main").inner_text()
    page.get_by_role("link", name="Engagement health", exact=True).first.click()
    page.get_by_label("From", exact=True).fill("2020-01-01")
    page.get_by_label("To", exact=True).fill("2020-01-31")
    page.get_by_role("button", name="Show").click()
    assert "January 2020" in page.locator("main").inner_text()
