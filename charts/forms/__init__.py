"""Forms of charts."""

from charts.forms.coding import CodingInput
from charts.forms.work import AssignForm, DocumentationForm, ReasonForm

__all__ = ["AssignForm", "CodingInput", "DocumentationForm", "ReasonForm"]
