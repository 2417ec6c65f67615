"""The guards as of the day each chart was coded: for a whole period in one statement."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from charts.models import Chart
from charts.selectors.guards import Refusal, refusals
from charts.selectors.naming import charts_named
from charts.selectors.work import charts_visible
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from engagements.validators import zone

# Charts that are alike to the guards are asked once: a month has far fewer such cases than
# charts. A missing payer is 0 here, which no rule names.
_ANSWERED = """
WITH coded AS MATERIALIZED (
    SELECT c.id, c.engagement_id, c.specialty, c.complexity, c.date_of_service,
           COALESCE(c.payer_id, 0) AS payer_id, c.payer_state, c.coded_by_id AS coder_id,
           (c.coded_at AT TIME ZONE %s)::date AS day,
           CASE u.organization_id WHEN n.vendor_id THEN 'vendor' WHEN n.practice_id THEN 'practice'
                ELSE 'auditor' END AS side
      FROM charts_chart c
      JOIN engagements_engagement n ON n.id = c.engagement_id
      JOIN engagements_user u ON u.id = c.coded_by_id
     WHERE c.engagement_id = %s AND c.coded_at >= %s AND c.coded_at < %s
), asked AS (
    SELECT DISTINCT engagement_id, specialty, complexity, date_of_service, payer_id, payer_state,
           coder_id, day, side
      FROM coded
), answered AS MATERIALIZED (
    SELECT DISTINCT q.*, g.rule, g.words FROM asked q CROSS JOIN LATERAL ({refusals}) g
), found AS (
    SELECT d.id, b.rule, b.words, EXISTS (
               SELECT 1 FROM charts_guardoverride o
                WHERE o.engagement_id = d.engagement_id AND o.chart_id = d.id
                  AND o.coder_id = d.coder_id AND o.rule = b.rule AND o.day <= d.day) AS overridden
      FROM answered b
      JOIN coded d USING (engagement_id, specialty, complexity, date_of_service, payer_id,
                          payer_state, coder_id, day, side)
)"""


def _answered() -> str:
    fragment = refusals(chart="q", user="q.coder_id", day="q.day", side="q.side")
    return _ANSWERED.format(refusals=fragment)


def _bounds(engagement: Engagement, first: date, last: date) -> list[Any]:
    """The values of `_ANSWERED`: local days of the engagement, both inclusive."""
    own = zone(engagement.time_zone)
    begin = datetime.combine(first, time(0), tzinfo=own)
    end = datetime.combine(last + timedelta(days=1), time(0), tzinfo=own)
    return [engagement.time_zone, engagement.pk, begin, end]


def refusals_between(engagement: Engagement, first: date, last: date) -> list[Refusal]:
    """Every guard that refuses a chart coded in the period, as of its day; one statement."""
    sql = f"{_answered()} SELECT id, rule, words, overridden FROM found ORDER BY id, rule, words"  # noqa: S608 -- constants
    with connection.cursor() as cursor:
        cursor.execute(sql, _bounds(engagement, first, last))
        return [Refusal(*row) for row in cursor.fetchall()]


def validity_counts(engagement: Engagement, first: date, last: date) -> dict[str, Any]:
    """How many charts were coded in the period, how many of them against a guard, and which."""
    sql = (
        f"{_answered()} SELECT '' AS rule, (SELECT count(*) FROM coded),"  # noqa: S608 -- constants
        " count(DISTINCT id) FILTER (WHERE NOT overridden),"
        " count(DISTINCT id) FILTER (WHERE overridden) FROM found"
        " UNION ALL SELECT rule, 0, count(DISTINCT id) FILTER (WHERE NOT overridden),"
        " count(DISTINCT id) FILTER (WHERE overridden) FROM found GROUP BY rule ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _bounds(engagement, first, last))
        total, *rules = cursor.fetchall()
    return {
        "coded": total[1],
        "refused": total[2],
        "overridden": total[3],
        "rules": [{"rule": r[0], "refused": r[2], "overridden": r[3]} for r in rules],
    }


def charts_against_guards(
    actor: Actor, first: date, last: date, *, rules: Iterable[str] = (), standing: str = ""
) -> QuerySet[Chart]:
    """The visible charts of the period that a guard refuses as of their day, with its words.

    `standing` is "refused" (not set aside), "overridden" or empty for both.
    """
    wanted = list(rules)
    sql = f"{_answered()} SELECT id FROM found WHERE TRUE"  # noqa: S608 -- constants
    values = _bounds(actor.engagement, first, last)
    if wanted:
        sql, values = f"{sql} AND rule = ANY(%s)", [*values, wanted]
    if standing:
        sql += " AND overridden" if standing == "overridden" else " AND NOT overridden"
    rows = charts_visible(actor).filter(pk__in=RawSQL(sql, values))  # noqa: S611 -- constants, with parameters
    rows = charts_named(actor, rows)
    words, parameters = _words_sql(actor.engagement)
    return rows.annotate(refused=RawSQL(words, parameters, output_field=TextField()))  # noqa: S611 -- constants, with parameters


def _words_sql(engagement: Engagement) -> tuple[str, list[str]]:
    """What the guards say of one chart of a list, evaluated for the page's rows alone."""
    fragment = refusals(
        chart="charts_chart",
        user="charts_chart.coded_by_id",
        day="(charts_chart.coded_at AT TIME ZONE %s)::date",
        side=(
            "(SELECT CASE u.organization_id WHEN n.vendor_id THEN 'vendor' WHEN n.practice_id"
            " THEN 'practice' ELSE 'auditor' END FROM engagements_user u, engagements_engagement n"
            " WHERE u.id = charts_chart.coded_by_id AND n.id = charts_chart.engagement_id)"
        ),
    )
    sql = f"(SELECT string_agg(DISTINCT g.rule || ': ' || g.words, '; ') FROM ({fragment}) g)"  # noqa: S608 -- constants
    return sql, [engagement.time_zone] * sql.count("%s")
