"""Reads of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet
from django.utils import timezone

from charts.enums import CodingState
from charts.models import Coding
from charts.policies import CodingPolicy
from engagements.enums import ClockBasis
from engagements.kernel.clock import add_business, add_elapsed
from engagements.kernel.crypto import decrypt_text
from engagements.kernel.policy import Actor
from engagements.models import Engagement, StateEvent, User
from engagements.roles import Role
from engagements.selectors import terms_book
from queries.enums import QueryState, TextKind
from queries.models import Query, QueryTemplate
from queries.policies import QueryPolicy
from queries.states import QUERY

REMINDER_SHARE = 4  # providers are reminded in the last quarter of a window

DEFAULT_WINDOW = timedelta(hours=48)


@dataclass(frozen=True)
class OptionView:
    pk: int
    kind: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class QueryContent:
    """The decrypted texts of a query. Reading them is logged by whoever shows them."""

    indicators: tuple[tuple[str, str], ...]
    question: str
    options: tuple[OptionView, ...]
    answer: str


def queries_visible(*, actor: Actor) -> QuerySet[Query]:
    """The board's rows, most urgent first: the open ones by their due time, then the rest."""
    return (
        QueryPolicy.visible(actor, "query.view")
        .select_related("chart", "provider", "asked_by")
        .order_by(F("closed_at").desc(nulls_first=True), "due_at", "id")
    )


def queries_of_chart(*, actor: Actor, chart_id: int) -> QuerySet[Query]:
    return (
        QueryPolicy.visible(actor, "query.view")
        .filter(chart_id=chart_id)
        .select_related("provider", "asked_by")
        .order_by("-id")
    )


def queries_to_answer(*, actor: Actor) -> QuerySet[Query]:
    return (
        QueryPolicy.visible(actor, "query.answer")
        .filter(state=QueryState.SENT)
        .select_related("chart", "provider")
        .order_by("due_at", "id")
    )


def queries_expired(*, engagement: Engagement, at: datetime | None = None) -> QuerySet[Query]:
    """Sent queries whose window has ended."""
    return Query.objects.filter(
        engagement=engagement, state=QueryState.SENT, due_at__lte=at or timezone.now()
    ).select_related("chart")


def queries_to_remind(*, engagement: Engagement, at: datetime | None = None) -> QuerySet[Query]:
    """Sent queries in the last quarter of their window whose provider was not reminded yet."""
    moment = at or timezone.now()
    begins = ExpressionWrapper(
        F("due_at") - (F("due_at") - F("sent_at")) / REMINDER_SHARE, output_field=DateTimeField()
    )
    return Query.objects.alias(reminder_begins=begins).filter(
        reminder_begins__lte=moment,
        engagement=engagement,
        state=QueryState.SENT,
        provider_reminded_at__isnull=True,
        due_at__gt=moment,
    )


def query_content(query: Query) -> QueryContent:
    """Two queries."""
    indicators, question, answer = [], "", ""
    for text in query.texts.all():
        plain = decrypt_text(text.ciphertext)
        if text.kind == TextKind.INDICATORS:
            indicators.append((plain, text.source))
        elif text.kind == TextKind.QUESTION:
            question = plain
        else:
            answer = plain
    options = tuple(
        OptionView(o.pk, o.kind, decrypt_text(o.ciphertext), o.chosen) for o in query.options.all()
    )
    return QueryContent(tuple(indicators), question, options, answer)


def query_window_ends(engagement: Engagement, sent_at: datetime) -> datetime:
    """When the window of a query sent now closes, by the terms of that day (R68)."""
    book = terms_book(engagement)
    terms = book.at(sent_at)
    if terms is None:
        return add_elapsed(sent_at, DEFAULT_WINDOW)
    window = timedelta(hours=terms.query_window_hours)
    if terms.query_window_basis == ClockBasis.BUSINESS:
        return add_business(sent_at, window, book.practice_calendar)
    return add_elapsed(sent_at, window)


def resulting_codings(*, actor: Actor, query: Query) -> QuerySet[Coding]:
    """The attested codings that followed the query's answer (R73), as far as the actor sees any."""
    if query.closed_at is None or not actor.can("coding.view"):
        return Coding.objects.none()
    return (
        CodingPolicy.visible(actor, "coding.view")
        .filter(
            chart_id=query.chart_id,
            state=CodingState.ATTESTED,
            attested_at__gte=query.closed_at,
        )
        .select_related("coder")
        .prefetch_related("lines")
        .order_by("attested_at")
    )


def review_of(query: Query) -> StateEvent | None:
    """Who concluded the physician's review, when, with which words; None before."""
    return (
        StateEvent.objects.filter(
            engagement_id=query.engagement_id,
            model=QUERY.model,
            object_id=query.pk,
            transition="review",
        )
        .select_related("actor")
        .first()
    )


def templates_active(engagement: Engagement) -> QuerySet[QueryTemplate]:
    return QueryTemplate.objects.filter(engagement=engagement, is_active=True)


def practice_watchers(engagement: Engagement) -> QuerySet[User]:
    """Who hears of an unresolved query: CDI coordinators, else the practice's managers."""
    watchers = User.objects.filter(memberships__engagement=engagement, is_active=True)
    coordinators = watchers.filter(memberships__role=Role.CDI_COORDINATOR)
    found = (
        coordinators
        if coordinators.exists()
        else watchers.filter(memberships__role=Role.PRACTICE_MANAGER)
    )
    return found.distinct()


def next_to_answer(*, actor: Actor, after: Query) -> Query | None:
    return queries_to_answer(actor=actor).exclude(pk=after.pk).first()


def queries_waiting(engagement: Engagement) -> QuerySet[Query]:
    """Sent and not answered."""
    return Query.objects.filter(engagement=engagement, state=QueryState.SENT)


def queries_unreviewed(engagement: Engagement) -> QuerySet[Query]:
    """Unanswered in their window, and not yet reviewed by a physician."""
    return Query.objects.filter(
        engagement=engagement, state=QueryState.UNRESOLVED, needs_physician_review=True
    )
