"""Two acceptances at the same moment, on real connections: one wins, nothing overlaps."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from engagements.enums import TermsState
from engagements.kernel.errors import DomainError
from engagements.kernel.scope import engagement_transaction
from engagements.models import Terms
from engagements.selectors import actor_for
from engagements.services import FloorRow, TermsDraft, TurnaroundRow, terms_accept, terms_propose
from tests.factories import days
from tests.factories.world import build_world


def draft(day):
    return TermsDraft(
        effective_from=day,
        effective_to=day + dt.timedelta(days=30),
        floors=[FloorRow(floor=Decimal("0.95"))],
        turnaround=[TurnaroundRow(hours=Decimal(48), basis="elapsed")],
        query_window_hours=48,
        query_window_basis="elapsed",
    )


def accept_all(world, proposals):
    barrier, outcomes = threading.Barrier(len(proposals)), []

    def run(pk):
        try:
            with engagement_transaction(world.own.pk):
                actor = actor_for(user=world.user("vendor_lead"), engagement=world.own)
                terms = Terms.objects.select_related("engagement").get(pk=pk)
                barrier.wait()
                terms_accept(actor=actor, terms=terms)
            outcomes.append("accepted")
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(pk,)) for pk in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.covers("N1")
@pytest.mark.django_db(transaction=True)
def test_terms_accepted_at_the_same_moment_never_overlap():
    world = build_world()
    start = days.today() + dt.timedelta(days=40)
    with engagement_transaction(world.own.pk):
        manager = actor_for(user=world.user("practice_manager"), engagement=world.own)
        made = [
            terms_propose(actor=manager, draft=draft(start + dt.timedelta(days=n))).pk
            for n in range(4)
        ]
    assert sorted(accept_all(world, made)) == ["accepted", "refused", "refused", "refused"]
    with engagement_transaction(world.own.pk):
        rows = Terms.objects.filter(state=TermsState.ACCEPTED).order_by("effective_from")
        periods = [(t.effective_from, t.effective_to) for t in rows]
    assert len(periods) == 2
    assert periods[0][1] < periods[1][0]


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_an_overlap():
    world = build_world()
    with engagement_transaction(world.own.pk):
        held = Terms.objects.get(engagement=world.own)
        with (
            pytest.raises(IntegrityError, match="terms_accepted_never_overlap"),
            transaction.atomic(),
        ):
            Terms.objects.create(
                engagement=world.own,
                version=9,
                state=TermsState.ACCEPTED,
                effective_from=held.effective_from,
            )
