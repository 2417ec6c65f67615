"""Where people land."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from engagements.kernel.registry import my_work
from engagements.kernel.views import EngagementTemplateView
from engagements.selectors import engagements_of


class Switcher(LoginRequiredMixin, TemplateView):
    """The engagements one may enter."""

    template_name = "engagements/switcher.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            engagements=engagements_of(self.request.user),  # type: ignore[arg-type]  # signed in
            **kwargs,
        )


class EngagementHome(EngagementTemplateView):
    """My work: what waits for this person here."""

    action = "engagement.enter"
    template_name = "engagements/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = [card for source in my_work for card in source.cards(self.actor)]
        return super().get_context_data(cards=cards, **kwargs)
