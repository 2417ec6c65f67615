"""Asking a provider: draft, compliance check, send. The chart's clock rests from then on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from charts.enums import ChartState
from charts.models import Chart
from charts.policies import ChartPolicy
from charts.services import chart_clock_pause
from charts.services.clocks import chart_lock
from engagements.kernel.crypto import encrypt_text
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.tasks import enqueue_named
from engagements.models import Provider
from queries.enums import OptionKind, QueryKind, QueryState, TextKind
from queries.lint import QueryDraft, lint
from queries.models import Query, QueryOption, QueryTemplate, QueryText
from queries.selectors import query_content, query_window_ends
from queries.states import QUERY

OTHER = (OptionKind.OTHER.value, "Other (please explain)")
UNDETERMINED = (OptionKind.UNDETERMINED.value, "Unable to determine")
ALWAYS = (
    (OptionKind.NOT_MINE.value, "Not my patient"),
    (OptionKind.NEED_INFO.value, "I need more information"),
)
YES_NO = ((OptionKind.SUBSTANTIVE.value, "Yes"), (OptionKind.SUBSTANTIVE.value, "No"))


@dataclass(frozen=True)
class NewQuery:
    """What is asked. `indicators` are (quotation, source with date); `choices` the clinically
    supported answers of a multiple-choice query: the others are always offered.
    """

    kind: str
    category: str
    title: str
    question: str
    indicators: Sequence[tuple[str, str]]
    choices: Sequence[str] = field(default=())
    template: QueryTemplate | None = None

    def options(self) -> list[tuple[str, str]]:
        substantive: Sequence[tuple[str, str]] = ()
        if self.kind == QueryKind.YES_NO:
            substantive = YES_NO
        elif self.kind == QueryKind.MULTIPLE_CHOICE:
            substantive = [(OptionKind.SUBSTANTIVE.value, text) for text in self.choices]
        return [*substantive, OTHER, UNDETERMINED, *ALWAYS]


@transaction.atomic
def query_draft(
    *, actor: Actor, chart: Chart, provider: Provider, new: NewQuery, resend_of: Query | None = None
) -> Query:
    """Writes the query down, its free text encrypted. It changes nothing yet for the chart."""
    actor.require("query.ask")
    ChartPolicy.check(actor, "chart.view", chart)
    query = Query.objects.create(
        engagement=actor.engagement,
        chart=chart,
        provider=provider,
        template=new.template,
        kind=new.kind,
        category=new.category,
        title=new.title,
        asked_by=actor.user,
        resend_of=resend_of,
    )
    texts = [(TextKind.INDICATORS, text, source) for text, source in new.indicators if text.strip()]
    texts.append((TextKind.QUESTION, new.question, ""))
    QueryText.objects.bulk_create(
        QueryText(
            engagement=actor.engagement,
            query=query,
            kind=kind,
            ciphertext=encrypt_text(text.strip()),
            source=source.strip(),
        )
        for kind, text, source in texts
    )
    QueryOption.objects.bulk_create(
        QueryOption(
            engagement=actor.engagement,
            query=query,
            ordinal=ordinal,
            kind=kind,
            ciphertext=encrypt_text(text.strip()),
            supports_change=_supports_change(new.kind, kind, ordinal),
        )
        for ordinal, (kind, text) in enumerate(new.options(), start=1)
    )
    return query


def _supports_change(query_kind: str, option_kind: str, ordinal: int) -> bool:
    """A substantive answer changes the documentation; of yes and no, yes does."""
    if option_kind != OptionKind.SUBSTANTIVE:
        return False
    return query_kind != QueryKind.YES_NO or ordinal == 1


@transaction.atomic
def query_send(*, actor: Actor, query: Query, at: dt.datetime | None = None) -> Query:
    """Checks compliance, opens the response window, rests the chart's clock, tells the provider.

    Raises `DomainError` for what the check blocks, or when the provider cannot sign in.
    """
    _check_asked(chart_lock(query.chart))
    _check_addressee(query)
    content = query_content(query)
    problems = lint(
        QueryDraft(
            title=query.title,
            kind=query.kind,
            category=query.category,
            question=content.question,
            indicators=[text for text, _ in content.indicators],
            options=[(option.kind, option.text) for option in content.options],
        )
    )
    blocking = [problem for problem in problems if problem.blocks]
    if blocking:
        raise DomainError(
            " ".join(problem.message for problem in blocking),
            field=blocking[0].field,
            remedy=blocking[0].remedy,
        )
    sent_at = at or timezone.now()
    QUERY.fire(
        query,
        "send",
        actor=actor,
        at=sent_at,
        sent_at=sent_at,
        due_at=query_window_ends(actor.engagement, sent_at),
        lint=[problem.message for problem in problems],
    )
    chart_clock_pause(
        actor=actor, chart=query.chart, at=sent_at, reference=reference_of(query), reason="Query"
    )
    enqueue_named(
        "queries.query_provider_notify", engagement_id=query.engagement_id, query_id=query.pk
    )
    return query


def _check_asked(chart: Chart) -> None:
    if chart.state == ChartState.CANCELLED:
        raise DomainError(
            "This chart is cancelled: nothing is asked about it any more.",
            remedy="If it is to be coded after all, have the practice send it again.",
        )


def _check_addressee(query: Query) -> None:
    provider = query.provider
    if provider.user_id is None or not provider.is_active:
        raise DomainError(
            f"{provider.name} cannot answer here: no active sign-in is linked.",
            field="provider",
            remedy="Link the provider's user in the provider directory, or ask another provider.",
        )


@transaction.atomic
def query_ask(
    *,
    actor: Actor,
    chart: Chart,
    provider: Provider,
    new: NewQuery,
    at: dt.datetime | None = None,
    resend_of: Query | None = None,
) -> Query:
    """Drafts and sends in one step: nothing is left behind where the check blocks.

    Sent twice, as by a double click, it is one query.
    """
    chart_lock(chart)
    if same := _waiting(actor, chart, provider, new):
        return same
    query = query_draft(actor=actor, chart=chart, provider=provider, new=new, resend_of=resend_of)
    return query_send(actor=actor, query=query, at=at)


def _waiting(actor: Actor, chart: Chart, provider: Provider, new: NewQuery) -> Query | None:
    """The actor's open query that asks the very same."""
    alike = Query.objects.filter(
        engagement=actor.engagement,
        chart=chart,
        provider=provider,
        asked_by=actor.user,
        state=QueryState.SENT,
        kind=new.kind,
        category=new.category,
        title=new.title,
    )
    return next((q for q in alike if query_content(q).question == new.question.strip()), None)


def reference_of(query: Query) -> str:
    """Ties the clock's pause and resume to the query."""
    return f"query:{query.pk}"
