"""Sites, assignments to them, and residency rules."""

from typing import Any

from django import forms

from engagements.enums.workforce import Audience, PayerScope, ResidencyEffect
from engagements.forms.workforce.base import (
    CoderForm,
    WorkforceForm,
    country_field,
    evidence_field,
    state_field,
)
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import Payer, Site, User
from engagements.selectors import people_of_side


class SiteForm(WorkforceForm):
    name = forms.CharField(max_length=120)
    country = country_field()
    qa_lead = forms.ModelChoiceField(label="QA lead", queryset=User.objects.none(), required=False)
    qa_lead_country = country_field(label="QA lead's country", required=False)
    evidence = evidence_field(label="Evidence of the facility's controls")
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("qa_lead", people_of_side(self.actor.engagement, self.actor.side))


class ApproveForm(WorkforceForm):
    approved_from = forms.DateField(label="Approved from")
    approved_to = forms.DateField(
        label="Approved to", required=False, help_text="Last day. Empty: until further notice."
    )


class EndForm(WorkforceForm):
    on = forms.DateField(label="Last day", help_text="In force up to and including this day.")


class AssignSiteForm(CoderForm):
    site = forms.ModelChoiceField(queryset=Site.objects.none())
    effective_from = forms.DateField(
        label="From", help_text="Where the coder worked before ends the day before."
    )

    field_order = ("user", "site", "effective_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("site", Site.objects.filter(engagement=self.actor.engagement))


class ResidencyForm(WorkforceForm):
    scope = forms.ChoiceField(label="Charts of", choices=PayerScope.choices)
    payer = forms.ModelChoiceField(queryset=Payer.objects.none(), required=False)
    payer_state = state_field()
    effect = forms.ChoiceField(label="Coding from the country is", choices=ResidencyEffect.choices)
    country = country_field()
    audience = forms.ChoiceField(label="Binds", choices=Audience.choices)
    source = forms.CharField(
        max_length=LONGEST_TEXT,
        label="The rule's text and where it stands",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    effective_from = forms.DateField(label="From")
    review_on = forms.DateField(
        label="Reviewed on", help_text="When somebody looks whether it still holds."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("payer", Payer.objects.filter(engagement=self.actor.engagement))


class ReviewForm(WorkforceForm):
    review_on = forms.DateField(label="Next review on")
