"""Agreements as drafts, to be signed through the services. Needs the scope."""

from typing import Any

from engagements.enums.agreement import BaaTerm
from engagements.kernel.policy import Actor
from engagements.models import BusinessAssociateAgreement, Document
from engagements.services import baa_create


def baa_text(actor: Actor) -> Document:
    """The stored text of an agreement."""
    return Document.objects.create(
        engagement=actor.engagement, kind="baa", title="BAA", sha256="0" * 64, size=5
    )


def baa_drafted(actor: Actor, **fields: Any) -> BusinessAssociateAgreement:
    """A draft that both sides may sign, unless `fields` say otherwise."""
    whole = {"document": baa_text(actor), "required_terms": BaaTerm.values}
    return baa_create(actor=actor, **(whole | fields))
