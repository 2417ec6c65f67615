"""Baselines: four figures before the start, corrected by new rows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import Baseline
from engagements.selectors.baselines import (
    baseline_book,
    baseline_figures_missing,
    baselines_of,
)
from engagements.services.baselines import baseline_record

pytestmark = [pytest.mark.django_db, pytest.mark.covers("R12", "R115")]


def record(actor, **changes):
    values = {
        "figure": "accuracy",
        "kpi": "accuracy_encounter",
        "value": Decimal("0.92"),
        "n": 200,
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 3, 31),
        "method": "Encounter, audited by an outside reviewer",
        "source": "Audit report of April 2025",
    }
    return baseline_record(actor=actor, **(values | changes))


def test_four_figures_are_missing_until_each_is_recorded(scoped, actor_of):
    manager = actor_of("practice_manager")
    assert len(baseline_figures_missing(scoped.own)) == 4
    for figure, kpi in (
        ("accuracy", "accuracy_encounter"),
        ("dnfb", "dnfc_days"),
        ("denials", "coding_denial_rate"),
    ):
        record(manager, figure=figure, kpi=kpi)
    assert baseline_figures_missing(scoped.own) == ["documentation"]


def test_correction_is_a_new_row_that_takes_the_place_of_the_old(scoped, actor_of):
    manager = actor_of("practice_manager")
    old = record(manager)
    new = record(manager, value=Decimal("0.91"), supersedes=old)
    assert list(baselines_of(scoped.own)) == [new]
    assert baseline_book(scoped.own) == {("accuracy_encounter", ""): new}
    with pytest.raises(StaleState):
        record(manager, value=Decimal("0.90"), supersedes=old)
    with pytest.raises(DatabaseError), transaction.atomic():
        Baseline.objects.update(value=1)


def test_figure_is_found_by_exactly_its_specialty(scoped, actor_of):
    manager = actor_of("practice_manager")
    whole, part = record(manager), record(manager, specialty="cardiology", value=Decimal("0.88"))
    assert baseline_book(scoped.own) == {
        ("accuracy_encounter", ""): whole,
        ("accuracy_encounter", "cardiology"): part,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kpi": ""}, "kpi"),
        ({"n": 0}, "n"),
        ({"period_end": dt.date(2024, 12, 31)}, "period_end"),
        ({"period_end": dt.date(2099, 1, 1)}, "period_end"),
    ],
    ids=["no-kpi", "over-nothing", "backwards", "future"],
)
def test_bad_figure_is_refused(changes, field, actor_of):
    with pytest.raises(DomainError) as refused:
        record(actor_of("practice_manager"), **changes)
    assert refused.value.field == field


def test_vendor_records_no_baseline(actor_of):
    with pytest.raises(NotAllowed):
        record(actor_of("vendor_lead"))
