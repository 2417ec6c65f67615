"""Signatures: each side signs for itself, once, with name and title."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from engagements.enums import PARTIES
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor


def signatory_check(*, actor: Actor, action: str, name: str, title: str) -> None:
    """Nobody signs for another side, or without a name."""
    if actor.side not in PARTIES:
        raise NotAllowed("Only the practice and the vendor sign.", action=action)
    if not name.strip() or not title.strip():
        raise DomainError(
            "A signature needs the name and the title of the signatory.",
            field="name" if not name.strip() else "title",
            remedy="Type them as they should stand under the text.",
        )


def signature_give(*, actor: Actor, rows: "QuerySet[Any]", name: str, title: str) -> bool:
    """Signs the one row for the actor's side; False where that side has signed or it is gone."""
    side = actor.side
    signature = {
        f"{side}_signatory": name.strip(),
        f"{side}_title": title.strip(),
        f"{side}_signed_by": actor.user,
        f"{side}_signed_at": timezone.now(),
    }
    return rows.filter(**{f"{side}_signed_at": None}).update(**signature) == 1
