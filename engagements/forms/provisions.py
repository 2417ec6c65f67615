"""The provisions of the terms as a form, in the sections of the contract."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from engagements.enums import EncounterClass
from engagements.enums.agreement import ReportCadence, ReworkPolicy, Service
from engagements.forms.fields import PercentField
from engagements.models import Terms
from engagements.models.provisions import PROVISION_SECTIONS, PROVISIONS

SHARES = (
    "credit_cap",
    "systemic_credit_share",
    "probation_sample_rate",
    "parallel_agreement_floor",
)
# What a first proposal offers where the contract has to say something.
OFFERED: dict[str, Any] = {
    "rework_policy": ReworkPolicy.VENDOR.value,
    "independent_audit_right": True,
    "minimum_credential": "CPC or CCS",
    "report_cadence": ReportCadence.MONTHLY.value,
    "notice_days": 60,
    "transition_assistance_days": 90,
    "data_return_days": 30,
    "query_pauses": 3,
}


def percent_value(share: Any) -> str:
    """A share as one types it in percent: 0.950 is 95."""
    return "" if share is None else f"{share * 100:.1f}".removesuffix(".0")


class ProvisionsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in stubs
    """Every answer is optional: what is left empty keeps its default or stays unsettled."""

    scope_services = forms.MultipleChoiceField(
        label="Services",
        choices=Service.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None ticked: all of them. Without ICD-10-PCS, inpatient charts are refused.",
    )
    scope_classes = forms.MultipleChoiceField(
        label="Encounter classes",
        choices=EncounterClass.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Charts of other classes are refused at intake. None ticked: all classes.",
    )
    credit_cap = PercentField(
        label="Service credits of a month, at most (%)",
        required=False,
        help_text="Of the month's fees.",
    )
    systemic_credit_share = PercentField(
        label="Credit for charts of a systemic error (%)",
        required=False,
        help_text="Of what was charged for them.",
    )
    probation_sample_rate = PercentField(label="Audited during probation (%)", required=False)
    parallel_agreement_floor = PercentField(
        label="Agreement in parallel coding, at least (%)", required=False
    )

    class Meta:
        model = Terms
        fields = PROVISIONS

    def __init__(self, *args: Any, base: Terms | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.offered(base), **kwargs)
        for field in self.fields.values():
            field.required = False

    @staticmethod
    def offered(base: Terms | None) -> dict[str, Any]:
        terms = base or Terms(**OFFERED)
        values = {name: getattr(terms, name) for name in PROVISIONS}
        return values | {name: percent_value(values[name]) for name in SHARES}

    def _post_clean(self) -> None:
        """The service checks the provisions; no row is built here."""

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        for title, names in PROVISION_SECTIONS:
            yield title, [self[name] for name in names]

    def provisions(self) -> dict[str, Any]:
        """What was answered. An empty answer to a question with a default keeps the default."""
        plain = Terms()
        found = {}
        for name in PROVISIONS:
            value = self.cleaned_data.get(name)
            if value in (None, "", []) and not Terms._meta.get_field(name).null:  # noqa: SLF001 -- the documented Meta API
                value = getattr(plain, name)
            found[name] = value
        return found
