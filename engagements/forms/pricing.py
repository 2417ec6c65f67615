"""Prices and service credits of a proposal."""

from decimal import Decimal
from typing import Any

from django import forms

from engagements.enums import Complexity, EncounterClass
from engagements.enums.pricing import CreditBase, RateUnit, SlaMeasure
from engagements.forms.fields import PercentField
from engagements.forms.provisions import percent_value
from engagements.forms.terms import filled, formset_of
from engagements.models import Terms
from engagements.services.pricing import CreditRow, RateRow

RATE_FIELDS = (
    "unit",
    "amount",
    "specialty",
    "encounter_class",
    "complexity",
    "from_fte",
    "label",
)


class RateForm(forms.Form):
    # Choices that an untouched row sends, so that it still counts as empty.
    unit = forms.ChoiceField(label="Paid", choices=RateUnit.choices, initial=RateUnit.CHART)
    amount = forms.DecimalField(
        label="Amount ($ or %)", min_value=0, max_digits=10, decimal_places=4
    )
    specialty = forms.CharField(
        max_length=60, required=False, widget=forms.TextInput(attrs={"placeholder": "all others"})
    )
    encounter_class = forms.ChoiceField(
        label="Class", choices=[("", "Any class"), *EncounterClass.choices], required=False
    )
    complexity = forms.ChoiceField(choices=[("", "Any"), *Complexity.choices], required=False)
    from_fte = forms.IntegerField(label="From FTE", min_value=1, initial=1)
    label = forms.CharField(
        label="Name of an hourly rate",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "US coder"}),
    )


class CreditForm(forms.Form):
    measure = forms.ChoiceField(
        label="Missed", choices=SlaMeasure.choices, initial=SlaMeasure.TURNAROUND
    )
    base = forms.ChoiceField(
        label="Judged and credited", choices=CreditBase.choices, initial=CreditBase.SPECIALTY
    )
    shortfall_from = forms.DecimalField(
        label="From (points below)", min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    share = PercentField(label="Credit (% of the fees)")


class PricingForms:
    """The two tables of a proposal, filled from the version it changes."""

    def __init__(self, data: Any = None, *, base: Terms | None = None) -> None:
        if data is not None:
            self.rates = formset_of(RateForm, "rates", 0, data=data)
            self.credits = formset_of(CreditForm, "credits", 0, data=data)
            return
        rates = [
            {name: getattr(row, name) for name in RATE_FIELDS} | {"amount": _typed(row.amount)}
            for row in (base.rates.all() if base else ())
        ]
        tiers = [
            {
                "measure": row.measure,
                "base": row.base,
                "shortfall_from": _typed(row.shortfall_from),
                "share": percent_value(row.share),
            }
            for row in (base.credit_tiers.all() if base else ())
        ]
        self.rates = formset_of(RateForm, "rates", 2, initial=rates)
        self.credits = formset_of(CreditForm, "credits", 2, initial=tiers)

    def is_valid(self) -> bool:
        return all([self.rates.is_valid(), self.credits.is_valid()])

    def rows(self) -> dict[str, Any]:
        """What a draft takes."""
        return {
            "rates": [RateRow(**row) for row in filled(self.rates)],
            "credit_tiers": [CreditRow(**row) for row in filled(self.credits)],
        }


def _typed(value: Decimal) -> str:
    """As one types it: 299.0000 is 299."""
    return f"{value.normalize():f}"
