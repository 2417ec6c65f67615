"""Selections and their candidates: opened, scored, flagged, and asked about."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagements.enums import OrganizationKind
from engagements.enums.selection import (
    MANUAL_FLAGS,
    QUESTIONS,
    REFERENCE_QUESTIONS,
    SelectionState,
    Standing,
)
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.policy import Actor
from engagements.models import (
    Candidate,
    CandidateFlag,
    CriterionScore,
    Organization,
    ReferenceCall,
    Selection,
    SelectionBaseline,
    User,
)
from engagements.policies.selection import SelectionPolicy
from engagements.selectors.selection import MOST_POINTS
from engagements.services.baselines import baseline_check
from engagements.services.locking import R, sent_before


@transaction.atomic
def selection_save(
    *,
    actor: Actor,
    selection: Selection | None,
    organization: Organization,
    title: str,
    lead: User | None = None,
    **facts: Any,
) -> Selection:
    """Opens a selection for a practice, or corrects what is known of it."""
    actor.require("selection.manage")
    if actor.grants["selection.manage"] != "any" and organization.pk != actor.organization_id:
        raise NotAllowed("You choose vendors for your own organization.", action="selection.manage")
    if organization.kind != OrganizationKind.PRACTICE:
        raise DomainError(
            f"{organization} is no practice.", field="organization", remedy="Choose a practice."
        )
    if lead is not None and lead.organization_id != organization.pk:
        raise DomainError(
            f"{lead} does not belong to {organization}.",
            field="lead",
            remedy="Choose one of the practice's own people.",
        )
    row = selection or Selection(organization=organization, created_by=actor.user)
    if selection is not None:
        open_check(actor, selection)
    row.title, row.lead = title.strip(), lead
    for name in ("specialties", "charts_per_month", "market_price", "price_gap"):
        if name in facts:
            setattr(row, name, facts[name])
    if selection is None:
        Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        if same := sent_before(row):
            return same
    row.save()
    return row


def open_check(actor: Actor, selection: Selection) -> None:
    """Only an open selection of one's own is worked on; a decided one is a record.

    A decision waits until this piece of work is done.
    """
    SelectionPolicy.check(actor, selection)
    rows = Selection.objects.select_for_update(no_key=True)
    if rows.get(pk=selection.pk).state != SelectionState.OPEN:
        raise StaleState("This selection is decided; it stays as it was.", remedy="Open a new one.")


@transaction.atomic
def candidate_save(
    *,
    actor: Actor,
    selection: Selection,
    candidate: Candidate | None,
    name: str,
    price: Decimal | None = None,
    price_explanation: str = "",
    note: str = "",
    vendor: Organization | None = None,
) -> Candidate:
    """Adds a vendor to the comparison. Only the administrator ties it to an organization here."""
    open_check(actor, selection)
    if vendor is not None and vendor.kind != OrganizationKind.VENDOR:
        raise DomainError(
            f"{vendor} is no coding vendor.", field="vendor", remedy="Choose a vendor."
        )
    row = candidate or Candidate(selection=selection)
    row.name, row.price = name.strip(), price
    row.price_explanation, row.note = price_explanation.strip(), note.strip()
    if actor.grants["selection.manage"] == "any":
        row.vendor = vendor
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DomainError(
            f"{row.name} is compared already.", field="name", remedy="Open that candidate."
        ) from None
    return row


@transaction.atomic
def criterion_score(
    *,
    actor: Actor,
    candidate: Candidate,
    criterion: str,
    answer: str,
    points: int,
    evidence: str = "",
) -> CriterionScore:
    """Records the answer to one criterion. A disqualifying answer earns nothing."""
    open_check(actor, candidate.selection)
    question = QUESTIONS.get(criterion)
    option = question.option(answer) if question else None
    if option is None:
        raise DomainError(
            f"{answer!r} is no answer to {criterion!r}.",
            field=criterion,
            remedy="Choose one of the answers.",
        )
    if not 0 <= points <= MOST_POINTS:
        raise DomainError(
            f"{points} points cannot be given.",
            field=f"{criterion}_points",
            remedy=f"Give 0 to {MOST_POINTS}.",
        )
    given = 0 if option.standing == Standing.DISQUALIFIES else points
    row, _ = CriterionScore.objects.update_or_create(
        candidate=candidate,
        criterion=criterion,
        defaults={
            "answer": answer,
            "points": given,
            "evidence": evidence.strip(),
            "scored_by": actor.user,
        },
    )
    return row


@transaction.atomic
def flag_confirm(*, actor: Actor, candidate: Candidate, flag: str, note: str) -> CandidateFlag:
    """Raises a red flag that no answer raises by itself."""
    open_check(actor, candidate.selection)
    if flag not in MANUAL_FLAGS:
        raise DomainError(
            "This flag follows from the answers.",
            field="flag",
            remedy="Score the criterion instead.",
        )
    if not note.strip():
        raise DomainError(
            "A red flag needs its evidence.", field="note", remedy="Say what was seen."
        )
    row, _ = CandidateFlag.objects.update_or_create(
        candidate=candidate,
        flag=flag,
        defaults={"note": note.strip(), "confirmed_by": actor.user},
    )
    return row


@transaction.atomic
def flag_lower(*, actor: Actor, candidate: Candidate, flag: str) -> None:
    """Takes a confirmed flag back; its history stays."""
    open_check(actor, candidate.selection)
    CandidateFlag.objects.filter(candidate=candidate, flag=flag).delete()


@transaction.atomic
def reference_record(
    *,
    actor: Actor,
    candidate: Candidate,
    client: str,
    specialty: str,
    spoke_with: str,
    called_on: dt.date,
    answers: Mapping[str, str],
    is_current: bool,
    is_similar: bool,
    charts_per_month: int | None = None,
) -> ReferenceCall:
    """A conversation with a client of the vendor. Every scripted question has its answer."""
    open_check(actor, candidate.selection)
    given = {key: answers.get(key, "").strip() for key in REFERENCE_QUESTIONS}
    if empty := [key for key, text in given.items() if not text]:
        raise DomainError(
            f"{len(empty)} of the scripted questions {'has' if len(empty) == 1 else 'have'} no"
            " answer.",
            field=empty[0],
            remedy="Ask all of them; write what was said, or that they would not say.",
        )
    if called_on > timezone.now().date():
        raise DomainError(
            f"{called_on} has not come yet.", field="called_on", remedy="Give the day of the call."
        )
    call = ReferenceCall(
        candidate=candidate,
        client=client.strip(),
        specialty=specialty.strip(),
        charts_per_month=charts_per_month,
        spoke_with=spoke_with.strip(),
        called_on=called_on,
        is_current=is_current,
        is_similar=is_similar,
        answers=given,
        recorded_by=actor.user,
    )
    return sent_before(call) or _kept(call)


def _kept(row: R) -> R:
    row.save(force_insert=True)
    return row


@transaction.atomic
def selection_baseline_record(
    *, actor: Actor, selection: Selection, kpi: str, n: int, **figure: Any
) -> SelectionBaseline:
    """A figure from before any conversation with a vendor."""
    open_check(actor, selection)
    today = timezone.now().date()
    start, end = figure["period_start"], figure["period_end"]
    baseline_check(kpi=kpi, n=n, period_start=start, period_end=end, today=today)
    row = SelectionBaseline(selection=selection, kpi=kpi, n=n, recorded_by=actor.user, **figure)
    return sent_before(row) or _kept(row)
