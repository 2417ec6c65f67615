"""What QA reads."""

from qa.selectors.accuracy import (
    Floor,
    GroupedTotals,
    audits_random,
    floor_for,
    overturn_counts,
    population_of,
    totals_by,
    totals_of,
)
from qa.selectors.audits import (
    audit_lines,
    audit_list,
    comparison_lines,
    finding_list,
    relative_values,
)
from qa.selectors.samples import (
    SampleCheck,
    coders_to_sample,
    frame_units,
    sample_check,
    sample_list,
    sample_mix,
)

__all__ = [
    "Floor",
    "GroupedTotals",
    "SampleCheck",
    "audit_lines",
    "audit_list",
    "audits_random",
    "coders_to_sample",
    "comparison_lines",
    "finding_list",
    "floor_for",
    "frame_units",
    "overturn_counts",
    "population_of",
    "relative_values",
    "sample_check",
    "sample_list",
    "sample_mix",
    "totals_by",
    "totals_of",
]
