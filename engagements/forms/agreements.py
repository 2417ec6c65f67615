"""The BAA: draft, signature, termination."""

from django import forms

from engagements.enums.agreement import BaaTerm
from engagements.kernel.fields import LONGEST_TEXT


class BaaForm(forms.Form):
    effective_on = forms.DateField(label="Takes effect on", widget=forms.DateInput)
    expires_on = forms.DateField(
        label="Expires on", required=False, help_text="Last day, inclusive. Empty: no end."
    )
    breach_notice_hours = forms.IntegerField(
        label="Breach notice (hours)",
        min_value=1,
        max_value=1440,
        initial=72,
        help_text="How soon the vendor reports a breach. The law's outer limit is 60 days.",
    )
    required_terms = forms.MultipleChoiceField(
        label="The ten required terms that the text contains",
        choices=BaaTerm.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="45 CFR 164.504(e)(2). Nobody can sign before all ten are ticked.",
    )
    document = forms.FileField(
        label="The agreement itself",
        required=False,
        help_text="PDF or a scan (PNG, JPEG), up to 20 MB. Kept with its SHA-256. Nobody can sign"
        " before it is on file.",
    )


class SignForm(forms.Form):
    name = forms.CharField(label="Signatory", max_length=150)
    title = forms.CharField(max_length=150, help_text="As it should stand in the agreement.")
    authorized = forms.BooleanField(
        label="I am authorised to sign this agreement for my organization, and I sign it now.",
        error_messages={"required": "Confirm that you are authorised to sign."},
    )


class TerminateForm(forms.Form):
    on = forms.DateField(label="Ends on", help_text="From this day the vendor reaches no chart.")
    reason = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
