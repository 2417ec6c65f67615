"""What waits for a person, as the apps declare it."""

from engagements.kernel.policy import Actor
from engagements.kernel.registry import WorkCard, my_work


def work_cards(actor: Actor) -> list[WorkCard]:
    """What waits for this person, urgent things first, in the order the apps declare."""
    cards = [card for source in my_work for card in source.cards(actor)]
    return sorted(cards, key=lambda card: card.urgent == 0)
