"""Denials as the analyst works them: rows, order, counts, who may take them."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse

from denials.enums import DenialClass, DenialState
from denials.models import Claim, Denial
from denials.policies import LEARN, ClaimPolicy, DenialPolicy
from denials.selectors.attribution import attributions_disputed, attributions_to_answer
from denials.selectors.causes import Aging, cause_overdue, local_today
from engagements.kernel.policy import Actor
from engagements.kernel.registry import WorkCard
from engagements.models import Membership, StateEvent, User
from engagements.policies.raci import step_refusals
from engagements.roles import GRANTS, Role, role_side
from engagements.selectors.raci import raci_of

# A deadline this near is urgent.
SOON_DAYS = 14


def attributed_class() -> Case:
    """The root cause where the analyst has set one, else the suggested class."""
    return Case(When(root_cause="", then=F("suggested_class")), default=F("root_cause"))


def denials_visible(actor: Actor) -> "QuerySet[Denial]":
    """Denials the actor may see, dearest first, then by deadline."""
    rows: QuerySet[Denial] = DenialPolicy.visible(actor, "denial.view")
    return (
        rows.select_related("claim", "claim__payer", "chart", "coder", "assignee")
        .annotate(attributed=attributed_class())
        .order_by("-amount", F("deadline_on").asc(nulls_last=True), "pk")
    )


def denials_of_coder(actor: Actor) -> "QuerySet[Denial]":
    """Denials for coding, of the charts that the actor coded, the newest first."""
    rows: QuerySet[Denial] = DenialPolicy.visible(actor, LEARN)
    return (
        rows.select_related("claim")
        .annotate(attributed=attributed_class())
        .filter(attributed=DenialClass.CODING)
        .order_by("-denied_on", "-pk")
    )


def worklist(actor: Actor) -> Q:
    """Mine and unassigned, open: what an analyst starts the day with."""
    mine = Q(assignee_id=actor.user_id) | Q(assignee__isnull=True)
    return mine & Q(state__in=DenialState.unresolved())


def denial_assignees(actor: Actor) -> "QuerySet[User]":
    """People of the engagement whose roles let them work denials, on a side that owns the step."""
    today = local_today(actor.engagement.time_zone)
    owners = raci_of(actor.engagement, today)
    roles = [
        role
        for role in Role
        if "denial.work" in GRANTS[role]
        and "denial.work" not in step_refusals(role_side(role), owners)
    ]
    holders = Membership.objects.filter(engagement=actor.engagement, role__in=roles)
    return User.objects.filter(pk__in=holders.values("user_id"), is_active=True).order_by("name")


def claims_visible(actor: Actor) -> "QuerySet[Claim]":
    rows: QuerySet[Claim] = ClaimPolicy.visible(actor, "denial.view")
    return rows.select_related("payer", "chart", "coder", "remittance")


def denials_of_claim(actor: Actor, claim: Claim) -> "QuerySet[Denial]":
    """All of them, not the first."""
    return denials_visible(actor).filter(claim=claim).select_related("adjustment__service_line")


def adjudications_of(actor: Actor, claim: Claim) -> "QuerySet[Claim]":
    """Every decision on the same claim reference, oldest first: denials, reversals, corrections."""
    return (
        claims_visible(actor)
        .filter(patient_control_number=claim.patient_control_number)
        .order_by("adjudicated_on", "pk")
    )


def denial_events(denial: Denial) -> "QuerySet[StateEvent]":
    return (
        StateEvent.objects.filter(
            engagement_id=denial.engagement_id, model="denials.Denial", object_id=denial.pk
        )
        .select_related("actor")
        .order_by("-at", "-pk")
    )


def deadline_aging(denial: Denial, time_zone: str) -> Aging | None:
    if denial.deadline_on is None or not denial.is_open:
        return None
    days = (denial.deadline_on - local_today(time_zone)).days
    status = "overdue" if days < 0 else "due_soon" if days <= SOON_DAYS else "on_time"
    return Aging(status, days)


def work_cards(actor: Actor) -> list[WorkCard]:
    """Denials waiting for the analyst, with how many are near their deadline; attributions that
    wait for the reader's side, or that the other side disputes.
    """
    return [*_own_cards(actor), *_attribution_cards(actor)]


def _attribution_cards(actor: Actor) -> list[WorkCard]:
    url = reverse("denials:denial_list", kwargs={"engagement": actor.engagement.slug})
    found = (
        ("Attributions to answer", attributions_to_answer(actor), "pending", "scale"),
        ("Attributions disputed", attributions_disputed(actor), "disputed", "hand-stop"),
    )
    return [
        WorkCard(title, count, f"{url}?show=all&attribution={word}", icon=icon)
        for title, rows, word, icon in found
        if (count := rows.count())
    ]


def _own_cards(actor: Actor) -> list[WorkCard]:
    if not actor.can("denial.work"):
        return []
    rows = DenialPolicy.visible(actor, "denial.work").filter(worklist(actor))
    today = local_today(actor.engagement.time_zone)
    soon = today + timedelta(days=SOON_DAYS)
    count, urgent = rows.count(), rows.filter(deadline_on__lte=soon).count()
    if not count:
        return []
    url = reverse("denials:denial_list", kwargs={"engagement": actor.engagement.slug})
    title = "Denials, mine and unassigned"
    cards = [WorkCard(title, count, url, icon="receipt-refund", urgent=urgent)]
    if late := rows.filter(cause_overdue(today)).count():
        cards.append(
            WorkCard(
                "Root causes overdue",
                late,
                f"{url}?cause=overdue",
                icon="target",
                urgent=late,
                is_part=True,
            )
        )
    return cards


def chart_panel(actor: Actor, chart: Any) -> dict[str, Any]:
    """Claims and denials of a chart, for the chart page."""
    claims = claims_visible(actor).filter(chart_id=chart.pk).order_by("adjudicated_on", "pk")
    return {
        "claims": claims,
        "denials": denials_visible(actor).filter(chart_id=chart.pk),
    }
