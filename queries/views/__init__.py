"""Pages of queries."""

from queries.views.answer import QueryAnswer, QueryInbox
from queries.views.ask import QueryAsk
from queries.views.board import (
    QueryCancel,
    QueryDetail,
    QueryList,
    QueryReaddress,
    QueryReview,
)
from queries.views.templates import TemplateCreate, TemplateEdit, TemplateList

__all__ = [
    "QueryAnswer",
    "QueryAsk",
    "QueryCancel",
    "QueryDetail",
    "QueryInbox",
    "QueryList",
    "QueryReaddress",
    "QueryReview",
    "TemplateCreate",
    "TemplateEdit",
    "TemplateList",
]
