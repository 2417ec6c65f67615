"""Notices and instructions: published, and read by those they are for."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from engagements.enums.workforce import InstructionScope, PayerScope
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import (
    Instruction,
    InstructionAcknowledgement,
    NoticeReceipt,
    Payer,
    RegulatoryNotice,
)
from engagements.policies.workforce import InstructionPolicy, NoticePolicy
from engagements.selectors import engagement_today
from engagements.services.locking import engagement_lock, sent_before
from engagements.services.workforce.keeping import row_end, row_keep, specialty_clean
from engagements.services.workforce.packs import PACKS


@transaction.atomic
def notice_publish(
    *,
    actor: Actor,
    kind: str,
    title: str,
    body: str,
    source: str,
    scope: str,
    effective_from: dt.date,
    payer: Payer | None = None,
    payer_state: str = "",
    effective_to: dt.date | None = None,
) -> RegulatoryNotice:
    """Tells every coder of a changed rule; who has read it is kept."""
    actor.require("guidance.manage")
    engagement_lock(actor.engagement)
    row = RegulatoryNotice(
        engagement=actor.engagement,
        kind=kind,
        title=title.strip(),
        body=body.strip(),
        source=source.strip(),
        scope=scope,
        payer=payer,
        payer_state=payer_state.upper(),
        effective_from=effective_from,
        effective_to=effective_to,
        published_by=actor.user,
        published_at=timezone.now(),
    )
    return sent_before(row, besides=("published_at",)) or row_keep(row)


@transaction.atomic
def notice_end(*, actor: Actor, notice: RegulatoryNotice, on: dt.date) -> RegulatoryNotice:
    NoticePolicy.check(actor, "guidance.manage", notice)
    return row_end(notice, field="effective_to", start="effective_from", on=on)


@transaction.atomic
def notice_read(*, actor: Actor, notice: RegulatoryNotice) -> NoticeReceipt:
    """The reader has read it. The first time counts."""
    NoticePolicy.check(actor, "guidance.view", notice)
    receipt, _ = NoticeReceipt.objects.get_or_create(
        engagement=actor.engagement,
        notice=notice,
        user=actor.user,
        defaults={"read_at": timezone.now()},
    )
    return receipt


@transaction.atomic
def packs_add(*, actor: Actor, states: list[str]) -> int:
    """Adds the prepared notices of programmes and plans for states; known titles stay."""
    actor.require("guidance.manage")
    kept = set(
        RegulatoryNotice.objects.filter(engagement=actor.engagement).values_list("title", flat=True)
    )
    wanted = [pack for pack in PACKS if pack.state in states and pack.title not in kept]
    for pack in wanted:
        notice_publish(
            actor=actor,
            kind=pack.kind,
            title=pack.title,
            body=pack.body,
            source=pack.source,
            scope=PayerScope.STATE,
            payer_state=pack.state,
            effective_from=pack.effective_from or engagement_today(actor.engagement),
        )
    return len(wanted)


@transaction.atomic
def instruction_publish(
    *,
    actor: Actor,
    title: str,
    body: str,
    scope: str,
    effective_from: dt.date,
    replaces: Instruction | None = None,
    payer: Payer | None = None,
    location: str = "",
    specialty: str = "",
    source: str = "",
) -> Instruction:
    """Publishes an instruction, or its next version; the one before ends the day before.

    Versions are never edited: what coders acknowledged stays what they read.
    """
    actor.require("guidance.manage")
    code, version = slugify(title)[:60], 1
    if replaces is not None:
        InstructionPolicy.check(actor, "guidance.manage", replaces)
        code, version = replaces.code, replaces.version + 1
        _make_way(replaces, effective_from)
    row = Instruction(
        engagement=actor.engagement,
        code=code,
        version=version,
        title=title.strip(),
        body=body.strip(),
        scope=scope,
        effective_from=effective_from,
        created_by=actor.user,
        source=source.strip(),
    )
    if scope == InstructionScope.SOME:
        row.payer, row.location = payer, location.strip()
        row.specialty = specialty_clean(specialty)
    return row_keep(row)


def _make_way(replaced: Instruction, begins: dt.date) -> None:
    newest = Instruction.objects.filter(
        engagement_id=replaced.engagement_id, code=replaced.code
    ).first()
    if newest is not None and newest.version != replaced.version:
        raise DomainError(
            f"Version {newest.version} is the newest.", remedy="Write the next one from that."
        )
    if begins <= replaced.effective_from:
        raise DomainError(
            f"Version {replaced.version} begins on {replaced.effective_from}.",
            field="effective_from",
            remedy="Let the new version begin later.",
        )
    Instruction.objects.filter(pk=replaced.pk).update(effective_to=begins - dt.timedelta(days=1))


@transaction.atomic
def instruction_end(*, actor: Actor, instruction: Instruction, on: dt.date) -> Instruction:
    InstructionPolicy.check(actor, "guidance.manage", instruction)
    return row_end(instruction, field="effective_to", start="effective_from", on=on)


@transaction.atomic
def instruction_acknowledge(
    *, actor: Actor, instruction: Instruction
) -> InstructionAcknowledgement:
    """The reader works by this version. The first time counts."""
    InstructionPolicy.check(actor, "guidance.view", instruction)
    row, _ = InstructionAcknowledgement.objects.get_or_create(
        engagement=actor.engagement,
        instruction=instruction,
        user=actor.user,
        defaults={"at": timezone.now()},
    )
    return row
