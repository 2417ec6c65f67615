"""The vendor's work of a month with its price: one statement, one row per attested answer.

A chart is billed in the local month of the vendor's first attestation, under the terms of the day
its clock started, by the rate that fits it best: its own specialty before class before complexity.
A later answer counts as rework where it finished rework; other revisions cost nothing and are no
line. The charts of a month are numbered by attestation, also those billed already, so that the
baseline of a blended price covers the same first ones however often it is computed.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from engagements.kernel.metrics import Period
from engagements.kernel.metrics.period import day_start
from engagements.models import Engagement
from reporting.enums import LineKind, UnitKind
from reporting.selectors.billing.lines import UnitDraft

_WORK = """
WITH done AS (
    SELECT k.id AS coding_id, k.chart_id, k.attested_at, c.specialty, c.encounter_class,
           c.complexity, w.kind AS work_kind,
           NOT EXISTS (
               SELECT 1 FROM charts_coding o
               WHERE o.engagement_id = k.engagement_id AND o.chart_id = k.chart_id
                 AND o.party = 'vendor' AND o.state = 'attested' AND o.revision < k.revision
           ) AS is_first,
           COALESCE(c.terms_id, (
               SELECT t.id FROM engagements_terms t
               WHERE t.engagement_id = k.engagement_id AND t.state = 'accepted'
                 AND t.effective_from <= (k.attested_at AT TIME ZONE %(zone)s)::date
                 AND (t.effective_to IS NULL
                      OR t.effective_to >= (k.attested_at AT TIME ZONE %(zone)s)::date)
           )) AS terms_id
    FROM charts_coding k
    JOIN charts_chart c ON c.engagement_id = k.engagement_id AND c.id = k.chart_id
    LEFT JOIN charts_workitem w ON w.engagement_id = k.engagement_id AND w.id = k.work_item_id
    WHERE k.engagement_id = %(engagement)s AND k.party = 'vendor' AND k.state = 'attested'
      AND k.attested_at >= %(first)s AND k.attested_at < %(after)s
), counted AS (
    SELECT d.*, t.pricing_model, t.included_charts, t.rework_policy,
           CASE WHEN d.is_first THEN row_number() OVER (
               PARTITION BY d.is_first ORDER BY d.attested_at, d.coding_id
           ) END AS ordinal
    FROM done d LEFT JOIN engagements_terms t ON t.id = d.terms_id
    WHERE d.is_first OR d.work_kind = 'rework'
), placed AS (
    SELECT n.*,
           CASE WHEN NOT n.is_first THEN 'rework'
                WHEN n.pricing_model = 'per_chart' THEN 'chart'
                WHEN n.pricing_model = 'blended' AND n.ordinal > n.included_charts THEN 'chart'
                ELSE 'included' END AS line_kind
    FROM counted n
)
SELECT p.line_kind, p.terms_id, r.id AS rate_id, p.chart_id, p.coding_id, p.specialty,
       CASE WHEN p.line_kind = 'included' THEN 0
            WHEN p.line_kind = 'rework'
                 AND (p.rework_policy <> 'priced'
                      OR p.pricing_model IN ('fte', 'percent_of_collections')) THEN 0
            ELSE r.amount END AS price
FROM placed p
LEFT JOIN LATERAL (
    SELECT e.id, e.amount FROM engagements_rate e
    WHERE e.engagement_id = %(engagement)s AND e.terms_id = p.terms_id AND e.unit = 'chart'
      AND e.specialty IN ('', p.specialty) AND e.encounter_class IN ('', p.encounter_class)
      AND e.complexity IN ('', p.complexity)
    ORDER BY e.specialty DESC, e.encounter_class DESC, e.complexity DESC LIMIT 1
) r ON p.line_kind <> 'included'
WHERE NOT EXISTS (
    SELECT 1 FROM reporting_invoiceunit u
    WHERE u.engagement_id = %(engagement)s AND u.released_by_id IS NULL
      AND (u.coding_id = p.coding_id
           OR (p.is_first AND u.kind = 'chart' AND u.chart_id = p.chart_id))
)
ORDER BY p.line_kind, p.terms_id, r.id, p.attested_at, p.coding_id
"""


@dataclass(frozen=True, slots=True)
class PricedWork:
    """One answer of the vendor; `price` is None where the terms name none."""

    line_kind: LineKind
    terms_id: int | None
    rate_id: int | None
    chart_id: int
    coding_id: int
    specialty: str
    price: Decimal | None

    def unit(self, fee: Decimal) -> UnitDraft:
        kind = UnitKind.REWORK if self.line_kind is LineKind.REWORK else UnitKind.CHART
        return UnitDraft(
            kind,
            fee,
            chart_id=self.chart_id,
            coding_id=self.coding_id,
            specialty=self.specialty,
        )


def work_priced(engagement: Engagement, period: Period) -> Iterator[PricedWork]:
    """What was not invoiced yet, in the order of the lines."""
    values: dict[str, int | str | dt.datetime] = {
        "engagement": engagement.pk,
        "zone": engagement.time_zone,
        "first": day_start(period.start, period.zone),
        "after": day_start(period.end + dt.timedelta(days=1), period.zone),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORK, values)
        for kind, *rest in cursor.fetchall():
            yield PricedWork(LineKind(kind), *rest)
