"""Codings as pages, edits and comparisons read them."""

import hashlib
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from charts.edits import EditResult, LineDraft
from charts.enums import CodeSystem, CodingState, Party, WorkKind
from charts.models import Chart, CodeLine, Coding, WorkItem
from charts.policies import CodingPolicy, blind_codings
from charts.selectors.codes import codes_validate
from engagements.enums import Complexity
from engagements.kernel.policy import NOTHING, Actor


def codings_of(actor: Actor, chart: Chart) -> QuerySet[Coding]:
    """The codings of a chart that the actor may see, newest revision first, with their lines.

    An unfinished answer is its coder's alone.
    """
    lines = Prefetch("lines", queryset=CodeLine.objects.order_by("sequence"))
    return (
        CodingPolicy.visible(actor, "coding.view")
        .filter(chart=chart)
        .filter(Q(state=CodingState.ATTESTED) | Q(state=CodingState.DRAFT, coder=actor.user))
        .select_related("coder", "supersedes")
        .prefetch_related(lines)
        .order_by("party", "-revision")
    )


def codings_are_withheld(actor: Actor, chart: Chart) -> bool:
    """Whether there are answers that the actor may not see for now, to give their own blind."""
    if not actor.can("coding.view"):
        return False
    rows = NOTHING
    for blind in blind_codings:
        rows |= blind.rows(actor)
    attested = Coding.objects.filter(engagement=actor.engagement, chart=chart)
    return attested.filter(rows, state=CodingState.ATTESTED).exists()


def draft_of(actor: Actor, chart: Chart) -> Coding | None:
    """The actor's own open draft of the chart."""
    return (
        Coding.objects.filter(
            engagement=actor.engagement,
            chart=chart,
            coder_id=actor.user_id,
            state=CodingState.DRAFT,
        )
        .select_related("work_item", "chart")
        .first()
    )


def draft_mark(draft: Coding) -> str:
    """A short hash of what the draft holds, by which a page tells that it shows all of it."""
    lines = CodeLine.objects.filter(coding=draft).order_by("sequence")
    fields = lines.values_list(
        "system", "code", "modifiers", "units", "pointers", "evidence", "rationale", "suggestion"
    )
    content = (draft.documentation_reviewed, draft.rationale, list(fields))
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def line_drafts(lines: Iterable[CodeLine]) -> list[LineDraft]:
    """Stored lines as the edits read them: procedures are numbered from 1 like the diagnoses."""
    ordered = sorted(lines, key=lambda line: line.sequence)
    diagnoses = sum(line.system == CodeSystem.ICD10CM for line in ordered)
    return [
        LineDraft(
            system=line.system,
            code=line.code,
            number=line.sequence
            if line.system == CodeSystem.ICD10CM
            else line.sequence - diagnoses,
            modifiers=tuple(line.modifiers),
            units=line.units,
            pointers=tuple(line.pointers),
            evidence=line.evidence,
        )
        for line in ordered
    ]


def coding_edits(coding: Coding, chart: Chart) -> list[EditResult]:
    """Every problem of a coding on its chart's date of service."""
    return codes_validate(
        lines=line_drafts(CodeLine.objects.filter(coding=coding)),
        on_date=chart.date_of_service,
        evidence_required=chart.complexity == Complexity.COMPLEX,
    )


def parallel_answers(path: str = "") -> Q:
    """The in-house answers of blind parallel coding, every revision of them: they stand beside
    the chart's own coding and are never counted as a second one. `path` leads to the coding from
    the rows that are filtered (`coding__`).
    """
    parallel = WorkItem.objects.filter(
        engagement=OuterRef(f"{path}engagement"),
        chart=OuterRef(f"{path}chart"),
        kind=WorkKind.PARALLEL,
    )
    return Q(Exists(parallel), **{f"{path}party": Party.IN_HOUSE})
