"""What the engagement adds to the navigation and to "My work", one module per area."""

from engagements.work import (
    agreement,
    alerts,
    contract,
    transition,
)

AREAS = (
    contract,
    agreement,
    alerts,
    transition,
)


def register() -> None:
    for area in AREAS:
from engagements.work import agreement, contract, workforce


def register() -> None:
    for area in (contract, agreement, workforce):
        area.register()
