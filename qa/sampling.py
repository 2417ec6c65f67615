"""Draws that anyone can repeat: a frozen, hashed frame, a stored seed, a named generator.

The generator needs nothing but SHA-256, so a draw can be checked with any language or by hand:
every position of the frame gets the hash of ``seed:position``, and positions are selected in the
order of their hashes.

A weighted draw (targeted samples alone) reads the hash as a number u between 0 and 1 and selects
in the order of -ln(u) / weight, so that a position of weight 2 is twice as likely to come first.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

GENERATOR = "sha256-rank/1"
WEIGHTED = "sha256-weighted/1"
GENERATORS = (GENERATOR, WEIGHTED)
HASH_RANGE = 2**256
DIGITS = Context(prec=50)
"""So exact that the order is the same on every machine: decimal logarithms round correctly."""
SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """One sampling unit: a chart, by the coding of it that would be audited."""

    chart_id: int
    coding_id: int
    weight: Decimal | None = None

    @property
    def text(self) -> str:
        """As it is hashed; a weight is part of the frame where there is one."""
        parts = f"{self.chart_id},{self.coding_id}"
        return parts if self.weight is None else f"{parts},{self.weight:.2f}"


def weights_of(units: Sequence[Unit]) -> list[Decimal] | None:
    """The weights of a frame, or None where nothing was weighed."""
    weights = [unit.weight for unit in units if unit.weight is not None]
    if weights and len(weights) != len(units):
        raise ValueError("either all units of a frame weigh something or none does")
    return weights or None


def seed_new() -> str:
    """A seed nobody chose."""
    return secrets.token_hex(SEED_BYTES)


def frame_text(units: Iterable[Unit]) -> str:
    """The frame as it is hashed: ``position,chart,coding[,weight]`` a line, from 1."""
    return "".join(f"{position},{unit.text}\n" for position, unit in enumerate(units, start=1))


def frame_hash(units: Iterable[Unit]) -> str:
    return hashlib.sha256(frame_text(units).encode()).hexdigest()


def selection_order(seed: str, frame_size: int) -> list[int]:
    """Every position of the frame (from 1) in the order it would be selected."""
    return sorted(
        range(1, frame_size + 1),
        key=lambda position: hashlib.sha256(f"{seed}:{position}".encode()).digest(),
    )


def weighted_order(seed: str, weights: Sequence[Decimal]) -> list[int]:
    """Every position in the order of a weighted draw without replacement."""

    def rank(position: int) -> tuple[Decimal, int]:
        digest = hashlib.sha256(f"{seed}:{position}".encode()).digest()
        share = DIGITS.divide(Decimal(int.from_bytes(digest) + 1), Decimal(HASH_RANGE + 1))
        return DIGITS.divide(-DIGITS.ln(share), weights[position - 1]), position

    return sorted(range(1, len(weights) + 1), key=rank)


def draw(
    seed: str,
    frame_size: int,
    size: int,
    spares: int = 0,
    weights: Sequence[Decimal] | None = None,
) -> tuple[list[int], list[int]]:
    """Selected positions in order, then the spares that may replace them, in order."""
    if not seed:
        raise ValueError("a draw needs a seed")
    if size < 1 or spares < 0 or size > frame_size:
        raise ValueError(f"cannot draw {size} and {spares} spares of {frame_size}")
    if weights and (len(weights) != frame_size or min(weights) <= 0):
        raise ValueError("a weighted draw needs a positive weight per position")
    order = weighted_order(seed, weights) if weights else selection_order(seed, frame_size)
    return order[:size], order[size : size + spares]


def mix(values: Sequence[str]) -> dict[str, float]:
    """Shares of each value, to set a sample beside the population it came from."""
    return {value: values.count(value) / len(values) for value in sorted(set(values))}
