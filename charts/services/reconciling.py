"""A disagreement of parallel coding is settled by somebody who gave neither answer."""

from django.db import transaction

from charts.enums import AnswerRight, DisagreementReason
from charts.models import Chart, ParallelSettlement
from charts.policies import ChartPolicy
from charts.selectors.reconciling import pair_of
from charts.services.clocks import chart_lock
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor

ACTION = "parallel.settle"


@transaction.atomic
def disagreement_settle(
    *, actor: Actor, chart: Chart, right: str, reason: str, note: str
) -> ParallelSettlement:
    """Says which answer is right and why they differ. Said anew, the last word counts; the same
    again changes nothing.
    """
    actor.require(ACTION)
    ChartPolicy.check(actor, "chart.view", chart)
    _check(right, reason, note)
    chart = chart_lock(chart)
    pair = pair_of(actor, chart)
    if pair is None:
        raise DomainError(
            "This chart has not been coded by both sides.",
            remedy="It is compared once both have attested their answer.",
        )
    if pair.agrees:
        raise DomainError("Both sides agree on this chart.", remedy="Nothing is left to settle.")
    if pair.is_answer_of(actor):
        raise NotAllowed("Who gave one of the two answers does not decide.", action=ACTION)
    row = ParallelSettlement(
        engagement_id=chart.engagement_id,
        chart=chart,
        vendor_coding=pair.vendor,
        in_house_coding=pair.in_house,
        right=right,
        reason=reason,
        note=note.strip(),
        settled_by=actor.user,
    )
    kept = pair.settlement
    if kept is not None and (kept.right, kept.reason, kept.note, kept.settled_by_id) == (
        row.right,
        row.reason,
        row.note,
        actor.user_id,
    ):
        return kept
    row.save(force_insert=True)
    return row


def _check(right: str, reason: str, note: str) -> None:
    if right not in AnswerRight.values:
        raise DomainError("Say which answer is right.", field="right", remedy="Choose one.")
    if reason not in DisagreementReason.values:
        raise DomainError("Say why the answers differ.", field="reason", remedy="Choose a reason.")
    if not note.strip():
        raise DomainError(
            "A decision needs its words.",
            field="note",
            remedy="Name the documentation, the guideline or the payer's rule that decides it.",
        )
