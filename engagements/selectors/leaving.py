"""The exit as its page shows it: steps, packages, certificate, the proof of ended access."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from engagements.enums import Phase
from engagements.kernel.policy import Actor
from engagements.kernel.registry import exit_counts
from engagements.models import (
    AccessEnding,
    AccessLog,
    BusinessAssociateAgreement,
    DataReturn,
    Engagement,
    ExitCertificate,
    ExitMark,
    Membership,
)
from engagements.policies.alerts import DataReturnPolicy, ExitCertificatePolicy

ACTION = "exit.view"


@dataclass(frozen=True)
class ExitStep:
    """`key` is set where a person marks the step by hand, `noted` once they have. Where the product
    counts what is open, that alone decides; `url` lists it, and the mark is kept as a note.
    """

    title: str
    done: bool
    detail: str = ""
    key: str = ""
    noted: bool = False
    count: str = ""
    url: str = ""


def data_returns(actor: Actor) -> QuerySet[DataReturn]:
    return DataReturnPolicy.visible(actor, ACTION).select_related("document", "created_by")


def certificates(actor: Actor) -> QuerySet[ExitCertificate]:
    return ExitCertificatePolicy.visible(actor, ACTION).select_related("data_return", "pdf")


def certificate_in_force(actor: Actor) -> ExitCertificate | None:
    return certificates(actor).filter(withdrawn_at__isnull=True).first()


def access_endings(engagement: Engagement) -> QuerySet[AccessEnding]:
    """Each ended account, with the last thing it read here after that: there must be none."""
    after = (
        AccessLog.objects.filter(
            engagement=engagement, user=OuterRef("user"), at__gt=OuterRef("ended_at")
        )
        .values("user")
        .annotate(last=Max("at"))
        .values("last")
    )
    return (
        AccessEnding.objects.filter(engagement=engagement)
        .select_related("user", "ended_by")
        .annotate(read_after=Subquery(after))
        .order_by("email", "-ended_at")
    )


def vendor_roles_now(engagement: Engagement) -> int:
    return Membership.objects.filter(
        engagement=engagement, user__organization_id=engagement.vendor_id
    ).count()


def exit_steps(actor: Actor, marks_by_hand: dict[str, str]) -> list[ExitStep]:
    """What the product knows by itself, and what a person has marked with evidence."""
    engagement = actor.engagement
    certificate = certificate_in_force(actor)
    package = data_returns(actor).first()
    ended = access_endings(engagement).exists() and not vendor_roles_now(engagement)
    marks = {mark.step: mark for mark in ExitMark.objects.filter(engagement=engagement)}
    by_hand = [_marked(actor, key, title, marks.get(key)) for key, title in marks_by_hand.items()]
    signed = certificate is not None and certificate.is_signed
    return [
        ExitStep("The phase is Exit", engagement.phase == Phase.EXIT),
        ExitStep("The data-return package is built", package is not None, _said(package)),
        *by_hand,
        ExitStep("The BAA has an end", _baa_ends(engagement)),
        ExitStep("The certificate is signed by both sides", signed),
        ExitStep("The vendor's access has ended", ended),
    ]


def _marked(actor: Actor, key: str, title: str, mark: ExitMark | None) -> ExitStep:
    said = f"{mark.done_at:%Y-%m-%d}: {mark.note}" if mark else ""
    if key not in exit_counts:
        return ExitStep(title, mark is not None, said, key, noted=mark is not None)
    counted = exit_counts[key]
    number, url = counted.open(actor)
    words = f"{number} {counted.words}"
    return ExitStep(title, not number, said, key, mark is not None, words, url if number else "")


def _said(package: DataReturn | None) -> str:
    if package is None:
        return ""
    return f"{package.generated_at:%Y-%m-%d}: {package.tables} tables, {package.rows} rows"


def _baa_ends(engagement: Engagement) -> bool:
    rows = BusinessAssociateAgreement.objects.filter(engagement=engagement)
    return (
        rows.exists()
        and not rows.filter(Q(terminated_on__isnull=True), ~Q(practice_signed_at=None)).exists()
    )


def retention_suggested(day: dt.date) -> str:
    """The wording the certificate begins with; both sides may change it before signing."""
    return (
        "The practice keeps the package and this engagement's records in Concord for six years, "
        f"until {day.year + 6}-{day:%m-%d} at least: documentation of actions and policies"
        " (45 CFR 164.316(b)(2)(i)), accounting of disclosures (164.528). The vendor keeps no"
        " protected health information; its own time and payroll records carry none."
    )
