"""Forms of pending charts."""

from typing import Any

from django import forms

from charts.enums import PendingOutcome, PendingReason
from charts.selectors.pending import AUTHORITY_ROLES
from engagements.kernel.policy import Actor
from engagements.models import Membership, User
from engagements.roles import Role


class PendForm(forms.Form):
    """Why a chart cannot go on."""

    reason = forms.ChoiceField(choices=PendingReason.choices)
    note = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="What is needed, about the work. No names, dates or facts of the patient.",
    )


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=PendingOutcome.choices,
        help_text="“Was not needed”: the clock counts as if it had never stood still.",
    )
    resolution = forms.CharField(
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Kept with the chart's history. No names of patients.",
    )


class RouteForm(forms.Form):
    """Who settles a reason: a role, or one holder of it by name."""

    reason = forms.ChoiceField(choices=PendingReason.choices)
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in AUTHORITY_ROLES])
    user = forms.ModelChoiceField(  # type: ignore[var-annotated]
        queryset=None, required=False, label="By name", empty_label="Whoever holds the role"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(
            engagement=actor.engagement, role__in=[Role(role).value for role in AUTHORITY_ROLES]
        )
        user: Any = self.fields["user"]
        user.queryset = User.objects.filter(
            pk__in=members.values("user_id"), is_active=True
        ).order_by("name")
