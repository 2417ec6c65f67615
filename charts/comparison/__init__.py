"""The one comparison of two codings of the same chart, as a pure function.

Audits, blind parallel coding, query-driven changes and rework all read this, so accuracy,
agreement and direction have a single source. Rules that nobody publishes, and are ours:

* a wrong code is one difference: its modifiers, units and pointers are not judged again, and a
  pointer to it, to a missed or to an extra diagnosis is never also a linkage error;
* pointers are compared by the diagnosis they point to: the first one in its place, the rest as a
  set;
* units belong to the procedure component; of the order of diagnoses only the first-listed one
  decides the diagnosis component, other moves are reported.
"""

from charts.comparison.compare import Comparison, compare
from charts.comparison.direction import Direction
from charts.comparison.lines import Component, Difference, Kind, Line
from charts.comparison.tally import Counts, Outcome, tally

__all__ = [
    "Comparison",
    "Component",
    "Counts",
    "Difference",
    "Direction",
    "Kind",
    "Line",
    "Outcome",
    "compare",
    "tally",
]
