"""What the pages of a vendor selection share."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from engagements.models import Candidate, Selection
from engagements.selectors.selection import (
    candidates_of,
    selections_visible,
)

ACTION = "selection.manage"


class SelectionMixin:
    """The selection of the address, if it is the reader's to work on; else it does not exist."""

    kwargs: dict[str, Any]
    actor: Any

    @property
    def selection(self) -> Selection:
        row = selections_visible(self.actor).filter(pk=self.kwargs["selection_id"]).first()
        if row is None:
            raise Http404("No such selection.")
        return row

    @property
    def candidate(self) -> Candidate:
        row = candidates_of(self.selection).filter(pk=self.kwargs["candidate_id"]).first()
        if row is None:
            raise Http404("No such candidate.")
        return row

    def url(self, name: str, **kwargs: Any) -> str:
        return reverse(f"control:{name}", kwargs=kwargs)

    def candidate_url(self) -> str:
        return self.url(
            "candidate",
            selection_id=self.kwargs["selection_id"],
            candidate_id=self.kwargs["candidate_id"],
        )
