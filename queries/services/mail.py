"""Mail about queries. Never a word of the query itself: a link and a time.

Each message is claimed by compare-and-swap before it is sent, so a repeated task sends nothing;
if the mail server refuses, the claim is given back and the task tries again.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from engagements.kernel.policy import Actor
from queries.enums import QueryState
from queries.models import Query
from queries.selectors import practice_watchers


def query_provider_notify(*, actor: Actor, query: Query) -> bool:
    """Tells the addressed provider that a query waits. False where that was done before."""
    user = query.provider.user
    if query.state != QueryState.SENT or user is None:
        return False
    if not _claim(query, "provider_notified_at"):
        return False
    due = _local(query, actor)
    link = _link(actor, "queries:query_answer", query)
    body = (
        f"A documentation query from {actor.engagement.name} waits for your answer until {due}."
        f"\n\nAnswer it here (about a minute; sign-in needed):\n{link}\n"
    )
    _send("A documentation query waits for you", body, [user.email])
    return True


def query_provider_remind(*, actor: Actor, query: Query) -> bool:
    """Reminds the provider before the window ends (R68), once. False where nothing is due."""
    user = query.provider.user
    is_open = query.state == QueryState.SENT and query.due_at and query.due_at > timezone.now()
    if not is_open or user is None or not _claim(query, "provider_reminded_at"):
        return False
    link = _link(actor, "queries:query_answer", query)
    body = (
        f"A documentation query from {actor.engagement.name} still waits for your answer. Its"
        f" window ends {_local(query, actor)}; after that the chart is coded as documented.\n\n"
        f"Answer it here (about a minute; sign-in needed):\n{link}\n"
    )
    _send("Reminder: a documentation query waits for you", body, [user.email])
    return True


def query_practice_notify(*, actor: Actor, query: Query) -> bool:
    """Tells the practice that a query went unanswered (R69). False where that was done before."""
    if query.state != QueryState.UNRESOLVED or not _claim(query, "practice_notified_at"):
        return False
    link = _link(actor, "queries:query_detail", query)
    body = (
        f"Query {query.pk} in {actor.engagement.name} was not answered by {_local(query, actor)}."
        " It is marked unresolved, the chart is being coded as documented, and a physician's"
        f" review is due.\n\n{link}\n"
    )
    watchers = list(practice_watchers(actor.engagement).values_list("email", flat=True))
    if watchers:
        _send(f"Query {query.pk} is unresolved", body, watchers)
    return True


def _claim(query: Query, field: str) -> bool:
    """Inside the task's transaction: a mail server's refusal rolls the claim back."""
    return (
        Query.objects.filter(pk=query.pk, **{f"{field}__isnull": True}).update(
            **{field: timezone.now()}
        )
        == 1
    )


def _link(actor: Actor, name: str, query: Query) -> str:
    path = reverse(name, kwargs={"engagement": actor.engagement.slug, "query_id": query.pk})
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _local(query: Query, actor: Actor) -> str:
    if query.due_at is None:
        return "the end of its window"
    return query.due_at.astimezone(ZoneInfo(actor.engagement.time_zone)).strftime(
        "%a %d %b %Y, %H:%M %Z"
    )


def _send(subject: str, body: str, to: Sequence[str]) -> None:
    EmailMessage(subject=subject, body=body, to=list(to)).send()
