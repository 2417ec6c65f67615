"""Where charts belong by the rules: for new charts, and for open work that rules would move."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from charts.enums import RuleSetState, WorkKind
from charts.models import RuleSet
from engagements.enums import Phase, Side
from engagements.models import Engagement


class Share(NamedTuple):
    """One item per chart in a phase: of which kind, on which side, of which charts.

    `whose`: "kept" are the charts the practice's rules keep in-house, "given" all others.
    """

    kind: str
    side: str
    whose: str


def shares_of(phase: str) -> tuple[Share, ...]:
    """Who codes a new chart: in shadow both sides, blindly; after a rollback the practice; else
    the vendor, but for what the practice's rules keep.
    """
    code, practice = WorkKind.CODE.value, Side.PRACTICE.value
    if phase in {Phase.ROLLED_BACK, Phase.EXIT}:
        return (Share(code, practice, "all"),)
    shares = (Share(code, practice, "kept"), Share(code, Side.VENDOR.value, "given"))
    if phase == Phase.SHADOW:
        return (*shares, Share(WorkKind.PARALLEL.value, practice, "given"))
    return shares


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule sets by which charts are routed; None where a side has none."""

    house: int | None
    vendor: int | None

    @property
    def exist(self) -> bool:
        return self.house is not None or self.vendor is not None


def rules_in_force(engagement: Engagement, *, instead: RuleSet | None = None) -> Rules:
    """The sets in force; `instead` stands for the one of its side, as if it were in force."""
    rows = RuleSet.objects.filter(engagement=engagement, state=RuleSetState.IN_FORCE)
    found = dict(rows.values_list("side", "pk"))
    if instead is not None:
        found[instead.side] = instead.pk
    return Rules(found.get(Side.PRACTICE), found.get(Side.VENDOR))


# The first rule of a set whose conditions all hold. An empty condition is not asked, and a rule
# has at least one (a constraint sees to it), so nothing here matches every chart.
_FIRST = """
    SELECT r.id AS rule_id, r.queue_id
      FROM charts_queuerule r
     WHERE r.engagement_id = c.engagement_id AND r.rule_set_id = {rules}
       AND (r.specialties = '{{}}' OR c.specialty = ANY(r.specialties))
       AND (r.payers = '{{}}' OR c.payer_id = ANY(r.payers))
       AND (r.payer_states = '{{}}' OR c.payer_state = ANY(r.payer_states))
       AND (r.encounter_classes = '{{}}' OR c.encounter_class = ANY(r.encounter_classes))
       AND (r.locations = '{{}}' OR lower(c.location) = ANY(r.locations))
       AND (r.complexities = '{{}}' OR c.complexity = ANY(r.complexities))
       AND (r.urgencies = '{{}}' OR c.urgency = ANY(r.urgencies))
     ORDER BY r.position, r.id
     LIMIT 1"""

ROUTED = f"""
    SELECT c.id, c.engagement_id, c.specialty, c.urgency, c.due_at,
           CASE WHEN p.rule_id IS NOT NULL THEN p.queue_id IS NOT NULL
                ELSE COALESCE(h.keeps_rest, FALSE) END AS kept,
           COALESCE(p.queue_id, h.default_queue_id) AS house_queue,
           COALESCE(v.queue_id, x.default_queue_id) AS vendor_queue
      FROM charts_chart c
      LEFT JOIN charts_ruleset h ON h.engagement_id = c.engagement_id AND h.id = %(house)s
      LEFT JOIN charts_ruleset x ON x.engagement_id = c.engagement_id AND x.id = %(vendor)s
      LEFT JOIN LATERAL ({_FIRST.format(rules="h.id")}) p ON TRUE
      LEFT JOIN LATERAL ({_FIRST.format(rules="x.id")}) v ON TRUE
     WHERE c.engagement_id = %(engagement)s"""  # noqa: S608 -- constants
"""A row per chart: whether it stays in-house, and its queue on either side. May be narrowed by
appending conditions on `c`."""

PRIORITY = """COALESCE({item}.priority_set,
    CASE {chart}.urgency WHEN 'urgent' THEN %(urgent)s ELSE 0 END
    + COALESCE({queue}.priority, 0))::smallint"""

# What the rules would do with each live item. Work that is under way stays where it is; only work
# nobody has begun changes its side.
TARGETS = f"""
routed AS (
    {ROUTED}
       AND EXISTS (SELECT 1 FROM charts_workitem l
                    WHERE l.engagement_id = c.engagement_id AND l.chart_id = c.id
                      AND l.state IN ('open', 'leased', 'pending'))
       AND (%(charts)s::bigint[] IS NULL OR c.id = ANY(%(charts)s))
), targets AS (
    SELECT w.id, w.chart_id, w.state, w.side AS from_side, w.queue AS from_queue,
           t.side AS to_side, q.id AS to_id, COALESCE(q.name, c.specialty) AS to_queue,
           {PRIORITY.format(item="w", chart="c", queue="q")} AS priority,
           CASE WHEN w.state = 'leased' THEN 'In work now'
                WHEN w.side = t.side THEN ''
                WHEN w.state = 'pending' THEN 'Pending'
                WHEN w.started_at IS NOT NULL THEN 'Begun'
                WHEN w.assignee_id IS NOT NULL THEN 'Assigned to somebody'
                WHEN EXISTS (SELECT 1 FROM charts_workitem o
                              WHERE o.engagement_id = w.engagement_id AND o.chart_id = w.chart_id
                                AND o.side = t.side AND o.id <> w.id
                                AND o.state IN ('open', 'leased', 'pending'))
                THEN 'The other side works on it too'
                ELSE '' END AS why
      FROM charts_workitem w
      JOIN routed c ON c.id = w.chart_id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN w.kind <> 'code' OR w.rerouted_from <> '' THEN w.side
                       WHEN %(all_house)s OR c.kept THEN 'practice'
                       ELSE 'vendor' END AS side) t
      LEFT JOIN charts_workqueue q
        ON q.engagement_id = w.engagement_id
       AND q.id = CASE t.side WHEN 'practice' THEN c.house_queue ELSE c.vendor_queue END
     WHERE w.engagement_id = %(engagement)s AND w.state IN ('open', 'leased', 'pending')
       AND (w.side, t.side) <> (%(not_from)s, %(not_to)s)
       AND (%(owner)s <> 'vendor' OR w.side = 'vendor')
       AND (w.side, w.work_queue_id, w.queue)
           IS DISTINCT FROM (t.side::varchar, q.id, COALESCE(q.name, c.specialty))
)"""  # noqa: S608 -- constants


def target_values(
    engagement: Engagement,
    rules: Rules,
    *,
    owner: str,
    urgent: int,
    chart_ids: Sequence[int] | None = None,
) -> dict[str, Any]:
    """The parameters of `TARGETS`. Each owner moves what is theirs: the vendor within the vendor's
    queues, the practice whatever comes from it or to it.
    """
    vendor, practice = Side.VENDOR.value, Side.PRACTICE.value
    return {
        "engagement": engagement.pk,
        "house": rules.house,
        "vendor": rules.vendor,
        "all_house": all(share.whose == "all" for share in shares_of(engagement.phase)),
        "owner": owner,
        "not_from": vendor,
        "not_to": vendor if owner == practice else practice,
        "urgent": urgent,
        "charts": list(chart_ids) if chart_ids is not None else None,
    }


class Move(NamedTuple):
    """So many items that would go from one queue to another, or that stay and why."""

    from_side: str
    from_queue: str
    to_side: str
    to_queue: str
    why: str
    number: int


class Sample(NamedTuple):
    """One item of a preview."""

    chart_id: int
    encounter_ref: str
    from_side: str
    from_queue: str
    to_side: str
    to_queue: str
    why: str


@dataclass(frozen=True)
class Preview:
    """What putting the rules in force would move, and what would stay where it is."""

    moves: list[Move]
    stays: list[Move]
    samples: list[Sample]

    @property
    def moved(self) -> int:
        return sum(move.number for move in self.moves)

    @property
    def stayed(self) -> int:
        return sum(move.number for move in self.stays)


SAMPLES = 20
_COUNTS = f"""
WITH {TARGETS}
SELECT from_side, from_queue, to_side, to_queue, why, count(*) FROM targets
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 5, 6 DESC, 1, 2, 3, 4
"""  # noqa: S608 -- constants
_SAMPLES = f"""
WITH {TARGETS}
SELECT chart_id, encounter_ref, from_side, from_queue, to_side, to_queue, why
  FROM (SELECT t.*, row_number() OVER (
               PARTITION BY from_side, from_queue, to_side, to_queue, why ORDER BY t.id) AS place
          FROM targets t) found
  JOIN charts_chart k ON k.engagement_id = %(engagement)s AND k.id = found.chart_id
 ORDER BY place, why, found.id LIMIT %(samples)s
"""  # noqa: S608 -- constants


def reroute_preview(values: dict[str, Any]) -> Preview:
    """Two statements, however much is open; the samples show every kind of move first."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        moves = [Move(*row) for row in cursor.fetchall()]
        cursor.execute(_SAMPLES, values | {"samples": SAMPLES})
        samples = [Sample(*row) for row in cursor.fetchall()]
    return Preview(
        moves=[move for move in moves if not move.why],
        stays=[move for move in moves if move.why],
        samples=samples,
    )
