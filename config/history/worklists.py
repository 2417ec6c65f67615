"""The demo's queues with their rules and members, and charts that cannot go on."""

import datetime as dt
from collections.abc import Mapping

from charts.enums import MemberMode, PendingOutcome, PendingReason
from charts.services import workitem_next
from charts.services.codings import coding_start
from charts.services.pending import pending_close, pending_open, pending_route
from charts.services.queues import member_set, queue_create
from charts.services.rulesets import rule_save, ruleset_apply, ruleset_draft, ruleset_rest
from config.history import clock
from config.history.cast import PAYERS
from config.history.setup import actors
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Payer
from engagements.roles import Role

Cast = Mapping[str, Actor]
HOUR = dt.timedelta(hours=1)
# (coder, hours ago, reason, note, how it was settled): the last two still wait.
PENDING = (
    ("coder3", 30, PendingReason.PAYER_LOGIC, "Carve-out or fee schedule?", "Fee schedule applies"),
    ("coder3", 6, PendingReason.MISSING_DOCUMENT, "Signed procedure note", ""),
    ("coder2", 2, PendingReason.CODING_GUIDANCE, "Modifier 25 or 57", ""),
)
HOLDS = "coder2"


def worklists_make(engagement: Engagement, now: dt.datetime) -> None:
    """Queues and rules of both sides, pending charts, and a chart in work."""
    with clock.at(now), engagement_transaction(engagement.pk):
        cast = actors(engagement)
        _vendor(cast)
        _practice(cast)
        _pending(cast, now)
        _in_work(cast, now)


def _vendor(cast: Cast) -> None:
    lead = cast["lead"]
    urgent = queue_create(actor=lead, name="Urgent and emergency", priority=20, order=1)
    hearts = queue_create(actor=lead, name="Heart and joints", priority=5, order=2)
    general = queue_create(actor=lead, name="General", order=3)
    draft = ruleset_draft(actor=lead)
    for queue, conditions in (
        (urgent, {"urgencies": ["urgent"]}),
        (urgent, {"encounter_classes": ["emergency"]}),
        (hearts, {"specialties": ["cardiology", "orthopedics"]}),
    ):
        rule_save(actor=lead, rule_set=draft, queue=queue, conditions=conditions)
    ruleset_rest(actor=lead, rule_set=draft, queue=general)
    ruleset_apply(actor=lead, rule_set=draft, reason="Demo: specialists first")
    for key, queue, share in (("coder", hearts, 3), ("coder", general, 1), ("coder2", hearts, 1)):
        member_set(
            actor=lead, queue=queue, user=cast[key].user, mode=MemberMode.PREFER, share=share
        )


def _practice(cast: Cast) -> None:
    """Charts of a payer that allows coding within the country alone stay in-house."""
    manager = cast["manager"]
    medicaid = Payer.objects.filter(name=PAYERS[2]).first()
    house = queue_create(actor=manager, name="Kept in-house")
    draft = ruleset_draft(actor=manager)
    if medicaid is not None:
        conditions = {"payers": [medicaid.pk]}
        rule_save(actor=manager, rule_set=draft, queue=house, conditions=conditions)
    ruleset_rest(actor=manager, rule_set=draft, queue=house)
    ruleset_apply(actor=manager, rule_set=draft, reason="Demo: coded within the country")
    pending_route(
        actor=manager,
        reason=PendingReason.MISSING_DOCUMENT,
        role=Role.CDI_COORDINATOR,
        user=cast["cdi"].user,
    )


def _pending(cast: Cast, now: dt.datetime) -> None:
    for key, hours, reason, note, settled in PENDING:
        item = workitem_next(actor=cast[key], at=now)
        if item is None:
            continue
        coding_start(actor=cast[key], chart=item.chart, at=now)
        at = max(now - hours * HOUR, item.chart.documentation_complete_at or now)
        spell = pending_open(actor=cast[key], item=item, reason=reason, note=note, at=at)
        if settled:
            pending_close(
                actor=cast["denials"],
                spell=spell,
                outcome=PendingOutcome.SETTLED,
                resolution=settled,
            )


def _in_work(cast: Cast, now: dt.datetime) -> None:
    item = workitem_next(actor=cast[HOLDS], at=now)
    if item is not None:
        coding_start(actor=cast[HOLDS], chart=item.chart, at=now)
