"""What the engagement adds to the navigation and to "My work", one module per area."""

from engagements.work import agreement, contract


def register() -> None:
    for area in (contract, agreement):
from engagements.work import alerts, contract


def register() -> None:
    for area in (contract, alerts):
        area.register()
