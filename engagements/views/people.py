"""People and roles of an engagement, and the checklist of its set-up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import Side
from engagements.forms import RoleGrantForm, SideInviteForm
from engagements.kernel.tasks import enqueue
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.policies import MembershipPolicy
from engagements.selectors import (
    members_of,
    people_of_side,
    role_presets,
    roles_held,
    setup_steps,
    terms_of,
)
from engagements.selectors.completeness import completeness_of
from engagements.services import membership_grant, membership_revoke, user_invite
from engagements.tasks import invitation_send
from engagements.views.forms import EngagementFormPage


def people_url(view: EngagementView) -> str:
    return reverse("engagements:people", kwargs={"engagement": view.engagement.slug})


class Setup(EngagementTemplateView):
    """What is done and what is missing before the vendor may begin."""

    action = "member.view"
    template_name = "engagements/setup.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = setup_steps(self.engagement)
        terms = terms_of(self.engagement).first() if self.actor.can("terms.view") else None
        return super().get_context_data(
            steps=steps,
            completeness=completeness_of(self.engagement, terms),
            done=sum(step.done for step in steps),
            gate_open=all(step.done for step in steps if step.gate),
            **kwargs,
        )


class People(EngagementTemplateView):
    """Who has which role, by side."""

    action = "member.view"
    template_name = "engagements/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = list(members_of(self.engagement))
        parties = (
            (Side.PRACTICE, self.engagement.practice),
            (Side.VENDOR, self.engagement.vendor),
            (Side.AUDITOR, self.engagement.auditor),
        )
        sides = [
            {
                "side": side,
                "organization": organization,
                "members": [m for m in members if m.user.organization_id == organization.pk],
                "mine": side == self.actor.side and self.actor.can("member.manage"),
            }
            for side, organization in parties
            if organization is not None
        ]
        return super().get_context_data(sides=sides, **kwargs)


class Roles(EngagementTemplateView):
    """What each role may do, read from the one file that says so."""

    action = "member.view"
    template_name = "engagements/roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            presets=role_presets(), held=roles_held(self.engagement), **kwargs
        )


class MembershipCreate(EngagementFormPage):
    action = "member.manage"
    template_name = "engagements/membership_form.html"
    form_class = RoleGrantForm
    success_message = "The role was given. It counts at once, or from its first day."

    def get_form_kwargs(self) -> dict[str, Any]:
        side = self.actor.side
        return {"side": side, "people": people_of_side(self.engagement, side)}

    def perform(self, form: RoleGrantForm) -> str:
        membership_grant(actor=self.actor, engagement=self.engagement, **form.cleaned_data)
        return people_url(self)


class MembershipRevoke(EngagementView):
    action = "member.manage"

    def post(self, request: HttpRequest, membership_id: int, **kwargs: Any) -> HttpResponse:
        membership = self.get_object_or_deny(
            MembershipPolicy, membership_id, related=("user", "engagement")
        )
        membership_revoke(actor=self.actor, membership=membership)
        messages.success(
            request, f"{membership.user} is no longer {membership.get_role_display().lower()} here."
        )
        return HttpResponseRedirect(people_url(self))


class Invite(EngagementFormPage):
    """An invitation into one's own organization."""

    action = "member.manage"
    template_name = "engagements/invite_form.html"
    form_class = SideInviteForm
    success_message = "Invited by e-mail. Give a role now: without one the account opens nothing."

    def perform(self, form: SideInviteForm) -> str:
        user = user_invite(
            actor=self.actor, organization=self.actor.user.organization, **form.cleaned_data
        )
        enqueue(invitation_send, user_id=user.pk)
        url = reverse("engagements:membership-create", kwargs={"engagement": self.engagement.slug})
        return f"{url}?user={user.pk}"
