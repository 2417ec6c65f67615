"""Base views: the action they need, the scope they run in, and nothing shown by mistake.

A view class without a declared action cannot be defined. Outside the scope is 404; in scope but
lacking the right is 403. The response is rendered inside the scope, in the request's transaction.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor, Policy
from engagements.kernel.scope import engagement_scope

EngagementLoader = Callable[[str], Any]
ActorLoader = Callable[..., Actor | None]
ControlLoader = Callable[[Any], Actor]

VIEWS: list[type["NeedsAction"]] = []
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Loaders:
    """Where the kernel gets engagements and actors from; registered by the engagements app."""

    engagement: ClassVar[EngagementLoader]
    actor: ClassVar[ActorLoader]
    control: ClassVar[ControlLoader]


def loaders_register(
    *, engagement: EngagementLoader, actor: ActorLoader, control: ControlLoader
) -> None:
    Loaders.engagement = staticmethod(engagement)
    Loaders.actor = staticmethod(actor)
    Loaders.control = staticmethod(control)


def request_origin(request: HttpRequest) -> dict[str, str]:
    """Where a request came from, for the access log."""
    return {
        "ip_address": request.META.get("REMOTE_ADDR", ""),
        "user_agent": request.headers.get("User-Agent", ""),
        "path": request.path,
    }


class NeedsAction:
    """A page or endpoint that needs a right: `action` to read, `write_action` (if it differs) to
    write.
    """

    action: ClassVar[str]
    write_action: ClassVar[str | None] = None
    actor: Actor

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        if not getattr(cls, "action", None):
            raise ImproperlyConfigured(f"{cls.__qualname__} declares no action")
        VIEWS.append(cls)

    def required_action(self, method: str) -> str:
        if method not in SAFE_METHODS and self.write_action:
            return self.write_action
        return self.action


class ActionView(NeedsAction, View, abstract=True):
    def run(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Authorizes, handles and renders. Rules that were broken become 400 or 409 pages."""
        self.actor.require(self.required_action(request.method or "GET"))
        try:
            response = super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            response = self.refused(request, error)
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.render()
        return response

    def refused(self, request: HttpRequest, error: DomainError) -> HttpResponse:
        from django.db import transaction

        transaction.set_rollback(True)
        status = 409 if isinstance(error, StaleState) else 400
        return render(request, f"{status}.html", {"error": error}, status=status)


class EngagementView(ActionView, abstract=True):
    """A view inside one engagement: `self.engagement`, `self.actor`, and the scope open."""

    engagement: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slug = kwargs.pop("engagement")
        engagement = Loaders.engagement(slug)
        if engagement is None:
            raise Http404("No such engagement.")
        with engagement_scope(engagement.pk):
            actor = Loaders.actor(user=request.user, engagement=engagement)
            if actor is None:
                raise Http404("No such engagement.")
            self.engagement = engagement
            self.actor = actor
            request.engagement = engagement  # type: ignore[attr-defined]  # read by base templates
            request.actor = actor  # type: ignore[attr-defined]  # read by base templates
            return self.run(request, *args, **kwargs)

    def get_object_or_deny(
        self,
        policy: type[Policy],
        pk: int,
        *,
        action: str | None = None,
        related: tuple[str, ...] = (),
    ) -> Any:
        """The row, if the actor may do the view's action to it.

        404 where the engagement has no such row, 403 where it is not the actor's to see.
        """
        name = action or self.required_action(self.request.method or "GET")
        rows = policy.visible(self.actor, name)
        obj: Model | None = rows.select_related(*related).filter(pk=pk).first()
        if obj is not None:
            return obj
        everything = policy.model._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
            engagement_id=self.engagement.pk
        )
        if not everything.filter(pk=pk).exists():
            raise Http404("No such record.")
        policy.check(self.actor, name, policy.model(pk=pk))
        raise Http404("No such record.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parent = getattr(super(), "get_context_data", None)
        context: dict[str, Any] = parent(**kwargs) if parent else dict(kwargs)
        context.setdefault("engagement", self.engagement)
        context.setdefault("actor", self.actor)
        context.setdefault("view", self)
        return context


class EngagementTemplateView(TemplateResponseMixin, EngagementView, abstract=True):
    """A page: `template_name` and `get_context_data`."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**kwargs))


class ControlView(ActionView, abstract=True):
    """A view outside any engagement: the control plane."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.actor = Loaders.control(request.user)
        request.actor = self.actor  # type: ignore[attr-defined]  # read by base templates
        return self.run(request, *args, **kwargs)
