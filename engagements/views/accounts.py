"""Accounts, as the platform administrator keeps them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.forms import InviteForm, UserForm
from engagements.kernel.tasks import enqueue
from engagements.kernel.views import ControlView
from engagements.models import User
from engagements.selectors import accounts, organizations
from engagements.services import (
    second_factor_reset,
    user_close,
    user_invite,
    user_open,
    user_unlock,
    user_update,
)
from engagements.tasks import invitation_send
from engagements.views.forms import ControlFormPage, ControlPage
from engagements.views.platform import found


class UserList(ControlPage):
    """All accounts: search by name or address."""

    action = "platform.administer"
    template_name = "platform/users.html"

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        search = self.request.GET.get("q", "").strip()
        rows = accounts().order_by("organization__name", "name")
        if search:
            rows = rows.filter(name__icontains=search) | rows.filter(email__icontains=search)
        return super().page_context(accounts=rows[:500], search=search, **kwargs)


class UserInvite(ControlFormPage):
    action = "platform.administer"
    template_name = "platform/user_form.html"
    form_class = InviteForm
    success_message = "Invited by e-mail."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"organizations": organizations()}

    def perform(self, form: InviteForm) -> str:
        user = user_invite(actor=self.actor, **form.cleaned_data)
        enqueue(invitation_send, user_id=user.pk)
        return reverse("control:users")


class UserEdit(ControlFormPage):
    action = "platform.administer"
    template_name = "platform/user_form.html"
    form_class = UserForm

    @property
    def account(self) -> User:
        row: User = found(accounts().filter(pk=self.kwargs["user_id"]).first())
        return row

    def get_initial(self) -> dict[str, Any]:
        account = self.account
        return {"name": account.name, "email": account.email}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(account=self.account, **kwargs)

    def perform(self, form: UserForm) -> str:
        user_update(actor=self.actor, user=self.account, **form.cleaned_data)
        return reverse("control:user", kwargs={"user_id": self.kwargs["user_id"]})


class UserAction(ControlView):
    """One of the things done to an account by a button."""

    action = "platform.administer"
    done: ClassVar[dict[str, str]] = {
        "close": "The account is closed and signed out everywhere.",
        "open": "The account is open again.",
        "unlock": "Failed sign-ins are forgotten: the account may try again.",
        "reset-second-factor": "The second factor is removed; the next sign-in sets one up.",
        "invite": "The invitation is on its way again.",
    }

    def post(
        self, request: HttpRequest, user_id: int, verb: str, **kwargs: Any
    ) -> HttpResponseBase:
        user = found(accounts().filter(pk=user_id).first())
        found(self.done.get(verb))
        if verb == "invite":
            enqueue(invitation_send, user_id=user.pk)
        else:
            SERVICES[verb](actor=self.actor, user=user)
        messages.success(request, self.done[verb])
        return HttpResponseRedirect(reverse("control:user", kwargs={"user_id": user_id}))


Service = Callable[..., Any]
SERVICES: dict[str, Service] = {
    "close": user_close,
    "open": user_open,
    "unlock": user_unlock,
    "reset-second-factor": second_factor_reset,
}
