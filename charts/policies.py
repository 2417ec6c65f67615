"""Which charts, work and codings each actor may have.

A coder reaches the charts that were assigned to them and no others (R48). Apps above add their
own reasons to reach a chart (an audit, a query) by `own_charts`, so that this app need not know
them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from charts.enums import Party
from charts.models import (
    Chart,
    ChartDocument,
    ClockEvent,
    Coding,
    ImportBatch,
    LicensedDescriptor,
    PendingSpell,
    RuleSet,
    WorkItem,
    WorkQueue,
)
from engagements.enums import Side
from engagements.kernel.policy import NOTHING, Actor, Policy
from engagements.kernel.registry import Registry


@dataclass(frozen=True)
class ChartClaim:
    """A reason for which a chart is somebody's own: `rows(actor)` is a `Q` on `Chart`."""

    key: str
    rows: Callable[[Actor], Q]
    order: int = 100


own_charts: Registry[ChartClaim] = Registry()
# Codings withheld for now from somebody who must answer without seeing them: `Q` on `Coding`.
blind_codings: Registry[ChartClaim] = Registry()
# Charts of which somebody may not know for now who coded them: `Q` on `Chart`.
unnamed_coders: Registry[ChartClaim] = Registry()


def _assigned(actor: Actor) -> Q:
    """Charts on which the actor has, or had, work; and those the actor coded."""
    mine = WorkItem.objects.filter(engagement_id=actor.engagement.pk, assignee_id=actor.user_id)
    return Q(pk__in=mine.values("chart_id")) | Q(coded_by_id=actor.user_id)


def _rendered(actor: Actor) -> Q:
    return Q(provider__user_id=actor.user_id)


own_charts.register(ChartClaim("assigned", _assigned, order=1))
own_charts.register(ChartClaim("rendered", _rendered, order=2))


class ChartPolicy(Policy):
    model = Chart

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        rows = NOTHING
        for claim in own_charts:
            rows |= claim.rows(actor)
        return rows


class ClockEventPolicy(Policy):
    """Whoever may see the chart may see its clock."""

    model = ClockEvent

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(chart__in=ChartPolicy.visible(actor, "chart.view").values("pk"))


class ChartDocumentPolicy(Policy):
    """Whoever may see the chart may see of which documents it consists."""

    model = ChartDocument

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(chart__in=ChartPolicy.visible(actor, "chart.view").values("pk"))


class WorkItemPolicy(Policy):
    """Work belongs to a side: neither sees the other's queue, so parallel coding stays blind.

    The practice, whose charts they are, sees both sides' queues.
    """

    model = WorkItem

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        if actor.side == Side.PRACTICE and action == "worklist.view":
            return Q()
        return Q(side=actor.side)

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(assignee_id=actor.user_id)


class ReworkPolicy(Policy):
    """Rework is withdrawn by the side that asked for it alone: those rows are one's own."""

    model = WorkItem

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(asked_at__isnull=False, asked_by__organization_id=actor.organization_id)


class CodingPolicy(Policy):
    """The vendor sees its own side's codings; an auditor's or in-house answer only where it is
    one's own. Audits and reconciliations show the other answer by their own rules, and withhold
    an answer from whoever is to give another one blind.
    """

    model = Coding

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        rows = Q()
        if actor.side == Side.VENDOR:
            rows = Q(party=Party.VENDOR) | Q(coder_id=actor.user_id)
        elif actor.side == Side.AUDITOR:
            rows = Q(coder_id=actor.user_id)
        for blind in blind_codings:
            rows &= ~blind.rows(actor)
        return rows

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(coder_id=actor.user_id)


class ImportBatchPolicy(Policy):
    """Imports are the practice's."""

    model = ImportBatch

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        return Q() if actor.side == Side.PRACTICE else NOTHING


class LicensedDescriptorPolicy(Policy):
    model = LicensedDescriptor


def _of_own_side(actor: Actor, action: str, *, seen_by_practice: str) -> Q:
    if actor.side == Side.PRACTICE and action == seen_by_practice:
        return Q()
    return Q(side=actor.side)


class WorkQueuePolicy(Policy):
    """Each side keeps its own queues; the practice sees the vendor's too."""

    model = WorkQueue

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        return _of_own_side(actor, action, seen_by_practice="queue.view")


class RuleSetPolicy(Policy):
    """As the queues they fill."""

    model = RuleSet

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        return _of_own_side(actor, action, seen_by_practice="queue.view")


class PendingSpellPolicy(Policy):
    """The practice sees every pending chart, the vendor its own and those it must settle.

    A reason is settled by its authority's side; whoever opened it may take it back.
    """

    model = PendingSpell

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        if action == "pending.resolve":
            return Q(authority_side=actor.side) | Q(opened_by_id=actor.user_id)
        if actor.side == Side.PRACTICE:
            return Q()
        return Q(side=actor.side) | Q(authority_side=actor.side)

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(opened_by_id=actor.user_id)
