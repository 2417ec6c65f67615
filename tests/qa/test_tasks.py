import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.beat import BEAT_SCHEDULE
from engagements.kernel.scope import engagement_scope
from engagements.selectors import engagement_today
from qa import tasks
from qa.models import Sample
from qa.selectors import frame_units
from qa.services.monthly import MONTHLY_PLAN
from tests.qa.factories import coded_charts, forged

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_month(world):
    with engagement_scope(world.own.pk):
        first = engagement_today(world.own).replace(day=1)
        day = first - dt.timedelta(days=3)
        at = dt.datetime.combine(day, dt.time(15), tzinfo=dt.UTC)
        coded_charts(world.own, world.user("vendor_coder"), 4, coded_at=at)
        yield day


@pytest.mark.covers("R81")
def test_the_worker_draws_last_months_plan_once(world, last_month):
    assert tasks.sample_draw_month(engagement_id=world.own.pk) == 1
    assert tasks.sample_draw_month(engagement_id=world.own.pk) == 0
    drawn = Sample.objects.get()
    assert (drawn.period_start, drawn.purpose) == (last_month.replace(day=1), MONTHLY_PLAN)
    assert drawn.audits.count() == 4
    assert tasks.sample_draw_month(engagement_id=0) == 0


def test_beat_knows_the_plan():
    assert BEAT_SCHEDULE["qa-sample-draw-months"]["task"] == tasks.sample_draw_months.name


@pytest.mark.covers("N9")
def test_the_command_draws_again_and_notices_what_does_not_hold(world, last_month):
    tasks.sample_draw_month(engagement_id=world.own.pk)
    out = StringIO()
    call_command("sample_verify", engagement="own", stdout=out)
    assert ": holds (" in out.getvalue()
    with engagement_scope(world.own.pk):
        forged(Sample.objects.all(), frame_sha256="0" * 64)
    with pytest.raises(CommandError, match="1 samples do not hold"):
        call_command("sample_verify", engagement="own", stdout=out)
    with pytest.raises(CommandError, match="no engagement 'nowhere'"):
        call_command("sample_verify", engagement="nowhere", stdout=out)


def test_a_frame_can_be_narrowed(world, last_month):
    month = {"period_start": last_month.replace(day=1), "period_end": last_month}
    assert len(frame_units(engagement=world.own, **month, specialty="family_medicine")) == 4
    assert frame_units(engagement=world.own, **month, specialty="cardiology") == []
    assert len(frame_units(engagement=world.own, **month, code="9921")) == 4
    assert frame_units(engagement=world.own, **month, coder=world.user("vendor_lead")) == []
