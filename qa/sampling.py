"""Draws that anyone can repeat: a frozen, hashed frame, a stored seed, a named generator.

The generator needs nothing but SHA-256, so a draw can be checked with any language or by hand:
every position of the frame gets the hash of ``seed:position``, and positions are selected in the
order of their hashes.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GENERATOR = "sha256-rank/1"
SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """One sampling unit: a chart, by the coding of it that would be audited."""

    chart_id: int
    coding_id: int


def seed_new() -> str:
    """A seed nobody chose."""
    return secrets.token_hex(SEED_BYTES)


def frame_text(units: Iterable[Unit]) -> str:
    """The frame in the form that is hashed: ``position,chart,coding`` a line, from 1."""
    return "".join(
        f"{position},{unit.chart_id},{unit.coding_id}\n"
        for position, unit in enumerate(units, start=1)
    )


def frame_hash(units: Iterable[Unit]) -> str:
    return hashlib.sha256(frame_text(units).encode()).hexdigest()


def selection_order(seed: str, frame_size: int) -> list[int]:
    """Every position of the frame (from 1) in the order it would be selected."""
    return sorted(
        range(1, frame_size + 1),
        key=lambda position: hashlib.sha256(f"{seed}:{position}".encode()).digest(),
    )


def draw(seed: str, frame_size: int, size: int, spares: int = 0) -> tuple[list[int], list[int]]:
    """Selected positions in order, then the spares that may replace them, in order."""
    if not seed:
        raise ValueError("a draw needs a seed")
    if size < 1 or spares < 0 or size > frame_size:
        raise ValueError(f"cannot draw {size} and {spares} spares of {frame_size}")
    order = selection_order(seed, frame_size)
    return order[:size], order[size : size + spares]


def mix(values: Sequence[str]) -> dict[str, float]:
    """Shares of each value, to set a sample beside the population it came from."""
    return {value: values.count(value) / len(values) for value in sorted(set(values))}
