"""Forms of samples, audits and findings."""

from qa.forms.judging import (
    RULE_SOURCES,
    DecisionForm,
    JudgementForm,
    PaymentForm,
    ReasonForm,
    ResponseForm,
    StartForm,
)
from qa.forms.lines import LinesForm
from qa.forms.samples import PeriodForm, SampleForm, sample_initial

__all__ = [
    "RULE_SOURCES",
    "DecisionForm",
    "JudgementForm",
    "LinesForm",
    "PaymentForm",
    "PeriodForm",
    "ReasonForm",
    "ResponseForm",
    "SampleForm",
    "StartForm",
    "sample_initial",
]
