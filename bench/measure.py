"""Timing, and the one shape every result has."""

import json
import time
from collections.abc import Callable
from typing import Any


def seconds(action: Callable[[], Any]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def best_of(action: Callable[[], Any], times: int) -> float:
    """The least of several: what the work costs when nothing else is in the way."""
    return min(seconds(action) for _ in range(times))


def emit(
    *,
    section: str,
    charts: int,
    measure: str,
    value: float,
    unit: str,
    limit: str = "",
    limit_value: float | None = None,
    target: float | None = None,
    **more: Any,
) -> None:
    """One JSON line. `target` bounds the ratio to the limit, or the value where there is none."""
    line: dict[str, Any] = {
        "section": section,
        "charts": charts,
        "measure": measure,
        "value": round(value, 3),
        "unit": unit,
    }
    judged = value
    if limit_value is not None:
        judged = value / limit_value
        line |= {"limit": limit, "limit_value": round(limit_value, 3), "ratio": round(judged, 2)}
    if target is not None:
        line |= {"target": target, "met": judged <= target}
    print(json.dumps(line | more), flush=True)
