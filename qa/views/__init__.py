"""Pages of samples, audits, findings and accuracy."""

from qa.views.accuracy import AccuracyPage
from qa.views.audit_list import AuditList
from qa.views.audits import (
    AuditAgree,
    AuditDetail,
    AuditJudge,
    AuditRelease,
    AuditReplace,
    AuditStart,
)
from qa.views.findings import (
    FindingDecide,
    FindingDetail,
    FindingList,
    FindingRespond,
    FindingWithdraw,
)
from qa.views.samples import SampleDetail, SampleFrame, SampleList, SampleNew, SampleSignOff

__all__ = [
    "AccuracyPage",
    "AuditAgree",
    "AuditDetail",
    "AuditJudge",
    "AuditList",
    "AuditRelease",
    "AuditReplace",
    "AuditStart",
    "FindingDecide",
    "FindingDetail",
    "FindingList",
    "FindingRespond",
    "FindingWithdraw",
    "SampleDetail",
    "SampleFrame",
    "SampleList",
    "SampleNew",
    "SampleSignOff",
]
