"""`python -m bench.build CHARTS`: fills the database that DATABASE_URL names, by COPY.

The owner writes: row security lets nobody else COPY into a table.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Iterable
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    from bench import people
    from config.dbroles import owner_connection

    charts = int(sys.argv[1])
    parties = [people.build(slug) for slug in people.SLUGS]
    with owner_connection():
        first = 1
        for party, count in zip(parties, (charts, charts // 10), strict=True):
            fill(party, count, first)
            first += count
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def fill(party: Any, charts: int, first_id: int) -> None:
    from bench import facts, remittances
    from charts.models import Chart, ClockEvent, Coding, WorkItem
    from denials.models import Adjustment, Claim, Denial
    from engagements.kernel.scope import engagement_transaction
    from qa.models import Audit
    from queries.models import Query

    start = dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=facts.DAYS)
    plan, clock = facts.Plan(party, charts, first_id, start), facts.Clock(start)
    with engagement_transaction(party.engagement.pk):
        remittance_of = remittances.remittances(plan)
    for model, columns, rows in (
        (Chart, facts.CHART, facts.charts(plan, clock)),
        (WorkItem, facts.WORK, facts.work_items(plan, clock)),
        (ClockEvent, facts.EVENT, facts.clock_events(plan, clock)),
        (Query, facts.QUERY, facts.queries(plan, clock)),
        (Coding, facts.CODING, facts.codings(plan, clock)),
        (Audit, facts.AUDIT, facts.audits(plan, clock)),
        (Claim, remittances.CLAIM, remittances.claims(plan, clock, remittance_of)),
        (Adjustment, remittances.ADJUSTMENT, remittances.adjustments(plan)),
        (Denial, remittances.DENIAL, remittances.denials(plan, clock)),
    ):
        _copy(party, model, columns, rows)


def _copy(party: Any, model: Any, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    from bench.copying import copy_rows
    from engagements.kernel.scope import engagement_transaction

    began = time.monotonic()
    with engagement_transaction(party.engagement.pk):
        copy_rows(model, columns, rows)
    print(
        f"  {party.engagement.slug}.{model.__name__}: {time.monotonic() - began:.1f} s", flush=True
    )


if __name__ == "__main__":
    main()
