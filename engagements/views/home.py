"""Where people land: their work, and the engagements they may enter."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView, View

from engagements.kernel.policy import Actor
from engagements.kernel.registry import starts
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import Engagement, User
from engagements.roles import Role
from engagements.selectors import actor_for, engagements_of
from engagements.selectors.my_work import Waiting, work_cards, work_waiting


def role_names(actor: Actor) -> list[str]:
    return sorted(str(Role(role).label) for role in actor.roles)


@dataclass(frozen=True)
class Entry:
    """An engagement as its door: who one is there and what waits."""

    engagement: Engagement
    roles: list[str]
    work: Waiting
    closed_gate: str


def entry_of(user: User, engagement: Engagement) -> Entry | None:
    """Reads one engagement in its own scope; no query spans two."""
    with engagement_scope(engagement.pk):
        actor = actor_for(user=user, engagement=engagement)
        if actor is None:
            return None
        work = work_waiting(actor)
    return Entry(
        engagement=engagement,
        roles=role_names(actor),
        work=work,
        closed_gate=actor.closed_gate,
    )


class Home(LoginRequiredMixin, View):
    """Goes straight to My work where there is only one engagement to work in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: User = request.user  # type: ignore[assignment]  # signed in
        slugs = list(engagements_of(user).values_list("slug", flat=True)[:2])
        if len(slugs) == 1 and not user.is_platform_admin:
            return HttpResponseRedirect(reverse("engagements:home", args=slugs))
        if user.is_platform_admin and not slugs:
            return HttpResponseRedirect(reverse("control:platform"))
        return HttpResponseRedirect(reverse("control:engagements"))


class Switcher(LoginRequiredMixin, TemplateView):
    """The engagements one may enter, with what waits in each."""

    template_name = "engagements/switcher.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]  # signed in
        entries = [entry_of(user, engagement) for engagement in engagements_of(user)]
        return super().get_context_data(entries=[e for e in entries if e is not None], **kwargs)


class SwitcherMenu(LoginRequiredMixin, TemplateView):
    """The same list as a menu of the top bar."""

    template_name = "engagements/switcher_menu.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]  # signed in
        return super().get_context_data(
            engagements=engagements_of(user), current=self.request.GET.get("here", ""), **kwargs
        )


class EngagementHome(EngagementTemplateView):
    """My work: what waits for this person here."""

    action = "engagement.enter"
    template_name = "engagements/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cards=work_cards(self.actor),
            role_names=role_names(self.actor),
            starts=[start for start in starts if start.offered_to(self.actor)],
            **kwargs,
        )


class MyWorkCount(EngagementView):
    """The number beside My work in the top bar; asked for by the page, not counted as use."""

    action = "engagement.enter"

    def get(self, request: HttpRequest) -> HttpResponse:
        work = work_waiting(self.actor)
        return render(request, "engagements/my_work_count.html", {"work": work})
