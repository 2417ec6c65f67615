"""The documents of charts: told on the chart's page, by a system, or in an export.

What was told is never changed: a correction is a later row, and one that was entered in error is
retracted. From the rows follows when a record is complete (R24) and whether a document came too
late (R97).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from charts.completeness import complete_at
from charts.enums import ChartState, DocumentSource, LateDocument
from charts.models import Chart, ChartDocument
from charts.policies import ChartDocumentPolicy, ChartPolicy
from charts.rows import ChartRow, DocumentRow
from charts.selectors.documents import documents_standing, told_of
from charts.services.clock_rows import chunks
from charts.services.clocks import chart_lock, chart_restart
from charts.services.recompute import Rulebook, charts_clock_recompute, rulebook
from charts.services.release import charts_release
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """What somebody says of one document. Unsigned: no `signed_at`."""

    document_type: str
    received_at: datetime
    dated_at: datetime | None = None
    signed_at: datetime | None = None
    reference: str = ""

    @property
    def row(self) -> DocumentRow:
        return DocumentRow(
            self.document_type, self.reference, self.dated_at, self.signed_at, self.received_at
        )


@transaction.atomic
def document_record(
    *, actor: Actor, chart: Chart, document: DocumentInput, source: DocumentSource
) -> ChartDocument:
    """Keeps that the document is there; the clock starts if it was the last that was missing.

    Telling the same again gives the row that is there.
    """
    ChartPolicy.check(actor, "chart.document", chart)
    chart = chart_lock(chart)
    if chart.state == ChartState.CANCELLED:
        raise DomainError("This chart is cancelled.", remedy="Documents are no longer recorded.")
    _check_times(document)
    values = document.row._asdict()
    told = documents_standing(chart.engagement_id).filter(chart=chart, **values).first()
    if told is None:
        told = ChartDocument.objects.create(
            engagement_id=chart.engagement_id,
            chart=chart,
            source=source,
            recorded_by=actor.user,
            **values,
        )
        charts_documents_settle(actor=actor, chart_ids=[chart.pk])
    return told


@transaction.atomic
def document_retract(*, actor: Actor, document: ChartDocument, reason: str) -> ChartDocument:
    """Takes back what was told in error. A clock that has started is not stopped by it."""
    ChartDocumentPolicy.check(actor, "chart.document", document)
    if not reason.strip():
        raise DomainError("Say what was wrong.", field="reason")
    chart = chart_lock(document.chart)
    held = ChartDocument.objects.filter(engagement_id=chart.engagement_id, retracts=document)
    told = held.first()
    if told is None:
        told = ChartDocument.objects.create(
            engagement_id=chart.engagement_id,
            chart=chart,
            source=DocumentSource.PAGE,
            retracts=document,
            reason=reason.strip()[:200],
            recorded_by=actor.user,
            **_row_of(document)._asdict(),
        )
        charts_documents_settle(actor=actor, chart_ids=[chart.pk])
    return told


def documents_import(
    *, actor: Actor, rows: Sequence[ChartRow], settle: Iterable[str], source: DocumentSource
) -> dict[int, str]:
    """Keeps what a file tells of its charts' documents; told before, it changes nothing.

    `settle` are the references of charts that were here before this file: theirs may complete, or
    come too late. New charts were written complete or not. Returns (key, reference) of those of
    them of which something new was told.
    """
    telling = {row.encounter_ref: row for row in rows if row.documents}
    if not telling:
        return {}
    ids = dict(
        Chart.objects.filter(engagement=actor.engagement, encounter_ref__in=telling)
        .exclude(state=ChartState.CANCELLED)
        .values_list("encounter_ref", "pk")
    )
    known = {ids[ref]: ref for ref in settle if ref in ids}
    before = _counted(actor, known)
    ChartDocument.objects.bulk_create(
        [
            ChartDocument(
                engagement=actor.engagement,
                chart_id=pk,
                source=source,
                recorded_by=actor.user,
                **document._asdict(),
            )
            for ref, pk in ids.items()
            for document in telling[ref].documents
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )
    if not known:
        return {}
    charts_documents_settle(actor=actor, chart_ids=known)
    after = _counted(actor, known)
    return {pk: ref for pk, ref in known.items() if after.get(pk) != before.get(pk)}


def _counted(actor: Actor, ids: Iterable[int]) -> dict[int, int]:
    """How much was told of each chart's documents."""
    rows = ChartDocument.objects.filter(engagement=actor.engagement, chart_id__in=list(ids))
    return dict(rows.order_by().values_list("chart_id").annotate(n=Count("pk")))


@transaction.atomic
def charts_documents_settle(*, actor: Actor, chart_ids: Iterable[int]) -> None:
    """Starts the clocks of charts whose record is complete by now and flags late documents; where
    the terms say so a late one restarts the vendor's clock.
    """
    rules = rulebook(actor.engagement)
    for ids in chunks(chart_ids):
        before = _late_words(actor, ids)
        completed = _complete(actor, ids, rules)
        charts_clock_recompute(actor=actor, chart_ids=ids, rules=rules)
        if completed:
            charts_release(actor=actor, chart_ids=completed, reason="Documents complete")
        _restart_late(actor, ids, before, rules)


def _complete(actor: Actor, ids: Sequence[int], rules: Rulebook) -> list[int]:
    """Writes since when the records of waiting charts are complete; those that are."""
    told = told_of(actor.engagement.pk, ids)
    waiting = Chart.objects.select_for_update(of=("self",)).filter(
        engagement=actor.engagement, pk__in=ids, state=ChartState.WAITING
    )
    completed = []
    for chart in waiting.order_by("pk"):
        required = rules.rules.required(chart.encounter_class, chart.date_of_service)
        if not required:
            continue
        at = complete_at(required, told.get(chart.pk, ()))
        if at != chart.documentation_complete_at:
            Chart.objects.filter(pk=chart.pk).update(documentation_complete_at=at)
        if at is not None:
            completed.append(chart.pk)
    return completed


def _late_words(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    charts = Chart.objects.filter(engagement=actor.engagement, pk__in=ids)
    return dict(charts.values_list("pk", "late_document"))


def _restart_late(
    actor: Actor, ids: Sequence[int], before: dict[int, str], rules: Rulebook
) -> None:
    """Charts flagged only now, whose terms let a late addendum restart the clock."""
    flagged = Chart.objects.filter(
        engagement=actor.engagement, pk__in=ids, state=ChartState.CODED
    ).exclude(late_document="")
    told = told_of(actor.engagement.pk, ids)
    for chart in flagged:
        terms = rules.book.by_id(chart.terms_id) if chart.terms_id else None
        if before.get(chart.pk) or terms is None or not terms.late_addendum_restarts:
            continue
        latest = max(told[chart.pk], key=lambda each: each.written_at or each.received_at)
        at = max(filter(None, (latest.written_at, latest.received_at)))
        chart_restart(
            actor=actor, chart=chart, at=at, reason=LateDocument(chart.late_document).label
        )


def _check_times(document: DocumentInput) -> None:
    now = timezone.now()
    for name in ("dated_at", "signed_at", "received_at"):
        at = getattr(document, name)
        if at is not None and at > now:
            raise DomainError(
                "A document cannot come from the future.",
                field=name,
                remedy="Enter it once it is there.",
            )


def _row_of(document: ChartDocument) -> DocumentRow:
    return DocumentRow(
        document.document_type,
        document.reference,
        document.dated_at,
        document.signed_at,
        document.received_at,
    )
