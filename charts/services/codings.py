"""Codings: a draft that only its coder changes, attested once, amended by a new revision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from charts.edits import EditResult, LineDraft
from charts.enums import ChartState, CodingState, SuggestionSource, WorkKind, WorkState
from charts.models import PARTY_OF_SIDE, Chart, CodeLine, Coding, WorkItem
from charts.policies import CodingPolicy
from charts.selectors import coding_edits, draft_mark
from charts.services.clocks import chart_clock_ready, chart_lock
from charts.services.worklist import workitem_lease_extend, workitem_take
from charts.states import WORK
from engagements.enums import Side
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.policy import Actor

MAX_LINES = 100


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line of an answer, checked for shape. `pointers` count the diagnoses, from 1."""

    system: str
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[int, ...] = ()
    evidence: str = ""
    rationale: str = ""
    suggestion: str = SuggestionSource.NONE.value


class EditsRefused(DomainError):  # noqa: N818 -- what happened, in the field's word
    """The coding breaks edits that block it; `results` names each line and field."""

    def __init__(self, results: Sequence[EditResult]) -> None:
        errors = [result for result in results if result.is_error]
        super().__init__(
            f"{len(errors)} problem{'s' if len(errors) > 1 else ''} must be put right before this"
            f" chart can be attested: {errors[0].message}",
            field=errors[0].field or None,
            remedy="Correct the marked lines and attest again.",
        )
        self.results = tuple(results)


@transaction.atomic
def coding_start(*, actor: Actor, chart: Chart, at: datetime | None = None) -> Coding:
    """The actor's draft for a chart they hold, opened if there is none yet.

    A draft that somebody else left behind is discarded; its lines are carried over for review.
    """
    actor.require("coding.write")
    chart = chart_lock(chart)
    item = workitem_take(actor=actor, item=_own_item(actor, chart), at=at)
    party = PARTY_OF_SIDE[actor.side]
    codings = chart.codings.filter(party=party).exclude(state=CodingState.DISCARDED)
    draft = codings.filter(state=CodingState.DRAFT).first()
    if draft is not None and draft.coder_id == actor.user_id:
        return draft
    if draft is not None:
        Coding.objects.filter(pk=draft.pk, state=CodingState.DRAFT).update(
            state=CodingState.DISCARDED
        )
    attested = codings.filter(state=CodingState.ATTESTED).order_by("-revision").first()
    started = Coding.objects.create(
        engagement_id=chart.engagement_id,
        chart=chart,
        work_item=item,
        party=party,
        coder=actor.user,
        revision=attested.revision + 1 if attested else 1,
        supersedes=attested,
        reason=(item.asked_for or item.get_kind_display()) if attested else "",
    )
    source = draft or attested
    if source is not None:
        _carry_lines(source, started)
    return started


@transaction.atomic
def coding_save_draft(
    *,
    actor: Actor,
    coding: Coding,
    lines: Sequence[LineInput],
    documentation_reviewed: bool = False,
    rationale: str = "",
    seen: str = "",
) -> Coding:
    """Replaces the lines of one's own draft: diagnoses first, in the order given.

    `seen` is the `draft_mark` of what the lines were made from; refused where it has changed.
    """
    draft = _own_draft(actor, coding)
    if seen and seen != draft_mark(draft):
        raise StaleState(
            "This draft was changed in another window meanwhile.",
            remedy="Reload the page: it shows what is saved. Go on in one window alone.",
        )
    if len(lines) > MAX_LINES:
        raise DomainError(f"A coding has at most {MAX_LINES} lines, not {len(lines)}.")
    draft.documentation_reviewed = documentation_reviewed
    draft.rationale = rationale
    draft.save(update_fields=["documentation_reviewed", "rationale"])
    CodeLine.objects.filter(coding=draft).delete()
    CodeLine.objects.bulk_create(_code_lines(draft, lines))
    if draft.work_item is not None and draft.work_item.state != WorkState.DONE:
        workitem_lease_extend(actor=actor, item=draft.work_item)
    return draft


@transaction.atomic
def coding_attest(*, actor: Actor, coding: Coding, at: datetime | None = None) -> Coding:
    """The coder signs: the revision never changes again, the work is done, the clock ends.

    Refused without the reviewed documentation (R58), with edits that block, or while a query
    holds the chart.
    """
    chart = chart_lock(coding.chart)
    draft = _own_draft(actor, coding)
    now = at or timezone.now()
    if not draft.documentation_reviewed:
        raise DomainError(
            "Nothing is coded without its documentation.",
            field="documentation_reviewed",
            remedy="Confirm that you reviewed the documentation in the EHR.",
        )
    if chart.state == ChartState.QUERIED:
        raise DomainError(
            "A query on this chart is open.",
            remedy="It can be attested once the provider has answered or the window has passed.",
        )
    if draft.work_item is not None and draft.work_item.state == WorkState.PENDING:
        raise DomainError(
            f"This chart is pending: {draft.work_item.pending_reason}.",
            remedy="It can be attested once that is settled.",
        )
    results = coding_edits(draft, chart)
    if any(result.is_error for result in results):
        raise EditsRefused(results)
    signed = Coding.objects.filter(pk=draft.pk, state=CodingState.DRAFT).update(
        state=CodingState.ATTESTED, attested_at=now
    )
    if signed != 1:
        raise StaleState("This coding was attested meanwhile.", remedy="Reload the page.")
    draft.state, draft.attested_at = CodingState.ATTESTED, now
    if draft.work_item is not None:
        _finish(actor, chart, draft.work_item, now)
    return draft


@transaction.atomic
def coding_amend(*, actor: Actor, coding: Coding, reason: str) -> Coding:
    """Opens the next revision of one's own latest attested coding; history keeps both (R63)."""
    CodingPolicy.check(actor, "coding.write", coding)
    if not reason.strip():
        raise DomainError("Say why the coding changes.", field="reason")
    chart = chart_lock(coding.chart)
    same = chart.codings.filter(party=coding.party).exclude(state=CodingState.DISCARDED)
    newest = same.order_by("-revision").first()
    if newest is None or newest.pk != coding.pk or newest.state != CodingState.ATTESTED:
        raise StaleState(
            "This is no longer the latest attested revision.",
            remedy="Open the chart again and change the latest one.",
        )
    amended = Coding.objects.create(
        engagement_id=chart.engagement_id,
        chart=chart,
        party=coding.party,
        coder=actor.user,
        revision=coding.revision + 1,
        supersedes=coding,
        reason=reason.strip()[:200],
        rationale=coding.rationale,
    )
    _carry_lines(coding, amended)
    return amended


@transaction.atomic
def coding_discard(*, actor: Actor, coding: Coding) -> None:
    """Drops one's own draft."""
    draft = _own_draft(actor, coding)
    Coding.objects.filter(pk=draft.pk, state=CodingState.DRAFT).update(state=CodingState.DISCARDED)


def _own_item(actor: Actor, chart: Chart) -> WorkItem:
    live = [WorkState.OPEN, WorkState.LEASED, WorkState.PENDING]
    item = chart.work_items.filter(
        side=actor.side, assignee_id=actor.user_id, state__in=live
    ).first()
    if item is None:
        raise NotAllowed("This chart is not assigned to you.", action="coding.write")
    return item


def _own_draft(actor: Actor, coding: Coding) -> Coding:
    """The draft with its row locked: an autosave and the attestation never interleave."""
    CodingPolicy.check(actor, "coding.write", coding)
    draft = Coding.objects.select_for_update(of=("self",)).get(pk=coding.pk)
    if draft.coder_id != actor.user_id:
        raise NotAllowed("Only its coder changes a draft.", action="coding.write")
    if draft.state != CodingState.DRAFT:
        raise StaleState(
            "This coding is no longer a draft.",
            remedy="Open the chart again; an attested coding is changed by a new revision.",
        )
    return draft


def _finish(actor: Actor, chart: Chart, item: WorkItem, at: datetime) -> None:
    item.refresh_from_db()
    if item.state == WorkState.DONE:
        return
    if item.assignee_id != actor.user_id:
        raise StaleState(
            "This chart has gone to somebody else meanwhile.", remedy="Take the next chart."
        )
    WORK.fire(item, "finish", actor=actor, at=at, done_at=at, leased_until=None)
    leads = item.kind in {WorkKind.CODE, WorkKind.REWORK} or item.side == Side.VENDOR
    if leads and chart.state == ChartState.IN_CODING:
        chart_clock_ready(actor=actor, chart=chart, at=at)


def _code_lines(coding: Coding, lines: Iterable[LineInput]) -> list[CodeLine]:
    """Diagnoses take the first sequence numbers, so that a pointer is a sequence number."""
    ordered = sorted(lines, key=lambda line: not LineDraft(line.system, line.code, 0).is_diagnosis)
    return [
        CodeLine(
            engagement_id=coding.engagement_id,
            coding=coding,
            sequence=sequence,
            system=line.system,
            code=line.code,
            modifiers=list(line.modifiers),
            units=line.units,
            pointers=list(line.pointers),
            evidence=line.evidence,
            rationale=line.rationale,
            suggestion=line.suggestion,
        )
        for sequence, line in enumerate(ordered, start=1)
    ]


def _carry_lines(source: Coding, target: Coding) -> None:
    lines = list(CodeLine.objects.filter(coding=source).order_by("sequence"))
    for line in lines:
        line.pk = None
        line.coding = target
        line.suggestion = SuggestionSource.CARRIED
    CodeLine.objects.bulk_create(lines)
