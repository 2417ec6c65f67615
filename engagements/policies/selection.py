"""Which vendor selections somebody may work on: those of their own organization; the platform's
administrator all of them. There is no engagement to be in yet.
"""

from django.db.models import Q, QuerySet

from engagements.kernel.errors import NotAllowed
from engagements.kernel.policy import NOTHING, Actor
from engagements.models import Selection

ACTION = "selection.manage"


class SelectionPolicy:
    @staticmethod
    def rows(actor: Actor) -> Q:
        grant = actor.grants.get(ACTION)
        if grant == "any":
            return Q()
        if grant == "own" and actor.organization_id is not None:
            return Q(organization_id=actor.organization_id)
        return NOTHING

    @classmethod
    def visible(cls, actor: Actor) -> "QuerySet[Selection]":
        return Selection.objects.filter(cls.rows(actor))

    @classmethod
    def check(cls, actor: Actor, selection: Selection) -> None:
        actor.require(ACTION)
        if not cls.visible(actor).filter(pk=selection.pk).exists():
            raise NotAllowed("This selection is another organization's.", action=ACTION)
