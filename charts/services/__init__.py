"""All writes to charts, their clocks, their work and their codings."""

from charts.services.assignment import workitems_assign
from charts.services.classing import chart_class_set
from charts.services.clocks import (
    chart_billed,
    chart_cancel,
    chart_clock_pause,
    chart_clock_ready,
    chart_clock_resume,
    chart_lock,
    chart_mark_documentation_complete,
    charts_billed,
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
from charts.services.documents import (
    DocumentInput,
    charts_documents_settle,
    document_record,
    document_retract,
)
from charts.services.recompute import charts_clock_recompute
from charts.services.release import charts_release, charts_release_waiting
from charts.services.rework import rework_ask, rework_withdraw
from charts.services.worklist import (
    workitem_lease_extend,
    workitem_next,
    workitem_release,
    workitem_take,
)

__all__ = [
    "DocumentInput",
    "EditsRefused",
    "LineInput",
    "chart_billed",
    "chart_cancel",
    "chart_class_set",
    "chart_clock_pause",
    "chart_clock_ready",
    "chart_clock_resume",
    "chart_lock",
    "chart_mark_documentation_complete",
    "charts_billed",
    "charts_clock_recompute",
    "charts_documents_settle",
    "charts_release",
    "charts_release_waiting",
    "coding_amend",
    "coding_attest",
    "coding_discard",
    "coding_save_draft",
    "coding_start",
    "document_record",
    "document_retract",
    "rework_ask",
    "rework_withdraw",
    "workitem_lease_extend",
    "workitem_next",
    "workitem_release",
    "workitem_take",
    "workitems_assign",
]
