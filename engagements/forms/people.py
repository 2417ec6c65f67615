"""Organizations, accounts, engagements and roles."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from engagements.enums import OrganizationKind
from engagements.forms.fields import ZoneField
from engagements.models import Organization, User
from engagements.roles import SIDES, Role

SLUG_HELP = "Part of the addresses of its pages. Empty: made from the name."
COUNTRY = RegexValidator(r"^[A-Za-z]{2}$", "Write the country as two letters, such as US.")


def roles_of_side(side: str) -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in Role if SIDES[role] == side]


class OrganizationForm(forms.Form):
    name = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=OrganizationKind.choices)
    country = forms.CharField(max_length=2, initial="US", validators=[COUNTRY])
    slug = forms.SlugField(label="Short name", max_length=60, required=False, help_text=SLUG_HELP)


class OrganizationEditForm(forms.Form):
    name = forms.CharField(max_length=200)
    country = forms.CharField(max_length=2, validators=[COUNTRY])


class SideInviteForm(forms.Form):
    """An invitation into one's own organization."""

    name = forms.CharField(max_length=150)
    email = forms.EmailField(label="E-mail address")
    time_zone = ZoneField(initial="America/New_York")


class InviteForm(SideInviteForm):
    """An invitation into any organization."""

    organization = forms.ModelChoiceField(queryset=Organization.objects.none())
    is_platform_admin = forms.BooleanField(label="Administers the platform", required=False)

    field_order = ["organization", "name", "email", "time_zone", "is_platform_admin"]

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]  # -- a model choice field


class UserForm(forms.Form):
    name = forms.CharField(max_length=150)
    email = forms.EmailField(label="E-mail address")


class EngagementForm(forms.Form):
    name = forms.CharField(max_length=200)
    practice = forms.ModelChoiceField(queryset=Organization.objects.none())
    vendor = forms.ModelChoiceField(queryset=Organization.objects.none())
    auditor = forms.ModelChoiceField(
        label="Independent auditor", queryset=Organization.objects.none(), required=False
    )
    time_zone = ZoneField(
        initial="America/New_York", help_text="Its days and months begin and end in this zone."
    )
    slug = forms.SlugField(label="Short name", max_length=60, required=False, help_text=SLUG_HELP)

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in ("practice", "vendor", "auditor"):
            self.fields[kind].queryset = organizations.filter(kind=kind)  # type: ignore[attr-defined]  # -- a model choice field


class EngagementEditForm(forms.Form):
    name = forms.CharField(max_length=200)
    auditor = forms.ModelChoiceField(
        label="Independent auditor", queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["auditor"].queryset = organizations.filter(kind=OrganizationKind.AUDITOR)  # type: ignore[attr-defined]  # -- a model choice field


class RoleGrantForm(forms.Form):
    """A role for somebody of one side."""

    user = forms.ModelChoiceField(label="Person", queryset=User.objects.none())
    role = forms.ChoiceField()
    starts_on = forms.DateField(label="From", required=False, help_text="Empty: at once.")
    ends_on = forms.DateField(label="Until", required=False, help_text="Empty: no end.")

    def __init__(self, *args: Any, side: str, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]  # -- a model choice field
        self.fields["role"].choices = roles_of_side(side)  # type: ignore[attr-defined]  # -- a choice field
