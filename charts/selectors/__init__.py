"""Reads of charts, work, codings and code sets."""

from charts.selectors.codings import coding_edits, codings_of, draft_of, line_drafts

__all__ = ["coding_edits", "codings_of", "draft_of", "line_drafts"]
