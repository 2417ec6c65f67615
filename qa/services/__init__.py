"""All writes of QA."""

from qa.services.audits import audit_release, audit_replace, audit_save, audit_start
from qa.services.findings import finding_decide, finding_respond, finding_withdraw
from qa.services.judging import Judgement, audit_agree, audit_compare, audit_complete
from qa.services.monthly import sample_draw_due, sample_draw_month
from qa.services.reading import audit_read_record
from qa.services.samples import DrawPlan, sample_draw, sample_lock

__all__ = [
    "DrawPlan",
    "Judgement",
    "audit_agree",
    "audit_compare",
    "audit_complete",
    "audit_read_record",
    "audit_release",
    "audit_replace",
    "audit_save",
    "audit_start",
    "finding_decide",
    "finding_respond",
    "finding_withdraw",
    "sample_draw",
    "sample_draw_due",
    "sample_draw_month",
    "sample_lock",
]
