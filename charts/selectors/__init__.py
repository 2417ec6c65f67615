"""Reads of charts, work, codings and code sets."""

from charts.selectors.codings import (
    coding_edits,
    codings_are_withheld,
    codings_of,
    draft_mark,
    draft_of,
    line_drafts,
    parallel_answers,
)
from charts.selectors.work import (
    charts_visible,
    clock_events_of,
    coders_of,
    encounter_refs,
    own_item,
    state_events_of,
    worklist,
)

__all__ = [
    "charts_visible",
    "clock_events_of",
    "coders_of",
    "coding_edits",
    "codings_are_withheld",
    "codings_of",
    "draft_mark",
    "draft_of",
    "encounter_refs",
    "line_drafts",
    "own_item",
    "parallel_answers",
    "state_events_of",
    "worklist",
]
