"""What people change about themselves."""

from django import forms

from engagements.forms.fields import ZoneField


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=150)
    time_zone = ZoneField(help_text="Times of an engagement show its own zone; this one is beside.")
    theme = forms.ChoiceField(
        choices=[("auto", "As the device"), ("light", "Light"), ("dark", "Dark")]
    )
