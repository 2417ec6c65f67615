"""The clocks' rules: added from a day on, ended on a day, never changed in between.

Charts' stored cutoffs and completeness follow by a task: the rules are here, the charts are not.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction

from engagements.enums import CutoffKind, DocumentType, EncounterClass
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.tasks import enqueue_named
from engagements.models import ComplexityRule, CutoffRule, Payer, RecordRequirement
from engagements.models.clocks import MONTH_BUSINESS_DAYS
from engagements.models.workforce.base import EffectiveDated
from engagements.policies.clocks import PayerPolicy

Row = TypeVar("Row", bound=EffectiveDated)
RECOMPUTE = "charts.clocks_recompute"


@transaction.atomic
def requirement_add(
    *,
    actor: Actor,
    encounter_class: str,
    document_type: str,
    effective_from: dt.date,
    needs_signature: bool = True,
    needs_date: bool = False,
) -> RecordRequirement:
    """From that day of service on, such a record is complete only with this document (R24)."""
    actor.require("clockrule.manage")
    if encounter_class not in EncounterClass.values or document_type not in DocumentType.values:
        raise DomainError("Choose a class and a document.", field="document_type")
    row = RecordRequirement(
        engagement=actor.engagement,
        encounter_class=encounter_class,
        document_type=document_type,
        effective_from=effective_from,
        needs_signature=needs_signature,
        needs_date=needs_date,
    )
    return _added(actor, row)


@transaction.atomic
def cutoff_add(
    *,
    actor: Actor,
    effective_from: dt.date,
    wall_time: dt.time,
    kind: str = CutoffKind.BUSINESS_DAY,
    business_day: int = 3,
    location: str = "",
) -> CutoffRule:
    """Until when charts served from that day on must be coded; blank: at all locations (R23)."""
    actor.require("clockrule.manage")
    if not 1 <= business_day <= MONTH_BUSINESS_DAYS:
        raise DomainError(
            f"A month has no {business_day}th business day.",
            field="business_day",
            remedy=f"Choose one from 1 to {MONTH_BUSINESS_DAYS}.",
        )
    row = CutoffRule(
        engagement=actor.engagement,
        location=" ".join(location.split()),
        kind=kind,
        business_day=business_day,
        wall_time=wall_time,
        effective_from=effective_from,
    )
    return _added(actor, row)


@transaction.atomic
def complexity_add(
    *,
    actor: Actor,
    effective_from: dt.date,
    specialty: str = "",
    encounter_class: str = "",
    payer: Payer | None = None,
) -> ComplexityRule:
    """Charts like these arrive as complex from that day of service on (R22)."""
    actor.require("clockrule.manage")
    if not (specialty.strip() or encounter_class or payer):
        raise DomainError(
            "A rule without a condition would make every chart complex.",
            field="specialty",
            remedy="Name a specialty, a class or a payer.",
        )
    row = ComplexityRule(
        engagement=actor.engagement,
        specialty=specialty.strip(),
        encounter_class=encounter_class,
        payer=payer,
        effective_from=effective_from,
    )
    return _added(actor, row)


@transaction.atomic
def clockrule_end(*, actor: Actor, rule: EffectiveDated, on: dt.date) -> None:
    """The last day of service that the rule holds for. A rule that never held is taken away."""
    actor.require("clockrule.manage")
    kept = type(rule)._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
        engagement=actor.engagement, pk=rule.pk
    )
    if on < rule.effective_from:
        kept.delete()
    else:
        kept.update(effective_to=on)
    enqueue_named(RECOMPUTE, engagement_id=actor.engagement.pk)


@transaction.atomic
def payer_save(
    *,
    actor: Actor,
    payer: Payer | None,
    name: str,
    aliases: Sequence[str] = (),
    timely_filing_days: int | None = None,
    filing_alert_days: int = 30,
) -> Payer:
    """How the practice names a payer, what files call it, how long its claims may take (R65)."""
    actor.require("clockrule.manage")
    if payer is None:
        payer = Payer(engagement=actor.engagement)
    else:
        PayerPolicy.check(actor, "clockrule.manage", payer)
    payer.name = " ".join(name.split())
    payer.aliases = sorted({" ".join(each.split()) for each in aliases if each.strip()})
    payer.timely_filing_days, payer.filing_alert_days = timely_filing_days, filing_alert_days
    _check_names(payer)
    try:
        with transaction.atomic():
            payer.save()
    except IntegrityError:
        raise _taken(payer.name) from None
    return payer


def _check_names(payer: Payer) -> None:
    """A name means one payer: files are matched by names and aliases, whatever the case."""
    own = {each.casefold() for each in (payer.name, *payer.aliases)}
    others = Payer.objects.filter(engagement_id=payer.engagement_id).exclude(pk=payer.pk)
    for name, aliases in others.values_list("name", "aliases"):
        clash = own & {each.casefold() for each in (name, *aliases)}
        if clash:
            raise _taken(name)


def _taken(name: str) -> DomainError:
    return DomainError(
        f"The payer {name} goes by that name already.",
        field="name",
        remedy="Change that payer, or choose another name or alias.",
    )


def _added(actor: Actor, row: Row) -> Row:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError(
            "There is such a rule from that day on already.",
            field="effective_from",
            remedy="End that one, or begin on another day.",
        ) from None
    enqueue_named(RECOMPUTE, engagement_id=actor.engagement.pk)
    return row
