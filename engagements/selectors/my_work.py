"""What waits for a person, as the apps declare it."""

from dataclasses import dataclass

from django.core.cache import cache

from engagements.kernel.policy import Actor
from engagements.kernel.registry import WorkCard, my_work

# Every page asks for the number beside My work, and counting asks every app.
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Waiting:
    """How much waits for a person in one engagement, and how much of it is urgent."""

    waiting: int
    urgent: int


def work_cards(actor: Actor) -> list[WorkCard]:
    """What waits for this person, urgent things first, in the order the apps declare."""
    cards = [card for source in my_work for card in source.cards(actor)]
    return sorted(cards, key=lambda card: card.urgent == 0)


def waiting_of(cards: list[WorkCard]) -> Waiting:
    """The cards added up, each piece of work once."""
    return Waiting(
        waiting=sum(card.count for card in cards if not card.is_part),
        urgent=sum(card.urgent for card in cards),
    )


def work_waiting(actor: Actor) -> Waiting:
    """What waits for this person, counted at most a minute ago and after their own last write."""
    key = _key(actor)
    kept: Waiting | None = cache.get(key)
    if kept is None:
        kept = waiting_of(work_cards(actor))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def work_changed(actor: Actor) -> None:
    """Has the person's work counted anew: they have just done something."""
    cache.delete(_key(actor))


def _key(actor: Actor) -> str:
    return f"my-work:{actor.engagement.pk}:{actor.user.pk}"
