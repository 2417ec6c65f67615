"""How long a chart is held, what counts as at risk, and whose turn a queue is."""

import datetime as dt
from typing import NamedTuple

from django.db import connection
from django.db.models import (
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from engagements.enums import TermsState
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Terms
from engagements.selectors.dates import in_force
from engagements.selectors.provisions import terms_in_force
from engagements.validators import zone


class WorkTimes(NamedTuple):
    """What the terms in force say about work in hand."""

    lease: dt.timedelta
    at_risk: dt.timedelta


def work_times(engagement: Engagement) -> WorkTimes:
    """By the terms in force today; before there are any, what new terms would begin with."""
    terms = terms_in_force(engagement) or Terms()
    return WorkTimes(dt.timedelta(hours=terms.lease_hours), dt.timedelta(hours=terms.at_risk_hours))


def at_risk_until(now: dt.datetime) -> Combinable:
    """Until when what is due is at risk, for conditions on rows of any engagement: the same hours
    as `work_times`, read from the terms of the row's engagement.
    """
    local = Func(
        F("engagement__time_zone"),
        Value(now, DateTimeField()),
        function="timezone",
        output_field=DateTimeField(),
    )
    hours = (
        Terms.objects.filter(
            in_force(Cast(local, DateField())),
            state=TermsState.ACCEPTED,
            engagement=OuterRef("engagement_id"),
        )
        .order_by("-effective_from", "-version")
        .values("at_risk_hours")[:1]
    )
    span = ExpressionWrapper(
        Coalesce(Subquery(hours), Value(Terms().at_risk_hours))
        * Value(dt.timedelta(hours=1), DurationField()),
        output_field=DurationField(),
    )
    return ExpressionWrapper(Value(now, DateTimeField()) + span, output_field=DateTimeField())


# Of the queues a coder is a member of, the one of which they have had the fewest charts today for
# its share comes first. Both counts go through an index of today's work.
_TURNS = """
SELECT m.queue_id, q.due_band_hours
  FROM charts_queuemember m
  JOIN charts_workqueue q ON q.engagement_id = m.engagement_id AND q.id = m.queue_id
 CROSS JOIN LATERAL (
       SELECT (SELECT count(*) FROM charts_workitem w
                WHERE w.engagement_id = m.engagement_id AND w.state = 'done'
                  AND w.done_at >= %(since)s AND w.started_at >= %(since)s
                  AND w.assignee_id = m.user_id AND w.work_queue_id = m.queue_id)
            + (SELECT count(*) FROM charts_workitem w
                WHERE w.engagement_id = m.engagement_id AND w.assignee_id = m.user_id
                  AND w.state IN ('open', 'leased', 'pending')
                  AND w.started_at >= %(since)s AND w.work_queue_id = m.queue_id) AS had) today
 WHERE m.engagement_id = %(engagement)s AND m.user_id = %(user)s AND q.side = %(side)s
   AND q.is_active
 ORDER BY today.had::float8 / m.share, q."order", q.id
"""


def turns_of(actor: Actor, now: dt.datetime) -> list[tuple[int, dt.timedelta]]:
    """The coder's own queues in the order of their turn, each with its due band."""
    local = now.astimezone(zone(actor.engagement.time_zone))
    values = {
        "engagement": actor.engagement.pk,
        "user": actor.user_id,
        "side": actor.side,
        "since": local.replace(hour=0, minute=0, second=0, microsecond=0),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, values)
        return [(queue, dt.timedelta(hours=hours)) for queue, hours in cursor.fetchall()]
