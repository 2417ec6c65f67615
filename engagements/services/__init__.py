"""All writes to the engagement, its contract and its people."""

from engagements.services.agreements import baa_create, baa_sign, baa_terminate, baa_update
from engagements.services.calendars import ExceptionRow, calendar_save
from engagements.services.directory import provider_save, recipient_add, recipient_remove
from engagements.services.documents import document_store
from engagements.services.jobs import job_create, job_fail, job_finish, job_progress, job_start
from engagements.services.ledger import access_log_record, state_event_record
from engagements.services.members import grants_verify, membership_grant, membership_revoke
from engagements.services.organizations import (
    engagement_create,
    engagement_update,
    organization_create,
    organization_update,
)
from engagements.services.preferences import (
    export_record,
    hidden_columns_save,
    saved_view_delete,
    saved_view_save,
    user_keys_set,
    user_look_set,
)
from engagements.services.terms import (
    FloorRow,
    TermsDraft,
    TurnaroundRow,
    terms_accept,
    terms_propose,
    terms_withdraw,
)
from engagements.services.users import (
    invitation_mail,
    profile_update,
    second_factor_reset,
    sessions_end,
    user_close,
    user_invite,
    user_open,
    user_unlock,
    user_update,
)

__all__ = [
    "ExceptionRow",
    "FloorRow",
    "TermsDraft",
    "TurnaroundRow",
    "access_log_record",
    "baa_create",
    "baa_sign",
    "baa_terminate",
    "baa_update",
    "calendar_save",
    "document_store",
    "engagement_create",
    "engagement_update",
    "export_record",
    "grants_verify",
    "hidden_columns_save",
    "invitation_mail",
    "job_create",
    "job_fail",
    "job_finish",
    "job_progress",
    "job_start",
    "membership_grant",
    "membership_revoke",
    "organization_create",
    "organization_update",
    "profile_update",
    "provider_save",
    "recipient_add",
    "recipient_remove",
    "saved_view_delete",
    "saved_view_save",
    "second_factor_reset",
    "sessions_end",
    "state_event_record",
    "terms_accept",
    "terms_propose",
    "terms_withdraw",
    "user_close",
    "user_invite",
    "user_keys_set",
    "user_look_set",
    "user_open",
    "user_unlock",
    "user_update",
]
