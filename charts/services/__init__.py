"""All writes to charts, their clocks, their work and their codings."""

from charts.services.clocks import (
    chart_cancel,
    chart_clock_pause,
    chart_clock_ready,
    chart_clock_resume,
    chart_lock,
    chart_mark_documentation_complete,
)
from charts.services.codings import (
    EditsRefused,
    LineInput,
    coding_amend,
    coding_attest,
    coding_discard,
    coding_save_draft,
    coding_start,
)
from charts.services.recompute import charts_clock_recompute
from charts.services.release import charts_release, charts_release_waiting
from charts.services.worklist import (
    workitem_lease_extend,
    workitem_next,
    workitem_release,
    workitem_take,
    workitems_assign,
)

__all__ = [
    "EditsRefused",
    "LineInput",
    "chart_cancel",
    "chart_clock_pause",
    "chart_clock_ready",
    "chart_clock_resume",
    "chart_lock",
    "chart_mark_documentation_complete",
    "charts_clock_recompute",
    "charts_release",
    "charts_release_waiting",
    "coding_amend",
    "coding_attest",
    "coding_discard",
    "coding_save_draft",
    "coding_start",
    "workitem_lease_extend",
    "workitem_next",
    "workitem_release",
    "workitem_take",
    "workitems_assign",
]
