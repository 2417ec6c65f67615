"""How far an engagement's set-up has come, and what is still missing before work can begin."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from engagements.enums import Side, TermsState
from engagements.models import (
    BusinessAssociateAgreement,
    Calendar,
    Engagement,
    Membership,
    Provider,
    ReportRecipient,
    Terms,
    User,
)
from engagements.roles import Role
from engagements.selectors.gates import baa_in_force, engagement_today

OVERSIGHT = (
    Role.PRACTICE_MANAGER,
    Role.CDI_COORDINATOR,
    Role.DENIAL_ANALYST,
    Role.COMPLIANCE_OFFICER,
)
PAGE_ACTIONS = {
    "engagements:people": "member.view",
    "engagements:baa": "baa.view",
    "engagements:terms": "terms.view",
    "engagements:calendars": "calendar.view",
    "engagements:providers": "provider.view",
    "engagements:recipients": "recipient.manage",
}
NEEDED = (Role.PRACTICE_MANAGER, Role.VENDOR_LEAD, Role.VENDOR_CODER)


@dataclass(frozen=True)
class SetupStep:
    """One thing to do. A `gate` step keeps the vendor from the charts while it is open."""

    key: str
    title: str
    done: bool
    detail: str
    who: str
    url_name: str
    gate: bool = False

    @property
    def action(self) -> str:
        """The right that opens the step's page."""
        return PAGE_ACTIONS[self.url_name]


@dataclass(frozen=True)
class BaaStanding:
    """Where an agreement stands today, in a word, a sentence and days to its end."""

    word: str
    sentence: str
    days_left: int | None = None


def baa_standing(baa: BusinessAssociateAgreement, engagement: Engagement) -> BaaStanding:
    today = engagement_today(engagement)
    if baa.terminated_on and baa.terminated_on <= today:
        return BaaStanding("terminated", f"Terminated on {baa.terminated_on}.")
    if baa.expires_on and baa.expires_on < today:
        return BaaStanding("expired", f"Expired on {baa.expires_on}.")
    waiting = [
        side
        for side, signed in (("practice", baa.practice_signed_at), ("vendor", baa.vendor_signed_at))
        if signed is None
    ]
    if waiting:
        sides = " and the ".join(waiting)
        return BaaStanding("unsigned", f"Waiting for the signature of the {sides}.")
    if baa.effective_on > today:
        days = (baa.effective_on - today).days
        when = "tomorrow" if days == 1 else f"in {days} days"
        return BaaStanding("scheduled", f"Signed by both; takes effect {when}.")
    end = min((day for day in (baa.expires_on, baa.terminated_on) if day), default=None)
    left = (end - today).days if end else None
    return BaaStanding("in_force", f"In force until {end}." if end else "In force.", left)


def baas_of(engagement: Engagement) -> QuerySet[BusinessAssociateAgreement]:
    return BusinessAssociateAgreement.objects.filter(engagement=engagement).select_related(
        "document", "practice_signed_by", "vendor_signed_by"
    )


def baa_current(engagement: Engagement) -> BusinessAssociateAgreement | None:
    """The agreement in force today, whatever was drafted to follow it; without one, the latest."""
    in_force = baa_in_force(engagement).order_by("-effective_on", "-pk")
    return in_force.first() or baas_of(engagement).first()


def members_of(engagement: Engagement) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(engagement=engagement)
        .select_related("user", "user__organization", "created_by")
        .order_by("user__organization__name", "user__name", "role")
    )


def members_with_role(engagement: Engagement, role: str) -> QuerySet[User]:
    """Open accounts that hold the role, current or not yet begun."""
    return User.objects.filter(
        pk__in=Membership.objects.filter(engagement=engagement, role=role).values("user_id"),
        is_active=True,
    )


def people_of_side(engagement: Engagement, side: str) -> QuerySet[User]:
    """The open accounts of the organization that takes the side: who may be given a role."""
    organization_id = {
        Side.PRACTICE.value: engagement.practice_id,
        Side.VENDOR.value: engagement.vendor_id,
        Side.AUDITOR.value: engagement.auditor_id,
    }.get(side)
    if organization_id is None:
        return User.objects.none()
    return User.objects.filter(organization_id=organization_id, is_active=True)


def terms_of(engagement: Engagement) -> QuerySet[Terms]:
    """Every version, newest first, with what it says."""
    return (
        Terms.objects.filter(engagement=engagement)
        .select_related("calendar", "proposed_by", "accepted_by")
        .prefetch_related("accuracy_floors", "turnaround_classes", "rates", "credit_tiers")
    )


def terms_waiting(engagement: Engagement, side: str) -> QuerySet[Terms]:
    """Proposals that the side has to accept or decline: those of the other."""
    return Terms.objects.filter(engagement=engagement, state=TermsState.PROPOSED).exclude(
        proposed_side=side
    )


def calendars_of(engagement: Engagement) -> QuerySet[Calendar]:
    return Calendar.objects.filter(engagement=engagement).prefetch_related("exceptions")


def providers_of(engagement: Engagement) -> QuerySet[Provider]:
    return Provider.objects.filter(engagement=engagement).select_related("user")


def recipients_of(engagement: Engagement) -> QuerySet[ReportRecipient]:
    return ReportRecipient.objects.filter(engagement=engagement, is_active=True)


def roles_held(engagement: Engagement) -> dict[str, int]:
    """How many open accounts hold each role."""
    held = Membership.objects.filter(engagement=engagement, user__is_active=True)
    counted = held.order_by().values_list("role").annotate(n=Count("user_id"))
    return dict(counted)


def setup_steps(engagement: Engagement) -> list[SetupStep]:
    """The checklist, in the order in which things are done. Needs the engagement's scope."""
    held = roles_held(engagement)
    return [
        _people(held),
        *_baa_steps(engagement),
        _terms_step(engagement),
        _step_of(
            "calendar",
            "Calendar",
            done=Calendar.objects.filter(engagement=engagement).exists(),
            detail="Working hours and holidays",
            who="Practice manager or vendor lead",
            url="calendars",
        ),
        _step_of(
            "providers",
            "Provider directory",
            done=Provider.objects.filter(engagement=engagement, is_active=True).exists(),
            detail="Who answers queries; imports add the rest",
            who="Practice manager or CDI coordinator",
            url="providers",
        ),
        _step_of(
            "recipients",
            "Report recipients",
            done=recipients_of(engagement).exists(),
            detail="Who receives the monthly PDF",
            who="Practice manager",
            url="recipients",
        ),
        _oversight(held),
    ]


def _step_of(key: str, title: str, *, done: bool, detail: str, who: str, url: str) -> SetupStep:
    return SetupStep(key, title, done, detail, who, f"engagements:{url}")


def _people(held: dict[str, int]) -> SetupStep:
    missing = [role.label for role in NEEDED if not held.get(role)]
    detail = f"Missing: {', '.join(missing)}" if missing else f"{sum(held.values())} roles given"
    who = "Platform administrator, then each side's lead"
    return _step_of(
        "people", "People and roles", done=not missing, detail=detail, who=who, url="people"
    )


def _oversight(held: dict[str, int]) -> SetupStep:
    """R132: the practice keeps four roles in house."""
    missing = [role.label for role in OVERSIGHT if not held.get(role)]
    detail = f"Unfilled: {', '.join(missing)}" if missing else "All four roles are filled"
    return _step_of(
        "oversight",
        "Oversight in house",
        done=not missing,
        detail=detail,
        who="Practice manager",
        url="people",
    )


def _baa_steps(engagement: Engagement) -> list[SetupStep]:
    latest = baa_current(engagement)
    standing = baa_standing(latest, engagement) if latest else None
    open_ = standing is not None and standing.word not in {"terminated", "expired"}
    practice = bool(latest and open_ and latest.practice_signed_at)
    vendor = bool(latest and open_ and latest.vendor_signed_at)
    sentence = standing.sentence if standing else "Dates, breach notice and the document"
    rows = (
        ("baa", "BAA drafted", open_, sentence, "Practice manager"),
        ("baa_practice", "BAA signed by the practice", practice, "", "Practice manager"),
        ("baa_vendor", "BAA signed by the vendor", vendor, "", "Vendor team lead"),
        (
            "baa_in_force",
            "BAA in force",
            standing is not None and standing.word == "in_force",
            standing.sentence if standing else "",
            "Begins on its date",
        ),
    )
    return [
        SetupStep(key, title, done, detail, who, "engagements:baa", gate=True)
        for key, title, done, detail, who in rows
    ]


def _terms_step(engagement: Engagement) -> SetupStep:
    states = set(
        Terms.objects.filter(engagement=engagement).order_by().values_list("state", flat=True)
    )
    done = TermsState.ACCEPTED in states
    detail = "Accepted by both sides" if done else "Not proposed yet"
    if not done and TermsState.PROPOSED in states:
        detail = "Proposed; waiting for the other side"
    who = "Practice manager and vendor lead"
    return _step_of("terms", "Terms", done=done, detail=detail, who=who, url="terms")
