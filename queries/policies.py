"""Which queries each actor may have."""

from django.db.models import Q

from engagements.enums import Side
from engagements.kernel.policy import Actor, Policy
from queries.enums import QueryState
from queries.models import Query, QueryTemplate


class QueryPolicy(Policy):
    """The practice sees all queries, the vendor those its people asked. A draft is its author's.

    A provider's own are those addressed to them, a coder's those they asked. Answering is the
    addressed provider's alone.
    """

    model = Query

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        sent = ~Q(state=QueryState.DRAFT) | Q(asked_by_id=actor.user_id)
        if actor.side == Side.VENDOR:
            return sent & Q(asked_by__organization_id=actor.organization_id)
        return sent

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        addressed = Q(provider__user_id=actor.user_id) & ~Q(state=QueryState.DRAFT)
        if action == "query.answer":
            return addressed
        return addressed | Q(asked_by_id=actor.user_id)


class QueryTemplatePolicy(Policy):
    model = QueryTemplate
