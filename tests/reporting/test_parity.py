import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from engagements.kernel.metrics import METRICS
from engagements.models import Payer
from reporting.services import rollup_refresh, rollup_refresh_all
from tests.reporting.histories import History, assert_three_ways_agree, histories


@pytest.fixture
def played(scoped, system):
    """Plays a history and undoes it, so that every example starts from nothing."""

    def refresh(how):
        if how == "rebuild":
            rollup_refresh_all(actor=system, rebuild=True)
        elif how == "all":
            rollup_refresh_all(actor=system)
        else:
            rollup_refresh(actor=system, family=next(iter(METRICS.families.values())))

    def play(steps):
        coders = [scoped.user("vendor_coder"), scoped.user("vendor_lead")]
        history = History(scoped.own, coders, Payer.objects.first(), refresh)
        for step in steps:
            history.play(step)

    return play


@pytest.mark.covers("R114")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=histories)
def test_live_rollup_and_listed_rows_agree_after_any_history(steps, played, scoped, system):
    savepoint = transaction.savepoint()
    played(steps)
    rollup_refresh_all(actor=system)
    rollup_refresh_all(actor=system)
    assert_three_ways_agree(scoped.own.pk)
    transaction.savepoint_rollback(savepoint)
