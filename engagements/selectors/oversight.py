"""What stands between an engagement and its activation on the practice's own side."""

from dataclasses import dataclass

from django.db.models import QuerySet

from engagements.enums.agreement import SignOffSubject
from engagements.models import Engagement, SignOff, Terms
from engagements.roles import Role
from engagements.selectors.readiness import OVERSIGHT, roles_held

UNUSUAL = {
    SignOffSubject.PERCENT: (
        "Payment by percentage of collections rewards coding too high; it needs scrutiny."
    ),
    SignOffSubject.SKIP_PARALLEL: (
        "Going live without parallel coding raises denials in the first month."
    ),
}


def sign_offs_of(engagement: Engagement) -> QuerySet[SignOff]:
    return SignOff.objects.filter(engagement=engagement).select_related("signed_by", "terms")


def unusual_choices(terms: Terms) -> list[SignOffSubject]:
    """What in these terms somebody of the practice has to answer for."""
    found = []
    if terms.pricing_model == SignOffSubject.PERCENT.value:
        found.append(SignOffSubject.PERCENT)
    if terms.skip_parallel:
        found.append(SignOffSubject.SKIP_PARALLEL)
    return found


@dataclass(frozen=True)
class ChoiceRow:
    """An unusual choice of some terms, why it is unusual, and who answered for it, if anybody."""

    subject: SignOffSubject
    warning: str
    sign_off: SignOff | None


def choice_rows(terms: Terms) -> list[ChoiceRow]:
    chosen = unusual_choices(terms)
    if not chosen:
        return []
    rows = SignOff.objects.filter(terms=terms).select_related("signed_by")
    signed = {row.subject: row for row in rows}
    return [ChoiceRow(each, UNUSUAL[each], signed.get(each.value)) for each in chosen]


def unsigned_choices(terms: Terms) -> list[SignOffSubject]:
    """The unusual choices of these terms for which nobody has answered yet."""
    signed = set(SignOff.objects.filter(terms=terms).order_by().values_list("subject", flat=True))
    return [subject for subject in unusual_choices(terms) if subject.value not in signed]


def oversight_missing(engagement: Engagement) -> list[Role]:
    """The roles that the practice keeps in house and that nobody holds."""
    held = roles_held(engagement)
    return [role for role in OVERSIGHT if not held.get(role)]


def oversight_override(engagement: Engagement) -> SignOff | None:
    """The newest sign-off under which the engagement may run without the missing roles."""
    missing = {role.value for role in oversight_missing(engagement)}
    rows = sign_offs_of(engagement).filter(subject=SignOffSubject.OVERSIGHT)
    return next((row for row in rows if missing <= set(row.covers)), None)


def liability_acknowledgement(engagement: Engagement) -> SignOff | None:
    return sign_offs_of(engagement).filter(subject=SignOffSubject.LIABILITY).first()


def activation_refusals(engagement: Engagement) -> list[str]:
    """Why the engagement may not be activated now, in sentences; none when it may."""
    reasons = []
    missing = oversight_missing(engagement)
    if missing and oversight_override(engagement) is None:
        names = ", ".join(role.label for role in missing)
        reasons.append(
            f"Nobody holds these oversight roles: {names}. Fill them, or have the practice answer"
            " for going on without them."
        )
    if liability_acknowledgement(engagement) is None:
        reasons.append("The practice has not acknowledged that liability for claims stays with it.")
    return reasons
