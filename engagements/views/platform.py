"""Set-up by the platform administrator: organizations, accounts, engagements, first roles."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import Side
from engagements.forms import (
    EngagementEditForm,
    EngagementForm,
    OrganizationEditForm,
    OrganizationForm,
    RoleGrantForm,
)
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import ControlView
from engagements.models import Engagement, Organization
from engagements.selectors import (
    accounts,
    engagement_find,
    engagements_all,
    members_of,
    membership_find,
    organization_find,
    organizations,
    people_of_side,
    setup_steps,
)
from engagements.services import (
    engagement_create,
    engagement_update,
    membership_grant,
    membership_revoke,
    organization_create,
    organization_update,
)
from engagements.views.forms import ControlFormPage, ControlPage

SIDES = (Side.PRACTICE, Side.VENDOR, Side.AUDITOR)


def found(row: Any) -> Any:
    if row is None:
        raise Http404("No such record.")
    return row


class Platform(ControlPage):
    """Where set-up begins: what exists, and which engagement waits for what."""

    action = "platform.administer"
    template_name = "platform/home.html"

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        rows = []
        for engagement in engagements_all():
            with engagement_scope(engagement.pk):
                steps = setup_steps(engagement)
            rows.append(
                {
                    "engagement": engagement,
                    "done": sum(step.done for step in steps),
                    "steps": len(steps),
                    "next": next((step for step in steps if not step.done), None),
                }
            )
        return super().page_context(
            rows=rows,
            organization_count=organizations().count(),
            account_count=accounts().filter(is_active=True).count(),
            **kwargs,
        )


class OrganizationList(ControlPage):
    action = "platform.administer"
    template_name = "platform/organizations.html"

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(organizations=organizations(), **kwargs)


class OrganizationCreate(ControlFormPage):
    action = "platform.administer"
    template_name = "platform/organization_form.html"
    form_class = OrganizationForm
    success_message = "The organization is there. Invite its people next."

    def perform(self, form: OrganizationForm) -> str:
        organization_create(actor=self.actor, **form.cleaned_data)
        return reverse("control:organizations")


class OrganizationEdit(ControlFormPage):
    action = "platform.administer"
    template_name = "platform/organization_form.html"
    form_class = OrganizationEditForm

    @property
    def organization(self) -> Organization:
        row: Organization = found(organization_find(self.kwargs["organization_id"]))
        return row

    def get_initial(self) -> dict[str, Any]:
        organization = self.organization
        return {"name": organization.name, "country": organization.country}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(organization=self.organization, **kwargs)

    def perform(self, form: OrganizationEditForm) -> str:
        organization_update(actor=self.actor, organization=self.organization, **form.cleaned_data)
        return reverse("control:organizations")


class EngagementCreate(ControlFormPage):
    action = "platform.administer"
    template_name = "platform/engagement_form.html"
    form_class = EngagementForm
    success_message = "The engagement is there as a draft. Give the first roles next."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"organizations": organizations()}

    def perform(self, form: EngagementForm) -> str:
        engagement = engagement_create(actor=self.actor, **form.cleaned_data)
        return reverse("control:engagement", kwargs={"engagement_id": engagement.pk})


class EngagementMixin:
    kwargs: dict[str, Any]

    @property
    def engagement(self) -> Engagement:
        row: Engagement = found(engagement_find(self.kwargs["engagement_id"]))
        return row


class EngagementEdit(EngagementMixin, ControlFormPage):
    action = "platform.administer"
    template_name = "platform/engagement_form.html"
    form_class = EngagementEditForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"organizations": organizations()}

    def get_initial(self) -> dict[str, Any]:
        engagement = self.engagement
        return {"name": engagement.name, "auditor": engagement.auditor}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(edited=self.engagement, **kwargs)

    def perform(self, form: EngagementEditForm) -> str:
        engagement = engagement_update(
            actor=self.actor, engagement=self.engagement, **form.cleaned_data
        )
        return reverse("control:engagement", kwargs={"engagement_id": engagement.pk})


class EngagementSetup(EngagementMixin, ControlPage):
    """The checklist of one engagement and its first roles, side by side."""

    action = "platform.administer"
    template_name = "platform/engagement.html"

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        row = self.engagement
        with engagement_scope(row.pk):
            steps = setup_steps(row)
        members = list(members_of(row))
        parties = zip(SIDES, (row.practice, row.vendor, row.auditor), strict=True)
        sides = [
            {
                "side": side,
                "organization": organization,
                "members": [m for m in members if m.user.organization_id == organization.pk],
                "people": people_of_side(row, side).count(),
            }
            for side, organization in parties
            if organization is not None
        ]
        return super().page_context(
            set_up=row,
            steps=steps,
            done=sum(step.done for step in steps),
            gate_open=all(step.done for step in steps if step.gate),
            sides=sides,
            **kwargs,
        )


class EngagementRole(EngagementMixin, ControlFormPage):
    """Gives a role on any side: how an engagement gets its first people."""

    action = "platform.administer"
    template_name = "platform/role_form.html"
    form_class = RoleGrantForm
    success_message = "The role was given. It counts at once, or from its first day."

    @property
    def side(self) -> str:
        side: str = self.kwargs["side"]
        if side not in SIDES:
            raise Http404("No such side.")
        return side

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"side": self.side, "people": people_of_side(self.engagement, self.side)}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(set_up=self.engagement, side=self.side, **kwargs)

    def perform(self, form: RoleGrantForm) -> str:
        engagement = self.engagement
        membership_grant(actor=self.actor, engagement=engagement, **form.cleaned_data)
        return reverse("control:engagement", kwargs={"engagement_id": engagement.pk})


class EngagementRoleRevoke(ControlView):
    action = "platform.administer"

    def post(self, request: HttpRequest, membership_id: int, **kwargs: Any) -> HttpResponseBase:
        membership = found(membership_find(membership_id))
        membership_revoke(actor=self.actor, membership=membership)
        messages.success(request, "The role was taken away.")
        return HttpResponseRedirect(
            reverse("control:engagement", kwargs={"engagement_id": membership.engagement_id})
        )
