"""Training campaigns and completions."""

from django import forms

from engagements.enums.workforce import Audience
from engagements.forms.workforce.base import CoderForm, WorkforceForm, evidence_field


class CampaignForm(WorkforceForm):
    title = forms.CharField(max_length=120)
    code_set = forms.CharField(
        label="Release", max_length=40, help_text="Such as CPT 2027 or ICD-10-CM April 2027."
    )
    affected_from = forms.DateField(label="First date of service")
    affected_to = forms.DateField(
        label="Last date of service",
        required=False,
        help_text="Empty: until further notice. A new coder needs it as long as it runs.",
    )
    due_on = forms.DateField(label="Due on", help_text="Before the first date of service.")
    audience = forms.ChoiceField(label="Binds", choices=Audience.choices)
    material = forms.URLField(label="Material", required=False, assume_scheme="https")


class CompletionForm(CoderForm):
    completed_on = forms.DateField(label="Completed on")
    evidence = evidence_field(label="Certificate")
    note = forms.CharField(
        max_length=200, required=False, help_text="Needed where no certificate is uploaded."
    )
