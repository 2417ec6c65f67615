"""What the exit asks for."""

from typing import Any

from django import forms

from engagements.enums.alerts import CertificateKind
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import DataReturn


class CertificateForm(forms.Form):
    kind = forms.ChoiceField(choices=CertificateKind.choices, label="It certifies")
    data_return = forms.ModelChoiceField(
        queryset=DataReturn.objects.none(), empty_label=None, label="Package"
    )
    method = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        label="What was destroyed, where and how",
    )
    retained = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What is kept, where, until when and why",
    )

    def __init__(self, *args: Any, packages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data_return"].queryset = packages  # type: ignore[attr-defined]  # a model choice field


class AccessEndForm(forms.Form):
    reason = forms.CharField(max_length=300)
    typed_slug = forms.CharField(max_length=60, label="The engagement's name in addresses")
