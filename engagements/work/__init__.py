"""What the engagement adds to the navigation and to "My work", one module per area."""

from engagements.work import (
    agreement,
    alerts,
    clocks,
    contract,
    risk,
    transition,
    workforce,
)

AREAS = (
    contract,
    agreement,
    alerts,
    transition,
    workforce,
    risk,
    clocks,
)


def register() -> None:
    for area in AREAS:
        area.register()
