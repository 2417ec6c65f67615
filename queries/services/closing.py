"""How a query ends: answered, expired or cancelled. The chart's clock goes on."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from charts.models import Chart
from charts.services import chart_clock_resume
from charts.services.clocks import chart_lock
from engagements.kernel.crypto import encrypt_text
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.kernel.tasks import enqueue_named
from engagements.models import Provider
from queries.enums import OptionKind, QueryKind, QueryOutcome, QueryState, TextKind
from queries.models import Query, QueryOption, QueryText
from queries.policies import QueryPolicy
from queries.selectors import queries_expired, queries_to_remind
from queries.services.asking import reference_of
from queries.states import QUERY

NEEDS_WORDS = frozenset({OptionKind.OTHER.value, OptionKind.NEED_INFO.value})
AFTER = "If the record needs it, add an addendum in the EHR and tell the practice's coordinator."
OUTCOME_OF = {
    OptionKind.OTHER.value: QueryOutcome.OTHER,
    OptionKind.UNDETERMINED.value: QueryOutcome.UNDETERMINED,
    OptionKind.NOT_MINE.value: QueryOutcome.NOT_MINE,
    OptionKind.NEED_INFO.value: QueryOutcome.NEED_INFO,
}


@transaction.atomic
def query_answer(
    *,
    actor: Actor,
    query: Query,
    option: QueryOption,
    words: str = "",
    at: dt.datetime | None = None,
) -> Query:
    """The addressed provider answers, once, within the window. Signed by the user and the time."""
    QueryPolicy.check(actor, "query.answer", query)
    if option.query_id != query.pk:
        raise DomainError("That answer belongs to another query.", field="option")
    needs_words = option.kind in NEEDS_WORDS or (query.kind == QueryKind.OPEN and _is_open(option))
    if needs_words and not words.strip():
        raise DomainError(
            "This answer needs your words.", field="words", remedy="Write a short explanation."
        )
    chart_lock(query.chart)
    moment = at or timezone.now()
    _check_answerable(query, moment)
    outcome = _outcome(option)
    QUERY.fire(
        query,
        "answer",
        actor=actor,
        at=moment,
        closed_at=moment,
        outcome=outcome,
        answered_by=actor.user,
        response_seconds=_seconds(query, moment),
    )
    QueryOption.objects.filter(pk=option.pk).update(chosen=True)
    if words.strip():
        QueryText.objects.create(
            engagement=actor.engagement,
            query=query,
            kind=TextKind.ANSWER,
            ciphertext=encrypt_text(words.strip()),
        )
    _resume(actor, query, at=moment, reason=QueryOutcome(outcome).label)
    return query


def _check_answerable(query: Query, at: dt.datetime) -> None:
    """A window that has ended takes no answer, whether or not the worker has closed it yet."""
    if query.state == QueryState.ANSWERED:
        raise StaleState("This query is answered already: the first answer stands.", remedy=AFTER)
    if query.state == QueryState.CANCELLED:
        raise StaleState("This query was cancelled: nothing is asked any more.", remedy=AFTER)
    if query.state == QueryState.UNRESOLVED or (query.due_at is not None and at > query.due_at):
        raise StaleState(
            "The window of this query has ended: the chart is coded as documented.", remedy=AFTER
        )


def _is_open(option: QueryOption) -> bool:
    """In an open-ended query the provider's words are the answer, given under "other"."""
    return option.kind == OptionKind.OTHER


def _outcome(option: QueryOption) -> QueryOutcome:
    if option.kind == OptionKind.SUBSTANTIVE:
        return QueryOutcome.AGREED if option.supports_change else QueryOutcome.DISAGREED
    return OUTCOME_OF[option.kind]


def _seconds(query: Query, at: dt.datetime) -> int:
    """Elapsed seconds from sending to answer."""
    if query.sent_at is None:
        raise DomainError("This query was never sent.")
    return int((at - query.sent_at).total_seconds())


def _resume(actor: Actor, query: Query, *, at: dt.datetime, reason: str) -> None:
    chart_clock_resume(
        actor=actor, chart=query.chart, at=at, reference=reference_of(query), reason=reason
    )


@transaction.atomic
def queries_expire(*, actor: Actor, at: dt.datetime | None = None) -> list[int]:
    """Ends every window that has run out (R69): the query is unresolved and flagged for the
    physician's review, the chart goes back to be coded as documented, the practice is told.

    The clock resumes at the window's end, however late this runs. Running it twice, or beside an
    answer, changes nothing twice.
    """
    expired = []
    for query in queries_expired(engagement=actor.engagement, at=at):
        try:
            _expire(actor, query)
        except StaleState:
            continue  # answered or cancelled in this very moment
        expired.append(query.pk)
    return expired


def queries_remind(*, actor: Actor, at: dt.datetime | None = None) -> list[int]:
    """Has the providers reminded whose windows end soon; each reminder is sent once."""
    due = list(queries_to_remind(engagement=actor.engagement, at=at).values_list("pk", flat=True))
    for query_id in due:
        enqueue_named(
            "queries.query_provider_remind",
            engagement_id=actor.engagement.pk,
            query_id=query_id,
        )
    return due


def _expire(actor: Actor, query: Query) -> None:
    chart_lock(query.chart)
    ends = query.due_at or timezone.now()
    QUERY.fire(
        query,
        "expire",
        actor=actor,
        at=ends,
        reason="No answer within the window",
        closed_at=ends,
        outcome=QueryOutcome.NO_RESPONSE,
        needs_physician_review=True,
    )
    _resume(actor, query, at=ends, reason="Query unresolved: code as documented")
    enqueue_named(
        "queries.query_practice_notify", engagement_id=query.engagement_id, query_id=query.pk
    )


@transaction.atomic
def query_review(*, actor: Actor, query: Query, note: str) -> Query:
    """Concludes the physician's review of an unresolved query: what came of it, once."""
    QueryPolicy.check(actor, "query.manage", query)
    if not note.strip():
        raise DomainError("Say what the review found.", field="note")
    waiting = Query.objects.filter(pk=query.pk, needs_physician_review=True)
    if waiting.update(needs_physician_review=False) != 1:
        raise StaleState("This query awaits no review.", remedy="Reload the page.")
    query.needs_physician_review = False
    QUERY.fire(query, "review", actor=actor, reason=note.strip())
    return query


@transaction.atomic
def query_cancel(*, actor: Actor, query: Query, reason: str) -> Query:
    QueryPolicy.check(actor, "query.manage", query)
    if not reason.strip():
        raise DomainError("Say why the query is cancelled.", field="reason")
    chart_lock(query.chart)
    was_sent = query.state == QueryState.SENT
    now = timezone.now()
    QUERY.fire(query, "cancel", actor=actor, reason=reason, at=now, closed_at=now)
    if was_sent:
        _resume(actor, query, at=now, reason="Query cancelled")
    return query


@transaction.atomic
def queries_withdraw(*, actor: Actor, chart: Chart, at: dt.datetime, reason: str) -> None:
    """Takes the open queries of a chart back from their providers, and the reviews still owed of
    unanswered ones, because the chart is cancelled. Who may do that was decided with the chart.
    """
    mine = Query.objects.filter(engagement=actor.engagement, chart=chart)
    unfinished = mine.filter(state__in=[QueryState.DRAFT, QueryState.SENT])
    for query in unfinished.select_for_update().order_by("pk"):
        QUERY.fire(query, "withdraw", actor=actor, reason=reason, at=at, closed_at=at)
    for query in mine.filter(needs_physician_review=True).select_for_update().order_by("pk"):
        over = {"needs_physician_review": False}
        QUERY.fire(query, "excuse", actor=actor, reason=reason, at=at, **over)


@transaction.atomic
def query_readdress(*, actor: Actor, query: Query, provider: Provider) -> Query:
    """Sends an open query to another provider; its window does not start anew."""
    QueryPolicy.check(actor, "query.manage", query)
    if provider.user_id is None or not provider.is_active:
        raise DomainError(
            f"{provider.name} cannot answer here: no active sign-in is linked.",
            field="provider",
            remedy="Link the provider's user in the provider directory first.",
        )
    moved = Query.objects.filter(pk=query.pk, state=QueryState.SENT).update(
        provider=provider, provider_notified_at=None, provider_reminded_at=None
    )
    if moved != 1:
        raise StaleState("This query is no longer open.", remedy="Reload the page.")
    query.provider = provider
    enqueue_named(
        "queries.query_provider_notify", engagement_id=query.engagement_id, query_id=query.pk
    )
    return query
