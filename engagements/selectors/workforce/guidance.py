"""Notices and instructions: all of them, those of a chart, and what somebody has yet to read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from engagements.enums.workforce import InstructionScope, PayerScope
from engagements.kernel.policy import Actor
from engagements.models import (
    Engagement,
    Instruction,
    InstructionAcknowledgement,
    NoticeReceipt,
    RegulatoryNotice,
    User,
)
from engagements.policies.workforce import InstructionPolicy, NoticePolicy
from engagements.selectors.dates import in_force
from engagements.selectors.workforce.people import coders


def notices_visible(actor: Actor) -> QuerySet[RegulatoryNotice]:
    """Newest first, with how many have read each and whether the reader has."""
    mine = NoticeReceipt.objects.filter(
        engagement=actor.engagement, notice=OuterRef("pk"), user_id=actor.user_id or 0
    )
    rows: QuerySet[RegulatoryNotice] = (
        NoticePolicy.visible(actor, "guidance.view")
        .select_related("payer", "published_by")
        .annotate(is_read=Exists(mine), readers=Count("receipts"))
        .order_by("-published_at", "-pk")
    )
    return rows


def notices_current(engagement: Engagement, day: dt.date) -> QuerySet[RegulatoryNotice]:
    """Published and not ended; those that begin later are told ahead."""
    return RegulatoryNotice.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=day), engagement=engagement
    )


def notices_unread(engagement: Engagement, user: User, day: dt.date) -> QuerySet[RegulatoryNotice]:
    read = NoticeReceipt.objects.filter(engagement=engagement, user=user)
    return notices_current(engagement, day).exclude(pk__in=read.values("notice_id"))


@dataclass(frozen=True)
class Reader:
    user: User
    read_at: dt.datetime | None


def readers_of(notice: RegulatoryNotice) -> list[Reader]:
    """Every coder, and everybody else who read it, with when."""
    receipts = {
        receipt.user_id: receipt for receipt in notice.receipts.select_related("user__organization")
    }
    people: dict[int, User] = {
        person.pk: person for person in coders(notice.engagement).select_related("organization")
    }
    people |= {key: row.user for key, row in receipts.items() if key not in people}
    rows = [
        Reader(person, receipts[key].read_at if key in receipts else None)
        for key, person in people.items()
    ]
    return sorted(rows, key=lambda row: (row.read_at is not None, row.user.name))


@dataclass(frozen=True)
class Unread:
    """A notice, whom it binds, and who of them has not read it."""

    notice: RegulatoryNotice
    coders: int
    missing: list[User]


def unread_by_notice(engagement: Engagement, day: dt.date) -> list[Unread]:
    """The current notices that some coder has not read; three queries."""
    people = list(coders(engagement))
    found = []
    for notice in notices_current(engagement, day).prefetch_related("receipts"):
        read = {receipt.user_id for receipt in notice.receipts.all()}
        missing = [person for person in people if person.pk not in read]
        if missing:
            found.append(Unread(notice, len(people), missing))
    return found


def chart_scope(chart: Any) -> Q:
    """Rows about a chart's payer and state: what a scope names must be the chart's own."""
    return (
        Q(scope=PayerScope.EVERY)
        | Q(scope=PayerScope.PAYER, payer_id=chart.payer_id)
        | (Q(scope=PayerScope.STATE, payer_state=chart.payer_state) & ~Q(payer_state=""))
        | Q(
            scope=PayerScope.PAYER_STATE,
            payer_id=chart.payer_id,
            payer_state=chart.payer_state,
        )
    )


def notices_of_chart(actor: Actor, chart: Any) -> QuerySet[RegulatoryNotice]:
    """Those in force on the date of service for the chart's payer and state."""
    return notices_visible(actor).filter(chart_scope(chart), in_force(chart.date_of_service))


def instructions_visible(actor: Actor) -> QuerySet[Instruction]:
    """All versions, with how many acknowledged each and whether the reader has."""
    mine = InstructionAcknowledgement.objects.filter(
        engagement=actor.engagement, instruction=OuterRef("pk"), user_id=actor.user_id or 0
    )
    rows: QuerySet[Instruction] = (
        InstructionPolicy.visible(actor, "guidance.view")
        .select_related("payer", "created_by")
        .annotate(is_acknowledged=Exists(mine), acknowledged=Count("acknowledgements"))
        .order_by("title", "-version")
    )
    return rows


def instructions_of_chart(actor: Actor, chart: Any) -> QuerySet[Instruction]:
    """The versions in force on the date of service that match the chart in all they name."""
    matches = (
        (Q(payer__isnull=True) | Q(payer_id=chart.payer_id))
        & (Q(location="") | Q(location__iexact=chart.location))
        & (Q(specialty="") | Q(specialty=chart.specialty))
    )
    return instructions_visible(actor).filter(
        Q(scope=InstructionScope.EVERY) | (Q(scope=InstructionScope.SOME) & matches),
        in_force(chart.date_of_service),
    )
