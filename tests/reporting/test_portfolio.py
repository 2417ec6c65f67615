from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.beat import BEAT_SCHEDULE
from engagements.kernel.scope import engagement_scope
from engagements.models import Membership
from engagements.selectors import system_actor
from reporting import tasks
from reporting.models import DirtyDay, ProductionDaily
from reporting.services import rollup_refresh_all
from tests.factories.charts import coded_chart


def work(world, engagement):
    with engagement_scope(engagement.pk):
        coded_chart(engagement, world.user("vendor_coder"), turnaround_seconds=7200)
        rollup_refresh_all(actor=system_actor(engagement))


def portfolio(client):
    return client.get(reverse("reporting:portfolio", kwargs={"engagement": "own"}))


def join(world, role):
    manager = world.user("practice_manager")
    Membership.objects.create(engagement=world.foreign, user=manager, role=role)


def test_portfolio_shows_only_the_engagements_one_may_compare(world, client_of):
    work(world, world.own)
    work(world, world.foreign)
    html = portfolio(client_of("practice_manager")).content.decode()
    assert "Own engagement" in html
    assert "Foreign engagement" not in html
    join(world, "practice_manager")
    html = portfolio(client_of("practice_manager")).content.decode()
    assert "Foreign engagement" in html
    assert html.count("2 h") == 2


def test_portfolio_leaves_out_engagements_where_one_may_not_compare(world, client_of):
    join(world, "cdi_coordinator")
    assert "Foreign engagement" not in portfolio(client_of("practice_manager")).content.decode()


@pytest.mark.parametrize("role", ["vendor_lead", "compliance_officer", "provider"])
def test_portfolio_is_refused_to_others(world, client_of, role):
    assert portfolio(client_of(role)).status_code == 403


@pytest.mark.parametrize("joined", [False, True])
def test_portfolio_takes_the_same_queries_whatever_the_engagements(
    world, client_of, django_assert_num_queries, joined
):
    work(world, world.own)
    if joined:
        work(world, world.foreign)
        join(world, "practice_manager")
    client = client_of("practice_manager")
    portfolio(client)
    with django_assert_num_queries(14):
        portfolio(client)


def test_refresh_rollups_command_names_what_it_did(scoped):
    coded_chart(scoped.own, scoped.user("vendor_coder"))
    out = StringIO()
    call_command("refresh_rollups", "--engagement", "own", stdout=out)
    assert "own: rebuilt production, audits, queries, claims" in out.getvalue()
    assert ProductionDaily.objects.filter(grain="", coded=1).exists()
    out = StringIO()
    call_command("refresh_rollups", "--engagement", "own", "--rebuild", stdout=out)
    assert "0 days refreshed" in out.getvalue()


def test_refresh_rollups_command_refuses_an_unknown_engagement(db):
    with pytest.raises(CommandError, match="No engagement has the slug nowhere"):
        call_command("refresh_rollups", "--engagement", "nowhere")


def test_rollup_refresh_task_takes_the_marks_of_its_engagement(scoped):
    coded_chart(scoped.own, scoped.user("vendor_coder"))
    tasks.rollup_refresh(engagement_id=scoped.own.pk)
    assert not DirtyDay.objects.exists()
    assert ProductionDaily.objects.filter(grain="", coded=1).exists()


def test_beat_refreshes_rollups_every_minute():
    entry = BEAT_SCHEDULE["rollups"]
    assert (entry["task"], entry["schedule"]) == (tasks.rollup_refresh_due.name, 60.0)
