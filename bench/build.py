"""`python -m bench.build CHARTS`: fills the database that DATABASE_URL names, by COPY.

The owner writes: row security lets nobody else COPY into a table.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench import people

    charts = int(sys.argv[1])
    parties = [people.build(slug) for slug in people.SLUGS]
    load(parties, charts)


def load(parties: list[Any], charts: int) -> None:
    from bench.bare import bare_tables
    from charts.models import Chart, ClockEvent, Coding, WorkItem
    from config.dbroles import owner_connection
    from denials.models import Adjustment, Claim, Denial
    from qa.models import Audit
    from queries.models import Query

    models = (Chart, WorkItem, ClockEvent, Query, Coding, Audit, Claim, Adjustment, Denial)
    with owner_connection():
        with bare_tables(models):
            first = 1
            for party, count in zip(parties, (charts, charts // 10), strict=True):
                for model, columns, rows in generated(party, count, first):
                    _copy(party, model, columns, rows)
                first += count
            began = time.monotonic()
        _say(f"indexes and foreign keys: {time.monotonic() - began:.1f} s")
        _vacuum()


def generated(
    party: Any, charts: int, first_id: int
) -> Iterator[tuple[Any, tuple[str, ...], Iterable[Any]]]:
    """(model, columns, rows) of every table, parents first."""
    from bench import facts, remittances
    from charts import models as of_charts
    from denials import models as of_denials
    from engagements.kernel.scope import engagement_transaction
    from qa.models import Audit
    from queries.models import Query

    start = dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=facts.DAYS)
    plan, clock = facts.Plan(party, charts, first_id, start), facts.Clock(start)
    with engagement_transaction(party.engagement.pk):
        remittance_of = remittances.remittances(plan)
    yield of_charts.Chart, facts.CHART, facts.charts(plan, clock)
    yield of_charts.WorkItem, facts.WORK, facts.work_items(plan, clock)
    yield of_charts.ClockEvent, facts.EVENT, facts.clock_events(plan, clock)
    yield Query, facts.QUERY, facts.queries(plan, clock)
    yield of_charts.Coding, facts.CODING, facts.codings(plan, clock)
    yield Audit, facts.AUDIT, facts.audits(plan, clock)
    claims = remittances.claims(plan, clock, remittance_of)
    yield of_denials.Claim, remittances.CLAIM, claims
    yield of_denials.Adjustment, remittances.ADJUSTMENT, remittances.adjustments(plan)
    yield of_denials.Denial, remittances.DENIAL, remittances.denials(plan, clock)


def _copy(party: Any, model: Any, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    from bench.copying import copy_rows
    from engagements.kernel.scope import engagement_transaction

    began = time.monotonic()
    with engagement_transaction(party.engagement.pk):
        copy_rows(model, columns, rows)
    _say(f"{party.engagement.slug}.{model.__name__}: {time.monotonic() - began:.1f} s")


def _vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    main()
