"""How the adjudications of one claim relate over time: first submissions and reversals."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from denials.metrics import NO_DECISION
from denials.models import Claim, Denial
from denials.states import AWAITING, DENIAL, WORKED
from engagements.kernel.policy import Actor

# Claim frequency codes of replacements and voids: never a first submission.
_REPLACEMENTS = ("7", "8")
_CHUNK = 1_000


def claims_relate(*, actor: Actor, references: Iterable[str]) -> None:
    """Recomputes the relations of all claims with these references, whatever the import order."""
    for chunk in _chunks(sorted(references)):
        claims = Claim.objects.filter(engagement=actor.engagement, patient_control_number__in=chunk)
        _mark_first_submissions(claims)
        _pair_reversals(actor, claims)


def _chunks(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _mark_first_submissions(claims: "QuerySet[Claim]") -> None:
    """The earliest decision per claim reference and payer; replacements are none."""
    same = Claim.objects.filter(
        Q(adjudicated_on__lt=OuterRef("adjudicated_on"))
        | Q(adjudicated_on=OuterRef("adjudicated_on"), pk__lt=OuterRef("pk")),
        engagement=OuterRef("engagement"),
        patient_control_number=OuterRef("patient_control_number"),
        payer_name=OuterRef("payer_name"),
        is_reversal=False,
    ).exclude(status__in=NO_DECISION)
    never = Q(is_reversal=True) | Q(status__in=NO_DECISION) | Q(frequency_code__in=_REPLACEMENTS)
    claims.update(
        is_first_submission=Case(
            When(never, then=Value(False)),
            When(Exists(same), then=Value(False)),
            default=Value(True),
            output_field=BooleanField(),
        )
    )


def _pair_reversals(actor: Actor, claims: "QuerySet[Claim]") -> None:
    """A reversal takes back the latest earlier decision with the opposite charge."""
    unpaired = claims.filter(is_reversal=True, reverses__isnull=True).order_by(
        "adjudicated_on", "pk"
    )
    for reversal in unpaired:
        original = _reversed_by(reversal)
        if original is not None:
            Claim.objects.filter(pk=original.pk).update(reversed_by=reversal)
            _reverse_denials(actor, original)


def _reversed_by(reversal: Claim) -> Claim | None:
    candidates = Claim.objects.filter(
        Q(adjudicated_on__lt=reversal.adjudicated_on)
        | Q(adjudicated_on=reversal.adjudicated_on, pk__lt=reversal.pk),
        engagement_id=reversal.engagement_id,
        patient_control_number=reversal.patient_control_number,
        payer_name=reversal.payer_name,
        is_reversal=False,
        reversed_by__isnull=True,
        charge=-reversal.charge,
    )
    same_number = Q(payer_control_number=reversal.payer_control_number)
    ranked: QuerySet[Any] = candidates.annotate(
        same=Case(When(same_number, then=Value(1)), default=Value(0))
    )
    return ranked.order_by("-same", "-adjudicated_on", "-pk").first()


def _reverse_denials(actor: Actor, claim: Claim) -> None:
    """What the payer took back is no longer anybody's work; the event says why."""
    reason = "The payer reversed this decision in a later remittance."
    for denial in Denial.objects.filter(claim=claim, state__in=[*WORKED, *AWAITING]):
        DENIAL.fire(denial, "reverse", actor=actor, reason=reason, closed_at=timezone.now())
