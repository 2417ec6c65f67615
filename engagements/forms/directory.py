"""Providers and report recipients."""

from typing import Any

from django import forms

from engagements.models import User
from engagements.validators import npi_validate


class ProviderForm(forms.Form):
    npi = forms.CharField(label="NPI", min_length=10, max_length=10, validators=[npi_validate])
    name = forms.CharField(max_length=150)
    specialty = forms.CharField(max_length=60, required=False)
    user = forms.ModelChoiceField(
        label="Answers queries as",
        queryset=User.objects.none(),
        required=False,
        help_text="An account with the provider role. Empty: the CDI coordinator follows up.",
    )
    is_active = forms.BooleanField(label="Active", required=False, initial=True)

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]  # -- a model choice field


class RecipientForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(max_length=150, required=False)
