"""Where people land: My work, the engagements they may enter, and what waits there."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from engagements.kernel.scope import engagement_scope
from engagements.roles import Role
from engagements.services import membership_grant
from tests.factories import charts as make
from tests.factories import days


def names(response) -> set[str]:
    """The engagements that a page links to."""
    return set(re.findall(r'href="/e/(\w+)/"', response.text))


def test_one_engagement_is_entered_at_once(world, client_of):
    assert client_of("provider").get("/").url == "/e/own/"
    assert client_of("platform_admin").get("/").url == "/platform/"


@pytest.mark.covers("R48")
def test_the_switcher_lists_the_engagements_one_may_enter_and_no_other(world, client_of):
    coder = world.user("vendor_coder")
    client = client_of("vendor_coder")
    assert names(client.get("/engagements/")) == names(client.get("/engagements/menu/")) == {"own"}
    foreign = world.foreign
    foreign.vendor = world.own.vendor
    foreign.save()
    role = Role.VENDOR_CODER
    membership_grant(actor=None, engagement=foreign, user=coder, role=role)
    assert client.get("/").url == "/engagements/"
    page = client.get("/engagements/")
    assert names(page) == {"own", "foreign"}
    assert [entry.roles for entry in page.context["entries"]] == [["Vendor coder"]] * 2
    assert names(client.get("/engagements/menu/?here=own")) == {"own", "foreign"}
    yesterday = days.today() - dt.timedelta(days=2)
    membership_grant(actor=None, engagement=foreign, user=coder, role=role, ends_on=yesterday)
    assert names(client.get("/engagements/")) == {"own"}


def test_what_waits_is_counted_once_on_every_page(world, client_of):
    lead = client_of("vendor_lead")
    now = timezone.now()
    with engagement_scope(world.own.pk):
        for hours in (-5, 2, 40):
            due = now + dt.timedelta(hours=hours)
            make.work_item(make.chart(world.own, due_at=due), due_at=due)
    cards = lead.get("/e/own/").context["cards"]
    whole = sum(card.count for card in cards if not card.is_part)
    (entry,) = lead.get("/engagements/").context["entries"]
    assert (whole, entry.work.waiting) == (3, 3)
    badge = lead.get("/e/own/my-work/count/").text
    assert re.search(r">3<", badge)


def test_what_one_has_just_done_is_counted_at_once(world, client_of, django_assert_num_queries):
    lead = client_of("vendor_lead")
    with engagement_scope(world.own.pk):
        item = make.work_item(make.chart(world.own))
    badge = "/e/own/my-work/count/"
    assert ">1<" in lead.get(badge).text
    with django_assert_num_queries(9):
        assert ">1<" in lead.get(badge).text
    with engagement_scope(world.own.pk):
        make.work_item(make.chart(world.own))
    assert ">1<" in lead.get(badge).text
    coder = world.user("vendor_coder")
    given = {"pk": item.pk, "assignee": coder.pk, "reason": "Backlog", "confirmed": "1"}
    lead.post("/e/own/charts/worklist/", {"list_do": "bulk", "bulk": "assign", **given})
    with engagement_scope(world.own.pk):
        item.refresh_from_db()
    assert item.assignee == coder
    assert ">2<" in lead.get(badge).text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_page_of_work(world, client_of, role):
    page = client_of(role.value).get("/e/own/")
    assert page.status_code == 200
    assert page.context["role_names"] == [role.label]
    assert "Nothing waits for you" in page.text or page.context["cards"]


def test_a_coder_takes_the_next_chart_from_my_work(world, client_of):
    button = 'action="/e/own/charts/worklist/next/"'
    coder = client_of("vendor_coder")
    assert button in coder.get("/e/own/").text
    assert button not in client_of("practice_manager").get("/e/own/").text
    with engagement_scope(world.own.pk):
        item = make.work_item(make.chart(world.own))
    assert coder.post("/e/own/charts/worklist/next/").url == f"/e/own/charts/{item.chart_id}/code/"


@pytest.mark.parametrize(
    ("role", "label"),
    [
        ("vendor_lead", "Roster and credentials"),
        ("vendor_auditor", "Notices and instructions"),
        ("vendor_coder", "Notices and instructions"),
    ],
)
def test_the_menu_names_what_the_reader_finds_of_the_roster(role, label, client_of, world):
    page = client_of(role).get(f"/e/{world.own.slug}/").text
    labels = ("Roster and credentials", "Notices and instructions")
    assert [each for each in labels if each in page] == [label]
