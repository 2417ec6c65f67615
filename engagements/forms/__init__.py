"""Forms of set-up and account pages. They clean what was typed; services decide."""

from engagements.forms.account import ProfileForm
from engagements.forms.agreements import BaaForm, SignForm, TerminateForm
from engagements.forms.calendars import CalendarForm, exception_formset
from engagements.forms.directory import ProviderForm, RecipientForm
from engagements.forms.people import (
    EngagementEditForm,
    EngagementForm,
    InviteForm,
    OrganizationEditForm,
    OrganizationForm,
    RoleGrantForm,
    SideInviteForm,
    UserForm,
)
from engagements.forms.terms import ReasonForm, TermsForm, floor_formset, turnaround_formset

__all__ = [
    "BaaForm",
    "CalendarForm",
    "EngagementEditForm",
    "EngagementForm",
    "InviteForm",
    "OrganizationEditForm",
    "OrganizationForm",
    "ProfileForm",
    "ProviderForm",
    "ReasonForm",
    "RecipientForm",
    "RoleGrantForm",
    "SideInviteForm",
    "SignForm",
    "TerminateForm",
    "TermsForm",
    "UserForm",
    "exception_formset",
    "floor_formset",
    "turnaround_formset",
]
