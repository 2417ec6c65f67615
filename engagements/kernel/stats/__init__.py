"""Statistics that a contract can be judged by: exact where an exact method exists, and named.

Nothing here knows a model. Rates are floats between 0 and 1, counts are integers, money is Decimal.
"""

from engagements.kernel.stats.agreement import (
    Agreement,
    distribution_shares,
    jaccard,
    kappa,
    total_variation,
)
from engagements.kernel.stats.appraisal import Appraisal, Reference, Stratum, appraise, stratified
from engagements.kernel.stats.intervals import (
    DEFAULT_CONFIDENCE,
    ErrorLimits,
    Interval,
    accuracy_interval,
    clopper_pearson,
    hypergeometric_limits,
)
from engagements.kernel.stats.planning import (
    attribute_sample_size,
    variable_sample_size,
    zero_error_sample_size,
)
from engagements.kernel.stats.summary import Summary, percentile, summarize
from engagements.kernel.stats.verdict import LegalTest, Verdict, verdict

__all__ = [
    "DEFAULT_CONFIDENCE",
    "Agreement",
    "Appraisal",
    "ErrorLimits",
    "Interval",
    "LegalTest",
    "Reference",
    "Stratum",
    "Summary",
    "Verdict",
    "accuracy_interval",
    "appraise",
    "attribute_sample_size",
    "clopper_pearson",
    "distribution_shares",
    "hypergeometric_limits",
    "jaccard",
    "kappa",
    "percentile",
    "stratified",
    "summarize",
    "total_variation",
    "variable_sample_size",
    "verdict",
    "zero_error_sample_size",
]
