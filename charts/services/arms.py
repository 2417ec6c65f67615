"""The arm of each new chart of a running challenge, by its seed and encounter reference (N14)."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from engagements.enums.transition import ArmKey
from engagements.models import Challenge
from engagements.selectors.trials import BITS, arm_limit

# The same rule as `engagements.selectors.trials.arm_of`; a test holds the two together.
_ARMS = f"""
    UPDATE charts_workitem w
       SET arm_id = CASE
             WHEN ('x' || substr(encode(sha256(convert_to(
                    %(seed)s || ':' || c.encounter_ref, 'UTF8')), 'hex'), 1, {BITS // 4})
                  )::bit({BITS})::bigint < %(limit)s
             THEN %(challenger)s ELSE %(champion)s END
      FROM charts_chart c
     WHERE w.engagement_id = %(engagement)s AND w.chart_id = ANY(%(ids)s)
       AND w.side = 'vendor' AND w.kind = 'code' AND w.state = 'open' AND w.arm_id IS NULL
       AND c.engagement_id = w.engagement_id AND c.id = w.chart_id
       AND c.specialty = %(specialty)s
"""  # noqa: S608 -- made of constants and of parameters' names

# A condition on the item `w` and the coder: theirs is the arm, or nobody asks any more. An item
# that a lead gave to one coder by name stays with them, and counts as crossed over.
ARM_SQL = """(w.arm_id IS NULL OR w.assignee_id = %(user)s OR EXISTS (
        SELECT 1 FROM engagements_challengemember m
         WHERE m.engagement_id = w.engagement_id AND m.arm_id = w.arm_id
           AND m.user_id = %(user)s)
     OR NOT EXISTS (
        SELECT 1 FROM engagements_challengearm a
          JOIN engagements_challenge h
            ON h.engagement_id = a.engagement_id AND h.id = a.challenge_id
         WHERE a.engagement_id = w.engagement_id AND a.id = w.arm_id AND h.state = 'running'))"""


def arms_draw(challenge: Challenge, chart_ids: Sequence[int]) -> None:
    """Puts the new charts of the challenge's specialty into its arms; the others are left."""
    arms = {arm.key: arm.pk for arm in challenge.arms.all()}
    values: dict[str, Any] = {
        "engagement": challenge.engagement_id,
        "ids": list(chart_ids),
        "seed": challenge.seed,
        "limit": arm_limit(challenge.share),
        "specialty": challenge.specialty,
        "challenger": arms[ArmKey.CHALLENGER],
        "champion": arms[ArmKey.CHAMPION],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ARMS, values)
