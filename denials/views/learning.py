"""What payers denied of the charts that somebody coded: for that coder to learn from (R98)."""

from typing import Any

from django_filters import FilterSet

from denials.filters import DenialSearch
from denials.selectors.worklist import denials_of_coder
from denials.tables import LearningTable
from engagements.kernel.lists import EngagementListView


class DenialMine(EngagementListView):
    """The coder's own, as far as they are for coding; nothing can be changed here."""

    action = "denial.learn"
    table_class = LearningTable
    filterset_class: type[FilterSet] = DenialSearch
    # No list of charts leaves with a coder (R48).
    export_action = "chart.export"
    list_key = "denials-mine"
    title = "Denials of my charts"
    noun = "denial"
    hidden_at_first = ("group", "specialty", "state")
    empty_text = "No denials of your charts"
    empty_hint = "What a payer denies for coding on a chart that you coded stands here."
    empty_icon = "receipt-refund"

    def get_queryset(self) -> Any:
        return denials_of_coder(self.actor)
