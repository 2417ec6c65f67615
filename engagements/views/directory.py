"""The provider directory and the report's recipients."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from engagements.forms import ProviderForm, RecipientForm
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import Provider
from engagements.policies import ProviderPolicy, RecipientPolicy
from engagements.roles import Role
from engagements.selectors import members_with_role, providers_of, recipients_of
from engagements.services import provider_save, recipient_add, recipient_remove
from engagements.views.forms import EngagementFormPage


class ProviderList(EngagementTemplateView):
    action = "provider.view"
    template_name = "engagements/providers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(providers=providers_of(self.engagement), **kwargs)


class ProviderEdit(EngagementFormPage):
    action = "provider.manage"
    template_name = "engagements/provider_form.html"
    form_class = ProviderForm
    success_message = "The directory is saved."
    provider: Provider | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"users": members_with_role(self.engagement, Role.PROVIDER)}

    def get_initial(self) -> dict[str, Any]:
        if self.provider is None:
            return {}
        names = ("npi", "name", "specialty", "user", "is_active")
        return {name: getattr(self.provider, name) for name in names}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(provider=self.provider, **kwargs)

    def load(self) -> None:
        if "provider_id" in self.kwargs:
            self.provider = self.get_object_or_deny(ProviderPolicy, self.kwargs["provider_id"])

    def perform(self, form: ProviderForm) -> str:
        provider_save(actor=self.actor, provider=self.provider, **form.cleaned_data)
        return reverse("engagements:providers", kwargs={"engagement": self.engagement.slug})


class Recipients(EngagementFormPage):
    """Who receives the monthly report: the list, and one more."""

    action = "recipient.manage"
    template_name = "engagements/recipients.html"
    form_class = RecipientForm
    success_message = "Added. The next report goes there too."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(recipients=recipients_of(self.engagement), **kwargs)

    def perform(self, form: RecipientForm) -> str:
        recipient_add(actor=self.actor, **form.cleaned_data)
        return reverse("engagements:recipients", kwargs={"engagement": self.engagement.slug})


class RecipientRemove(EngagementView):
    action = "recipient.manage"

    def post(self, request: HttpRequest, recipient_id: int, **kwargs: Any) -> HttpResponse:
        recipient = self.get_object_or_deny(RecipientPolicy, recipient_id)
        recipient_remove(actor=self.actor, recipient=recipient)
        messages.success(request, f"{recipient.email} receives no more reports.")
        return HttpResponseRedirect(
            reverse("engagements:recipients", kwargs={"engagement": self.engagement.slug})
        )
