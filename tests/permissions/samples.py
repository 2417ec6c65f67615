"""An object for every URL keyword, made in the world's own engagement.

`SAMPLES[keyword](world)` runs in the scope of the own engagement and returns the value for the
URL. The walk fails for a keyword without a sample, and for a sample no URL uses.
"""

from collections.abc import Callable
from typing import Any

from tests.factories.world import World

SAMPLES: dict[str, Callable[[World], Any]] = {}
