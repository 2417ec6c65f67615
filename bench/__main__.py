"""Builds what is missing, runs the sections, prints one JSON object per line on stdout."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench import database
from config import embedded

SECTIONS = ("import", "next-chart", "routing", "rollup", "recompute", "dashboard", "pdf")
FLAT_TARGET = 1.5
# A hundredth of the charts waits, and each measured coder takes one that no guard refuses.
LEAST = {"next-chart": 2500}


def main() -> int:
    options = _options()
    with database.servers():
        ratios: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}
        met = True
        for charts in sorted({options.small, options.charts}):
            url = database.ready(charts, fresh=options.fresh)
            wanted = options.sections if charts == options.charts else ["dashboard"]
            for section in [name for name in wanted if name in options.sections]:
                for line in _run(section, charts, url):
                    _emit(line)
                    met = met and line.get("met", True)
                    ratios.setdefault((section, line["measure"]), {})[charts] = line
        for growth in _growth(ratios):
            _emit(growth)
            met = met and growth.get("met", True)
    return 0 if met or not options.strict else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--charts", type=int, default=1_000_000, help="charts of the big database")
    parser.add_argument("--small", type=int, default=10_000, help="charts of the small one")
    parser.add_argument("--fresh", action="store_true", help="build the databases again")
    parser.add_argument("--strict", action="store_true", help="exit code 1 if a target is missed")
    options = parser.parse_args()
    options.sections = options.sections or list(SECTIONS)
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section {', '.join(sorted(unknown))}; known: {', '.join(SECTIONS)}")
    for section, least in LEAST.items():
        if section in options.sections and options.charts < least:
            parser.error(f"{section} needs --charts {least} or more, not {options.charts}")
    return options


def _run(section: str, charts: int, url: database.Urls) -> Iterator[dict[str, Any]]:
    """One section on one database, in a process of its own."""
    command = [sys.executable, "-m", "bench.run", section, str(charts)]
    with subprocess.Popen(  # noqa: S603 -- our own module
        command, stdout=subprocess.PIPE, text=True, env=url.environment()
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield json.loads(line)
    if child.returncode:
        raise SystemExit(f"The section {section} failed on {charts} charts.")


def _growth(
    found: dict[tuple[str, str], dict[int, dict[str, Any]]],
) -> Iterator[dict[str, Any]]:
    """How much slower the same measure is on the big database than on the small one."""
    for (section, measure), by_charts in found.items():
        if section != "dashboard" or len(by_charts) < 2:
            continue
        small, big = min(by_charts), max(by_charts)
        value, limit = by_charts[big]["value"], by_charts[small]["value"]
        line: dict[str, Any] = {
            "section": section,
            "measure": f"{measure}, growth from {small} to {big} charts",
            "charts": big,
            "value": value,
            "unit": by_charts[big]["unit"],
            "limit": f"the same at {small} charts",
            "limit_value": limit,
            "ratio": round(value / limit, 2),
        }
        if "target" in by_charts[big]:
            line |= {"target": FLAT_TARGET, "met": value / limit <= FLAT_TARGET}
        yield line


def _emit(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
