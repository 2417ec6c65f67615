"""What readers ask for and people enter."""

from reporting.forms.period import CUSTOM, DIMENSIONS, SPANS, PeriodForm, PeriodMixin

__all__ = ["CUSTOM", "DIMENSIONS", "SPANS", "PeriodForm", "PeriodMixin"]
