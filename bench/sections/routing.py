"""Routing: looking at new rules and putting them in force while every chart is open.

All in one transaction that is rolled back: the charts are coded again afterwards.
"""

from django.db import transaction

from bench import measure, rules
from charts.enums import WorkState
from charts.models import Chart, WorkItem
from charts.services.rulesets import ruleset_apply, ruleset_preview
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.roles import Role


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    with engagement_transaction(engagement.pk):
        _reopen()
        rules.forget(engagement)
        _, draft = rules.queues_make(engagement)
        lead = rules.actor_of(engagement, Role.VENDOR_LEAD)
        moved: list[int] = []
        looked = measure.seconds(
            lambda: moved.append(ruleset_preview(actor=lead, rule_set=draft).moved)
        )
        applied = measure.seconds(
            lambda: moved.append(ruleset_apply(actor=lead, rule_set=draft, reason="Bench"))
        )
        transaction.set_rollback(True)
    for name, value, number in (
        ("preview of new rules, every chart open", looked, moved[0]),
        ("new rules put in force, every chart open", applied, moved[1]),
    ):
        measure.emit(
            section="routing", charts=charts, measure=name, value=value, unit="s", moved=number
        )


def _reopen() -> None:
    Chart.objects.filter(coded_at__isnull=False).update(state="ready", coded_at=None)
    WorkItem.objects.filter(state=WorkState.DONE).update(
        state=WorkState.OPEN, assignee=None, started_at=None, done_at=None
    )
