"""All writes to the engagement, its contract and its people."""

from engagements.services.jobs import job_create, job_fail, job_finish, job_progress, job_start
from engagements.services.ledger import access_log_record, state_event_record
from engagements.services.members import membership_grant, membership_revoke

__all__ = [
    "access_log_record",
    "job_create",
    "job_fail",
    "job_finish",
    "job_progress",
    "job_start",
    "membership_grant",
    "membership_revoke",
    "state_event_record",
]
