"""Who may code which chart, on any day: the assignment guards, as one SQL fragment.

`refusals` answers for a chart, a coder and a day. The next chart asks it as `allowed_sql` within
its own statement, assignment for a list of charts, and the month as a whole in one statement, each
chart as of the day it was coded. Without rows that say otherwise nothing is refused, and rows are
read as they were in force on the day asked for: a lapse refuses from then on, never before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from charts.selectors.workforce import PROBATION
from engagements.enums.workforce import GuardRule
from engagements.models import Engagement, User
from engagements.roles import GRANTS, Role

OVERRIDE_ACTION = {
    rule: "guard.override_roster"
    if rule in {GuardRule.ROSTER, GuardRule.LEAVE}
    else "guard.override"
    for rule in GuardRule
}

# A row in force on a day: the day stands between the two columns, which are inclusive.
_IN_FORCE = "{row}.{start} <= {day} AND ({row}.{end} IS NULL OR {row}.{end} >= {day})"

# What a specialty rule is about; {r} is the rule.
_RULE_APPLIES = """
       r.engagement_id = {chart}.engagement_id AND r.audience IN ('both', {side})
   AND (r.scope = 'every' OR r.specialty = {chart}.specialty)
   AND (r.complexity = 'any' OR {chart}.complexity = 'complex')
   AND {rule_in_force}"""

_CREDENTIAL = """
SELECT CASE r.scope WHEN 'every' THEN 'credential' ELSE 'specialty' END AS rule,
       'no verified ' || array_to_string(r.codes, ' or ') || ' on ' || ({day})::text AS words
  FROM engagements_specialtyrule r
 WHERE {rule_applies}
   AND NOT EXISTS (
       SELECT 1 FROM engagements_credential h
         JOIN engagements_credentialkind k
           ON k.engagement_id = h.engagement_id AND k.id = h.kind_id
        WHERE h.engagement_id = {chart}.engagement_id AND h.user_id = {user}
          AND k.code = ANY(r.codes)
          AND NOT (r.is_complex_specialty AND k.level IN ('general', 'apprentice'))
          AND h.verified_on <= {day} AND {credential_in_force}
          AND (h.revoked_on IS NULL OR h.revoked_on > {day}))"""

_EXPERIENCE = """
SELECT 'experience', 'less than ' || r.minimum_years || ' years of coding on ' || ({day})::text
  FROM engagements_specialtyrule r
 WHERE {rule_applies} AND r.minimum_years IS NOT NULL
   AND NOT EXISTS (
       SELECT 1 FROM engagements_rosterentry e
        WHERE e.engagement_id = {chart}.engagement_id AND e.user_id = {user}
          AND {entry_in_force}
          AND e.coding_since + r.minimum_years::float8 * interval '1 year' <= {day})"""

_TRAINING = """
SELECT 'training', 'has not completed ' || t.title
  FROM engagements_trainingcampaign t
 WHERE t.engagement_id = {chart}.engagement_id AND t.audience IN ('both', {side})
   AND t.affected_from <= {chart}.date_of_service
   AND (t.affected_to IS NULL OR t.affected_to >= {chart}.date_of_service)
   AND t.announced_on <= {day} AND (t.withdrawn_on IS NULL OR t.withdrawn_on > {day})
   AND NOT EXISTS (
       SELECT 1 FROM engagements_trainingcompletion d
        WHERE d.engagement_id = t.engagement_id AND d.campaign_id = t.id
          AND d.user_id = {user} AND d.completed_on <= {day})"""

_SITE = """
SELECT 'site', 'works at ' || s.name || ', which is not approved on ' || ({day})::text
  FROM engagements_siteassignment a
  JOIN engagements_site s ON s.engagement_id = a.engagement_id AND s.id = a.site_id
 WHERE a.engagement_id = {chart}.engagement_id AND a.user_id = {user} AND {assignment_in_force}
   AND ({approval_in_force}) IS NOT TRUE"""

# An allowed country of the same scope is enough; a forbidden one always refuses; and where
# countries matter, a coder whose site is not known is refused.
_RESIDENCY = """
SELECT 'residency', CASE WHEN here.country IS NULL
            THEN 'has no site on ' || ({day})::text || ', and this payer or state asks for one'
            ELSE 'works from ' || here.country || ', which this payer or state does not allow' END
  FROM engagements_residencyrule r
  LEFT JOIN LATERAL (
       SELECT s.country FROM engagements_siteassignment a
         JOIN engagements_site s ON s.engagement_id = a.engagement_id AND s.id = a.site_id
        WHERE a.engagement_id = {chart}.engagement_id AND a.user_id = {user}
          AND {assignment_in_force}) here ON TRUE
 WHERE r.engagement_id = {chart}.engagement_id AND r.audience IN ('both', {side})
   AND (r.scope IN ('every', 'state') OR r.payer_id = {chart}.payer_id)
   AND (r.scope IN ('every', 'payer') OR r.payer_state = {chart}.payer_state)
   AND {rule_in_force}
   AND (here.country IS NULL OR (r.effect = 'forbidden' AND r.country = here.country)
        OR (r.effect = 'allowed' AND NOT EXISTS (
            SELECT 1 FROM engagements_residencyrule o
             WHERE o.engagement_id = r.engagement_id AND o.audience IN ('both', {side})
               AND o.scope = r.scope AND o.payer_id IS NOT DISTINCT FROM r.payer_id
               AND o.payer_state = r.payer_state AND o.effect = 'allowed'
               AND o.country = here.country AND {other_in_force})))"""

# A side that has begun its roster is held to it; one that never kept any is not.
_ROSTER = """
SELECT 'roster', 'is not on the roster on ' || ({day})::text
 WHERE EXISTS (SELECT 1 FROM engagements_rosterentry e
                WHERE e.engagement_id = {chart}.engagement_id AND e.side = {side}
                  AND e.joined_on <= {day})
   AND NOT EXISTS (SELECT 1 FROM engagements_rosterentry e
                    WHERE e.engagement_id = {chart}.engagement_id AND e.user_id = {user}
                      AND e.side = {side} AND {entry_in_force})"""

_LEAVE = """
SELECT 'leave', 'is on leave until ' || l.ends_on
  FROM engagements_leaveperiod l
 WHERE l.engagement_id = {chart}.engagement_id AND l.user_id = {user}
   AND l.starts_on <= {day} AND l.ends_on >= {day}"""

# The first charts on an account are not the complex ones. Where the engagement, the coder and the
# day are parameters, the count is made once for a statement and not once for a chart.
_PROBATION = """
SELECT 'probation', o.words
  FROM (SELECT (SELECT 'has coded ' || p.coded || ' of the first ' || p.charts || ' charts by '
                       || ({day})::text
                  FROM ({probation}) p WHERE p.coded < p.charts) AS words) o
 WHERE {chart}.complexity = 'complex' AND o.words IS NOT NULL"""

_BRANCHES = (
    _CREDENTIAL,
    _EXPERIENCE,
    _TRAINING,
    _SITE,
    _RESIDENCY,
    _ROSTER,
    _LEAVE,
    _PROBATION,
)

_NOT_OVERRIDDEN = """NOT EXISTS (
       SELECT 1 FROM charts_guardoverride o
        WHERE o.engagement_id = {chart}.engagement_id AND o.chart_id = {chart}.id
          AND o.coder_id = {user} AND o.rule = g.rule AND o.day <= {day})"""


def refusals(*, chart: str, user: str, day: str, side: str, engagement: str = "") -> str:
    """SELECT of (rule, words): one row per guard that refuses the chart to the coder on the day.

    `chart` is the alias of a row with the chart's columns in the statement around it, and none of
    the aliases in here; the others are SQL expressions. None of them ever comes from a request.
    `engagement` is the chart's, where it is known without looking at the chart.
    """
    names = {"chart": chart, "user": user, "day": day, "side": side}

    def in_force(row: str, start: str, end: str) -> str:
        return _IN_FORCE.format(row=row, start=start, end=end, day=day)

    names |= {
        "rule_in_force": in_force("r", "effective_from", "effective_to"),
        "other_in_force": in_force("o", "effective_from", "effective_to"),
        "assignment_in_force": in_force("a", "effective_from", "effective_to"),
        "credential_in_force": in_force("h", "issued_on", "expires_on"),
        "approval_in_force": in_force("s", "approved_from", "approved_to"),
        "entry_in_force": in_force("e", "joined_on", "left_on"),
        "probation": PROBATION.format(
            engagement=engagement or f"{chart}.engagement_id", user=user, day=day
        ),
    }
    names["rule_applies"] = _RULE_APPLIES.format(**names)
    return "\nUNION ALL".join(branch.format(**names) for branch in _BRANCHES)


def allowed_sql(*, chart: str, user: str, day: str, side: str, engagement: str = "") -> str:
    """A condition: nothing refuses the chart to the coder, or all that does was set aside."""
    rows = refusals(chart=chart, user=user, day=day, side=side, engagement=engagement)
    aside = _NOT_OVERRIDDEN.format(chart=chart, user=user, day=day)
    return f"NOT EXISTS (SELECT 1 FROM ({rows}) g WHERE {aside})"  # noqa: S608 -- constants of this module and column names


@dataclass(frozen=True)
class Refusal:
    """One guard that refuses a chart to a coder, in words, and who may set it aside."""

    chart_id: int
    rule: str
    words: str
    overridden: bool = False

    @property
    def label(self) -> str:
        return str(GuardRule(self.rule).label)

    @property
    def who(self) -> str:
        return who_overrides(self.rule)

    @property
    def sentence(self) -> str:
        return f"{self.label}: {self.words}. {self.who} can set this aside, with a reason."


def who_overrides(rule: str) -> str:
    """The roles that may set a guard aside, in words."""
    action = OVERRIDE_ACTION[GuardRule(rule)]
    names = [str(role.label) for role in Role if action in GRANTS[role]]
    return " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def side_of(engagement: Engagement, user: User) -> str:
    return engagement.side_of(user.organization_id) or ""


_FOR_CHARTS = """
SELECT DISTINCT c.id, g.rule, g.words, NOT {not_overridden} AS overridden
  FROM charts_chart c CROSS JOIN LATERAL ({refusals}) g
 WHERE c.engagement_id = %(engagement)s AND c.id = ANY(%(charts)s)
 ORDER BY c.id, g.rule, g.words
"""


def refusals_of(
    *, engagement: Engagement, chart_ids: Iterable[int], user: User, day: date
) -> dict[int, list[Refusal]]:
    """The guards that refuse each of the charts to the coder on the day; one statement.

    Those that were set aside are left out.
    """
    found: dict[int, list[Refusal]] = {}
    for refusal in refusals_all(engagement=engagement, chart_ids=chart_ids, user=user, day=day):
        if not refusal.overridden:
            found.setdefault(refusal.chart_id, []).append(refusal)
    return found


def refusals_all(
    *, engagement: Engagement, chart_ids: Iterable[int], user: User, day: date
) -> list[Refusal]:
    """Every guard that refuses, those set aside included."""
    names = {"chart": "c", "user": "%(user)s", "day": "%(day)s"}
    sql = _FOR_CHARTS.format(
        refusals=refusals(**names, side="%(side)s", engagement="%(engagement)s"),
        not_overridden=_NOT_OVERRIDDEN.format(**names),
    )
    values: dict[str, Any] = {
        "engagement": engagement.pk,
        "charts": list(chart_ids),
        "user": user.pk,
        "day": day,
        "side": side_of(engagement, user),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Refusal(*row) for row in cursor.fetchall()]


def sentences(refused: Sequence[Refusal]) -> str:
    """What a user is told: every rule, in its order."""
    return " ".join(refusal.sentence for refusal in refused)
