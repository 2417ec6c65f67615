"""What the engagement adds to the navigation and to "My work", one module per area."""

from engagements.work import agreement, alerts, contract


def register() -> None:
    for area in (contract, agreement, alerts):
    for area in (contract, agreement):
from engagements.work import (
    contract,
    transition,
)

AREAS = (
    contract,
    transition,
)


def register() -> None:
    for area in AREAS:
        area.register()
