"""What a claim says about its denials, and which chart it belongs to once that is known."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, Sum

from charts.services import charts_billed
from denials.enums import DenialClass
from denials.models import Claim, Denial
from denials.selectors.matching import ChartMatch, chart_matches
from engagements.kernel.policy import Actor
from engagements.validators import zone

CODING = Q(root_cause=DenialClass.CODING) | Q(root_cause="", suggested_class=DenialClass.CODING)
_BATCH = 1_000


def claim_summary_refresh(claim_id: int) -> None:
    """Attribution by the analyst's root cause, else by the suggested class."""
    coding = Denial.objects.filter(CODING, claim_id=claim_id)
    amount = coding.aggregate(amount=Sum("amount"))["amount"]
    Claim.objects.filter(pk=claim_id).update(
        is_coding_denial=amount is not None, coding_denied_amount=amount or Decimal(0)
    )


def claims_billed(*, actor: Actor, references: Iterable[str]) -> None:
    """The charts of these claims learn that they were billed: at the latest by the day on which
    the payer first adjudicated the claim.
    """
    own, source = zone(actor.engagement.time_zone), iter(references)
    while batch := list(islice(source, _BATCH)):
        first = (
            Claim.objects.filter(
                engagement=actor.engagement,
                patient_control_number__in=batch,
                chart__isnull=False,
                chart__billed_at__isnull=True,
            )
            .order_by()
            .values_list("chart__encounter_ref")
            .annotate(day=Min("adjudicated_on"))
        )
        billed = {
            reference: dt.datetime.combine(day, dt.time(0), tzinfo=own) for reference, day in first
        }
        if billed:
            charts_billed(actor=actor, billed=billed, reason="Adjudicated by the payer")


@transaction.atomic
def claims_rematch(*, actor: Actor) -> int:
    """Ties claims that came before their chart, or before it was coded; counts the changed."""
    actor.require("remittance.import")
    unmatched = Claim.objects.filter(
        Q(chart__isnull=True) | Q(coder__isnull=True), engagement=actor.engagement
    ).order_by("pk")
    changed = 0
    for batch in _batches(unmatched.values_list("pk", "patient_control_number", "chart_id")):
        matches = chart_matches(actor.engagement, [reference for _, reference, _ in batch])
        for pk, reference, chart_id in batch:
            match = matches.get(reference.strip())
            if match and (chart_id is None or match.coder_id is not None):
                _tie(pk, match)
                changed += 1
        claims_billed(actor=actor, references=[reference for _, reference, _ in batch])
    return changed


def _batches(rows: Any) -> Iterator[list[tuple[int, str, int | None]]]:
    batch: list[tuple[int, str, int | None]] = []
    for row in rows.iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _tie(claim_id: int, match: ChartMatch) -> None:
    Claim.objects.filter(pk=claim_id).update(
        chart_id=match.chart_id,
        coder_id=match.coder_id,
        specialty=match.specialty,
        encounter_class=match.encounter_class,
    )
    Denial.objects.filter(claim_id=claim_id).update(
        chart_id=match.chart_id, coder_id=match.coder_id
    )
