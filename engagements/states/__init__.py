"""State machines of the engagement's own records."""

from engagements.states.contract import (
    TERMS,
)

__all__ = [
    "TERMS",
]
