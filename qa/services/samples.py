"""Drawing samples and signing them off."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from charts.models import Coding
from engagements.enums import Side
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.policy import Actor
from engagements.models import ChallengeArm, User
from engagements.services.locking import engagement_lock
from qa import sampling
from qa.enums import AuditState, SampleType
from qa.models import Audit, FrameUnit, Sample
from qa.policies import SamplePolicy
from qa.selectors import frame_units, weighted_units

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPlan:
    """What is to be drawn: from which charts, how many, and for whom."""

    name: str
    period_start: dt.date
    period_end: dt.date
    size: int
    spares: int = 0
    drawn_for: str = Side.VENDOR
    sample_type: str = SampleType.RANDOM
    coder: User | None = None
    specialty: str = ""
    code: str = ""
    auditor: User | None = None
    purpose: str = ""
    arm: ChallengeArm | None = None
    by_risk: bool = False

    @property
    def conditions(self) -> dict[str, Any]:
        return {
            "period_start": self.period_start,
            "period_end": self.period_end,
            "coder": self.coder,
            "specialty": self.specialty,
            "code": self.code,
            "arm": self.arm,
        }

    @property
    def said(self) -> dict[str, Any]:
        """The plan as the sample keeps it; the same of the same frame is the same sample."""
        names = (
            *("name", "sample_type", "period_start", "period_end", "coder", "specialty"),
            *("drawn_for", "auditor", "size", "purpose", "arm"),
        )
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def sample_draw(*, actor: Actor, plan: DrawPlan, seed: str | None = None) -> Sample:
    """Freezes the frame, hashes it, draws from it and opens the audits, all or nothing.

    Sent twice, as by a double click, it is one sample.
    The seed is made here; giving one is for reproducing a known draw, no page offers it.
    """
    actor.require("sample.draw")
    _may_draw_for(actor, plan.drawn_for)
    engagement_lock(actor.engagement)
    units = frame_units(engagement=actor.engagement, **plan.conditions)
    _check(plan, len(units))
    if plan.by_risk:
        units = weighted_units(actor.engagement, units)
    weights = sampling.weights_of(units)
    said = {
        **plan.said,
        "engagement": actor.engagement,
        "drawn_by": actor.user,
        "frame_sha256": sampling.frame_hash(units),
        "generator": sampling.GENERATOR if weights is None else sampling.WEIGHTED,
    }
    if seed is None and (same := Sample.objects.filter(**said, locked_at=None).first()):
        return same
    seed = seed or sampling.seed_new()
    chosen, extra = sampling.draw(seed, len(units), plan.size, plan.spares, weights)
    sample = Sample.objects.create(
        **said,
        is_independent=plan.drawn_for == Side.AUDITOR,
        frame_size=len(units),
        seed=seed,
        spares=len(extra),
        drawn_at=timezone.now(),
    )
    _frame_store(sample, units, [*chosen, *extra])
    _audits_open(sample, [units[position - 1] for position in chosen], first=1)
    return sample


def _check(plan: DrawPlan, available: int) -> None:
    if plan.code and plan.sample_type != SampleType.TARGETED:
        raise DomainError(
            "Charts picked by a code make a targeted sample.",
            field="sample_type",
            remedy="Choose the type 'targeted', or leave the code empty.",
        )
    if plan.by_risk and plan.sample_type != SampleType.TARGETED:
        raise DomainError(
            "Charts drawn by risk make a targeted sample.",
            field="sample_type",
            remedy="Choose the type 'targeted', or draw without the risks' weights.",
        )
    if not 1 <= plan.size <= available:
        raise DomainError(
            f"A sample of {plan.size} cannot be drawn from {available} charts.",
            field="size",
            remedy="Choose a longer period, fewer conditions or a smaller sample.",
        )


def _may_draw_for(actor: Actor, drawn_for: str) -> None:
    """The vendor and the auditor draw for themselves; the practice for whoever audits for it."""
    if actor.is_system or actor.side == drawn_for:
        return
    if actor.side != Side.PRACTICE:
        raise NotAllowed("Only the practice draws samples for others.", action="sample.draw")
    if drawn_for == Side.AUDITOR and actor.engagement.auditor_id is None:
        raise DomainError(
            "This engagement has no independent auditor.",
            field="drawn_for",
            remedy="Name the auditor's organization in the engagement's settings first.",
        )


def _frame_store(sample: Sample, units: list[sampling.Unit], drawn: list[int]) -> None:
    ordinals = {position: ordinal for ordinal, position in enumerate(drawn, start=1)}
    FrameUnit.objects.bulk_create(
        (
            FrameUnit(
                engagement_id=sample.engagement_id,
                sample=sample,
                position=position,
                chart_id=unit.chart_id,
                coding_id=unit.coding_id,
                weight=unit.weight,
                ordinal=ordinals.get(position),
            )
            for position, unit in enumerate(units, start=1)
        ),
        batch_size=BATCH,
    )


def _audits_open(sample: Sample, units: list[sampling.Unit], *, first: int) -> list[Audit]:
    codings = Coding.objects.select_related("chart").in_bulk([unit.coding_id for unit in units])
    return Audit.objects.bulk_create(
        Audit(
            engagement_id=sample.engagement_id,
            sample=sample,
            ordinal=ordinal,
            chart=codings[unit.coding_id].chart,
            coding=codings[unit.coding_id],
            coder_id=codings[unit.coding_id].coder_id,
            auditor=sample.auditor,
            side=sample.drawn_for,
            is_independent=sample.is_independent,
            sample_type=sample.sample_type,
            specialty=codings[unit.coding_id].chart.specialty,
            encounter_class=codings[unit.coding_id].chart.encounter_class,
        )
        for ordinal, unit in enumerate(units, start=first)
    )


def spare_open(sample: Sample) -> Audit:
    """Opens the audit of the next spare; the caller holds the sample's row."""
    used = Audit.objects.filter(engagement_id=sample.engagement_id, sample=sample)
    last = used.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    unit = FrameUnit.objects.filter(
        engagement_id=sample.engagement_id, sample=sample, ordinal=last + 1
    ).first()
    if unit is None:
        raise DomainError(
            "No spare is left in this sample.",
            remedy="Draw a further sample of the same frame and name both in the report.",
        )
    spare = sampling.Unit(unit.chart_id, unit.coding_id)
    return _audits_open(sample, [spare], first=last + 1)[0]


@transaction.atomic
def sample_lock(*, actor: Actor, sample: Sample) -> None:
    """Signs the sample off: from now on the vendor sees it, and nothing is replaced any more."""
    SamplePolicy.check(actor, "audit.perform", sample)
    Sample.objects.select_for_update().get(pk=sample.pk)
    left = Audit.objects.filter(engagement_id=sample.engagement_id, sample=sample).exclude(
        state__in=[AuditState.COMPLETED, AuditState.CANCELLED]
    )
    if count := left.count():
        raise DomainError(
            f"{count} audits of this sample are not complete.",
            remedy="Complete them, or replace those that cannot be audited by a spare.",
        )
    now = timezone.now()
    locked = Sample.objects.filter(pk=sample.pk, locked_at__isnull=True).update(
        locked_at=now, locked_by=actor.user
    )
    if locked != 1:
        raise StaleState("This sample is already signed off.")
    sample.locked_at, sample.locked_by = now, actor.user
