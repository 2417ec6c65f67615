"""Whose a denial is: named by the side that works it, agreed with or disputed by the other (R4)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from denials.enums import Attribution, AttributionWord, RootCause
from denials.models import AttributionEntry, Denial
from denials.policies import DenialPolicy
from denials.selectors.attribution import (
    ANSWER,
    HANDOFF_OF,
    naming_of,
    naming_side,
    owner_proposed,
)
from denials.services.claims import claim_summary_refresh
from engagements.enums import Side
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.policy import Actor
from engagements.policies.raci import defect_place_check
from engagements.selectors import engagement_today

SHORTEST = 10


@transaction.atomic
def denial_set_root_cause(
    *,
    actor: Actor,
    denial: Denial,
    root_cause: str,
    evidence: str,
    owner_side: str = "",
    handoff: str = "",
) -> Denial:
    """Names the cause with its evidence, whose it is and the handoff at which it came in.

    Owner and handoff follow from the cause unless they are given. The claim's attribution follows
    at once; the other side is asked anew. The same again changes nothing.
    """
    DenialPolicy.check(actor, "denial.work", denial)
    _check_cause(root_cause)
    defect_place_check(owner_side, handoff)
    evidence = _words(
        evidence,
        "A root cause needs its evidence.",
        field="evidence",
        remedy="Say what in the chart, the claim or the payer's rule shows it.",
    )
    row = _hold(denial)
    day = engagement_today(actor.engagement)
    changes: dict[str, Any] = {
        "root_cause": root_cause,
        "root_cause_evidence": evidence,
        "owner_side": owner_side or owner_proposed(denial, root_cause, day),
        "handoff": handoff or HANDOFF_OF[RootCause(root_cause)].value,
    }
    if all(getattr(row, name) == value for name, value in changes.items()):
        return denial
    changes |= {
        "root_cause_set_by": actor.user,
        "root_cause_set_at": timezone.now(),
        "attribution": Attribution.PENDING.value,
    }
    _write(denial, changes)
    _enter(actor, denial, AttributionWord.NAMED, evidence)
    claim_summary_refresh(denial.claim_id)
    return denial


@transaction.atomic
def denial_attribution_answer(
    *, actor: Actor, denial: Denial, agrees: bool, text: str = "", naming: int | None = None
) -> Denial:
    """The other side agrees, or disputes with its grounds; its last word counts.

    `naming` is the entry that was answered: an answer to a cause that was named anew meanwhile
    is refused.
    """
    DenialPolicy.check(actor, ANSWER, denial)
    row = _hold(denial)
    if not row.root_cause:
        raise DomainError(
            "Nobody has named a root cause yet.", remedy="It is answered once it is named."
        )
    named = naming_of(row) or _entered_late(row)
    if naming is not None and named.pk != naming:
        raise StaleState(
            "The root cause was named anew meanwhile.", remedy="Reload the page and read it first."
        )
    if actor.side == named.side:
        raise NotAllowed("Your side named it; the other side answers.", action=ANSWER)
    text = text.strip()
    if not agrees:
        text = _words(
            text,
            "A dispute needs its grounds.",
            field="text",
            remedy="Quote the documentation, the claim or the rule that speaks against it.",
        )
    word = AttributionWord.AGREED if agrees else AttributionWord.DISPUTED
    last = row.attributions.order_by("pk").last()
    if last is not None and (last.word, last.text, last.side) == (word, text, actor.side):
        return denial
    _write(denial, {"attribution": Attribution(word.value).value})
    _enter(actor, denial, word, text)
    return denial


def _check_cause(root_cause: str) -> None:
    if root_cause not in RootCause.values:
        raise DomainError(
            f"{root_cause or '(nothing)'} is not a root cause.",
            field="root_cause",
            remedy=f"Choose one of: {', '.join(RootCause.labels)}.",
        )


def _words(text: str, problem: str, *, field: str, remedy: str) -> str:
    text = text.strip()
    if len(text) < SHORTEST:
        raise DomainError(problem, field=field, remedy=remedy)
    return text


def _hold(denial: Denial) -> Denial:
    """As it is now; two who write at once come one after the other."""
    return Denial.objects.select_for_update(of=("self",)).get(pk=denial.pk)


def _write(denial: Denial, changes: dict[str, Any]) -> None:
    Denial.objects.filter(pk=denial.pk).update(**changes)
    for name, value in changes.items():
        setattr(denial, name, value)


def _enter(actor: Actor, denial: Denial, word: AttributionWord, text: str) -> None:
    AttributionEntry.objects.create(
        engagement_id=denial.engagement_id,
        denial=denial,
        word=word,
        root_cause=denial.root_cause,
        owner_side=denial.owner_side or Side.PRACTICE.value,
        handoff=denial.handoff or HANDOFF_OF[RootCause(denial.root_cause)].value,
        text=text,
        side=actor.side,
        by=actor.user,
        at=timezone.now(),
    )


def _entered_late(denial: Denial) -> AttributionEntry:
    """The naming of a cause that was set before namings were kept, as the denial tells it."""
    day = engagement_today(denial.engagement)
    return AttributionEntry.objects.create(
        engagement_id=denial.engagement_id,
        denial=denial,
        word=AttributionWord.NAMED,
        root_cause=denial.root_cause,
        owner_side=denial.owner_side or owner_proposed(denial, denial.root_cause, day),
        handoff=denial.handoff or HANDOFF_OF[RootCause(denial.root_cause)].value,
        text=denial.root_cause_evidence,
        side=naming_side(denial, None),
        by=denial.root_cause_set_by,
        at=denial.root_cause_set_at or timezone.now(),
    )
