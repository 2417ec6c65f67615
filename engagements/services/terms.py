"""Terms: proposed by one side, accepted by the other, never overlapping, never edited."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from engagements.enums import AccuracyMethod, ClockBasis, TermsState, Urgency, VerdictTest
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.models import AccuracyFloor, Calendar, Terms, TurnaroundClass
from engagements.models.provisions import PROVISIONS
from engagements.policies import TermsPolicy
from engagements.selectors import engagement_today
from engagements.selectors.oversight import unsigned_choices
from engagements.services.locking import engagement_lock
from engagements.services.pricing import CreditRow, RateRow, pricing_check, pricing_write
from engagements.states import TERMS

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class FloorRow:
    """The agreed accuracy of one specialty; a blank one covers the others."""

    floor: Decimal
    method: str = AccuracyMethod.ENCOUNTER.value
    specialty: str = ""
    target: Decimal | None = None


@dataclass(frozen=True)
class TurnaroundRow:
    """The agreed hours of one class; a blank class or complexity covers the others."""

    hours: Decimal
    basis: str
    encounter_class: str = ""
    urgency: str = Urgency.ROUTINE.value
    complexity: str = ""


@dataclass(frozen=True)
class TermsDraft:
    """What a proposal says."""

    effective_from: dt.date
    floors: Sequence[FloorRow]
    turnaround: Sequence[TurnaroundRow]
    query_window_hours: int
    query_window_basis: str
    effective_to: dt.date | None = None
    accuracy_method: str = AccuracyMethod.ENCOUNTER.value
    verdict_test: str = VerdictTest.INTERVAL.value
    confidence: Decimal = Decimal("0.900")
    turnaround_attainment_floor: Decimal = Decimal("0.950")
    sample_size_per_coder: int = 30
    calendar: Calendar | None = None
    note: str = ""
    # The provisions of `engagements.models.provisions`; what is left out keeps its default.
    provisions: Mapping[str, Any] = field(default_factory=dict)
    rates: Sequence[RateRow] = ()
    credit_tiers: Sequence[CreditRow] = ()


@transaction.atomic
def terms_propose(*, actor: Actor, draft: TermsDraft) -> Terms:
    """A new version, for the other side to accept."""
    actor.require("terms.propose")
    _check(draft)
    engagement_lock(actor.engagement)
    last = Terms.objects.filter(engagement=actor.engagement).aggregate(last=Max("version"))["last"]
    terms = Terms(
        **draft.provisions,
        engagement=actor.engagement,
        version=(last or 0) + 1,
        state=TermsState.PROPOSED,
        effective_from=draft.effective_from,
        effective_to=draft.effective_to,
        accuracy_method=draft.accuracy_method,
        verdict_test=draft.verdict_test,
        confidence=draft.confidence,
        turnaround_attainment_floor=draft.turnaround_attainment_floor,
        query_window_hours=draft.query_window_hours,
        query_window_basis=draft.query_window_basis,
        sample_size_per_coder=draft.sample_size_per_coder,
        calendar=draft.calendar,
        proposed_by=actor.user,
        proposed_side=actor.side,
        proposed_at=timezone.now(),
        note=draft.note.strip(),
    )
    provisions_check(terms)
    pricing_check(terms.pricing_model, terms.included_charts, draft.rates, draft.credit_tiers)
    terms.save(force_insert=True)
    _write_rows(terms, draft)
    pricing_write(terms, draft.rates, draft.credit_tiers)
    return terms


@transaction.atomic
def terms_accept(*, actor: Actor, terms: Terms) -> Terms:
    """Agrees for the other side. An open-ended version before it ends the day before it begins."""
    TermsPolicy.check(actor, "terms.accept", terms)
    if actor.side == terms.proposed_side:
        raise NotAllowed("The other side accepts what yours proposed.", action="terms.accept")
    if open_choices := unsigned_choices(terms):
        names = " and ".join(subject.label.lower() for subject in open_choices)
        raise DomainError(
            f"These terms make an unusual choice that nobody has answered for: {names}.",
            remedy="The practice manager or compliance officer signs it off with a reason first.",
        )
    engagement_lock(actor.engagement)
    _make_room(terms)
    try:
        with transaction.atomic():
            TERMS.fire(
                terms, "accept", actor=actor, accepted_by=actor.user, accepted_at=timezone.now()
            )
    except IntegrityError:
        raise _overlap(terms, None) from None
    return terms


@transaction.atomic
def terms_withdraw(*, actor: Actor, terms: Terms, reason: str) -> Terms:
    """Takes a proposal back, or declines the other side's."""
    TermsPolicy.check(actor, "terms.propose", terms)
    if not reason.strip():
        raise DomainError(
            "The other side will want to know why.", field="reason", remedy="Give a reason."
        )
    TERMS.fire(terms, "withdraw", actor=actor, reason=reason.strip())
    return terms


def _make_room(terms: Terms) -> None:
    accepted = Terms.objects.filter(engagement_id=terms.engagement_id, state=TermsState.ACCEPTED)
    accepted = accepted.exclude(pk=terms.pk)
    until = terms.effective_to or dt.date.max
    after_start = Q(effective_to__isnull=True) | Q(effective_to__gte=terms.effective_from)
    for other in accepted.filter(after_start, effective_from__lte=until):
        if other.effective_to is not None or other.effective_from >= terms.effective_from:
            raise _overlap(terms, other)
        if terms.effective_from <= engagement_today(terms.engagement):
            raise DomainError(
                f"Version {other.version} is in force and has been worked under: terms that"
                f" begin on {terms.effective_from} would rewrite the past.",
                field="effective_from",
                remedy="Propose them again from tomorrow or later.",
            )
        Terms.objects.filter(pk=other.pk).update(effective_to=terms.effective_from - DAY)


def _overlap(terms: Terms, other: Terms | None) -> DomainError:
    named = f"version {other.version}" if other else "another version"
    ending = f", which ends on {other.effective_to}" if other and other.effective_to else ""
    return DomainError(
        f"Version {terms.version} overlaps {named}{ending}.",
        field="effective_from",
        remedy="Propose it again for days that no accepted version covers.",
    )


def _write_rows(terms: Terms, draft: TermsDraft) -> None:
    engagement = terms.engagement
    AccuracyFloor.objects.bulk_create(
        AccuracyFloor(
            engagement=engagement,
            terms=terms,
            specialty=row.specialty.strip(),
            method=row.method,
            floor=row.floor,
            target=row.target,
        )
        for row in draft.floors
    )
    TurnaroundClass.objects.bulk_create(
        TurnaroundClass(
            engagement=engagement,
            terms=terms,
            encounter_class=row.encounter_class,
            urgency=row.urgency,
            complexity=row.complexity,
            hours=row.hours,
            basis=row.basis,
        )
        for row in draft.turnaround
    )


def _check(draft: TermsDraft) -> None:
    if draft.effective_to is not None and draft.effective_to < draft.effective_from:
        raise DomainError(
            f"The terms would end on {draft.effective_to}, before they begin.",
            field="effective_to",
            remedy=f"Give a day on or after {draft.effective_from}, or leave it empty.",
        )
    if unknown := set(draft.provisions) - set(PROVISIONS):
        raise TypeError(f"no provision of the terms: {min(unknown)}")
    _check_floors(draft.floors)
    _check_turnaround(draft.turnaround)
    bases = {row.basis for row in draft.turnaround} | {draft.query_window_basis}
    if odd := bases - set(ClockBasis.values):
        raise DomainError(
            f"{min(odd)!r} is no clock basis: a time without one has no meaning.",
            field="basis",
            remedy="Choose elapsed hours or business hours for every time.",
        )
    if ClockBasis.BUSINESS in bases and draft.calendar is None:
        raise DomainError(
            "Business hours need a calendar.", field="calendar", remedy="Choose the calendar."
        )


def provisions_check(terms: Terms) -> None:
    """The model's own rules, said of the field that breaks one."""
    others = {f.name for f in Terms._meta.fields} - set(PROVISIONS)  # noqa: SLF001 -- the documented Meta API
    try:
        terms.clean_fields(exclude=others)
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        label = Terms._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # noqa: SLF001 -- a plain field
        raise DomainError(
            f"{label}: {' '.join(problems)}", field=name, remedy="Correct this provision."
        ) from None
    if terms.contract_ends_on and terms.contract_ends_on < terms.effective_from:
        raise DomainError(
            f"The contract would end on {terms.contract_ends_on}, before these terms begin.",
            field="contract_ends_on",
            remedy=f"Give a day on or after {terms.effective_from}, or leave it empty.",
        )


def _check_floors(floors: Sequence[FloorRow]) -> None:
    if not floors:
        raise DomainError(
            "The terms promise no accuracy.",
            field="floors",
            remedy="Give at least one floor; without a specialty it covers all of them.",
        )
    seen = [(row.specialty.strip().lower(), row.method) for row in floors]
    if len(set(seen)) != len(seen):
        raise DomainError(
            "A specialty has two floors by the same method.",
            field="floors",
            remedy="Keep one of them.",
        )
    for row in floors:
        if not 0 < row.floor <= 1 or (row.target is not None and not row.floor <= row.target <= 1):
            raise DomainError(
                f"A floor of {row.floor:%} with a target of {row.target or 'none'} makes no sense.",
                field="floors",
                remedy="Give a floor above 0 % and a target between the floor and 100 %.",
            )


def _check_turnaround(rows: Sequence[TurnaroundRow]) -> None:
    keys = [(row.encounter_class, row.urgency, row.complexity) for row in rows]
    if len(set(keys)) != len(keys):
        raise DomainError(
            "Two turnaround rows are for the same class, urgency and complexity.",
            field="turnaround",
            remedy="Keep one of them.",
        )
    if ("", Urgency.ROUTINE.value, "") not in keys:
        raise DomainError(
            "Some charts would have no due time.",
            field="turnaround",
            remedy="Add a routine row for any class and any complexity.",
        )
    if any(row.hours <= 0 for row in rows):
        raise DomainError(
            "A turnaround of no hours cannot be kept.",
            field="turnaround",
            remedy="Give hours above zero.",
        )
