"""What the engagement adds to the navigation and to "My work", one module per area."""

from engagements.work import (
    agreement,
    alerts,
    contract,
    transition,
    workforce,
)

AREAS = (
    contract,
    agreement,
    alerts,
    transition,
    workforce,
)


def register() -> None:
    for area in AREAS:
from engagements.work import agreement, clocks, contract


def register() -> None:
    for area in (contract, agreement, clocks):
        area.register()
