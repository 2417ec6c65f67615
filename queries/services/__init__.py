"""All writes to queries and their templates."""

from queries.services.asking import NewQuery, query_ask, query_draft, query_send
from queries.services.closing import (
    queries_expire,
    queries_remind,
    queries_withdraw,
    query_answer,
    query_cancel,
    query_readdress,
    query_review,
)
from queries.services.mail import (
    query_practice_notify,
    query_provider_notify,
    query_provider_remind,
)
from queries.services.templates import querytemplate_save, querytemplates_seed

__all__ = [
    "NewQuery",
    "queries_expire",
    "queries_remind",
    "queries_withdraw",
    "query_answer",
    "query_ask",
    "query_cancel",
    "query_draft",
    "query_practice_notify",
    "query_provider_notify",
    "query_provider_remind",
    "query_readdress",
    "query_review",
    "query_send",
    "querytemplate_save",
    "querytemplates_seed",
]
