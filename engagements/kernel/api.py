"""Base of the JSON API: the same actions, scope and policies as the pages."""

from typing import Any, ClassVar

from django.http import Http404
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django_filters import (
    BooleanFilter,
    DateFilter,
    FilterSet,
    MultipleChoiceFilter,
    NumberFilter,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from engagements.kernel.errors import DomainError, GateClosed, NotAllowed, StaleState
from engagements.kernel.metrics.drill import behind
from engagements.kernel.scope import engagement_scope
from engagements.kernel.views import EngagementView, Loaders, NeedsAction


class EngagementAPIView(NeedsAction, APIView, abstract=True):
    """An endpoint of one engagement. `action` is required, as for pages."""

    engagement: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        engagement = Loaders.engagement(kwargs.pop("engagement"))
        # An unknown engagement still goes through authentication: 401 first, then 404.
        self.engagement = engagement
        ids = [engagement.pk] if engagement is not None else []
        with engagement_scope(*ids):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
            return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise NotAuthenticated
        actor = (
            Loaders.actor(user=request.user, engagement=self.engagement)
            if self.engagement is not None
            else None
        )
        if actor is None:
            raise Http404
        self.actor = actor
        request.actor = actor  # type: ignore[attr-defined]  # read by filters, as of pages
        request.engagement = self.engagement  # type: ignore[attr-defined]  # likewise
        self.actor.require(self.required_action(request.method or "GET"))

    get_object_or_deny = EngagementView.get_object_or_deny


class Pages(LimitOffsetPagination):
    max_limit = 500


class EngagementListAPIView(EngagementAPIView, abstract=True):
    """Rows in pages of `limit` from `offset` on, narrowed by the filters of the page's list and, as
    there, to the rows `behind` a number.
    """

    pagination_class = Pages
    filterset_class: ClassVar[type[FilterSet] | None] = None

    def narrowed(self, request: Request, rows: Any, **defaults: str) -> Any:
        """The rows that the query asks for; 400 names each parameter that cannot be understood."""
        counted = behind(
            request.GET, model=rows.model, zone=self.engagement.time_zone, now=timezone.now()
        )
        if counted:
            rows = rows.filter(counted.rows)
        if self.filterset_class is None:
            return rows
        given = {name: value for name, value in defaults.items() if name not in request.GET}
        data = request.GET.copy()
        data.update(given)
        filterset = self.filterset_class(data, queryset=rows, request=request)
        if not filterset.is_valid():
            raise ValidationError(filterset.errors)
        return filterset.qs

    def page(self, request: Request, rows: Any) -> list[Any]:
        self.paginator = self.pagination_class()
        return list(self.paginator.paginate_queryset(rows, request, view=self) or ())

    def paged(self, request: Request, rows: Any, serializer: type[Any]) -> Response:
        """One page of the rows, as the serializer shows them to the actor."""
        shown = serializer(self.page(request, rows), many=True, context={"actor": self.actor})
        return self.paginator.get_paginated_response(shown.data)


def filter_parameters(filterset: type[FilterSet]) -> list[OpenApiParameter]:
    """The list's filters as the schema names them."""
    found = []
    for name, each in filterset.base_filters.items():
        choices = each.extra.get("choices", ())
        many = isinstance(each, MultipleChoiceFilter)
        found.append(
            OpenApiParameter(
                name,
                type=next((t for kind, t in _TYPES if isinstance(each, kind)), str),
                description=str(each.label or ""),
                enum=None if callable(choices) else [key for key, _ in choices] or None,
                many=many,
            )
        )
    return found


_TYPES = (
    (BooleanFilter, OpenApiTypes.BOOL),
    (DateFilter, OpenApiTypes.DATE),
    (NumberFilter, OpenApiTypes.NUMBER),
)


def api_exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Our errors in the API's shape: code, field, message, remedy."""
    from django.db import transaction

    if isinstance(exc, DomainError):
        transaction.set_rollback(True)
        status = 409 if isinstance(exc, StaleState) else 400
        body = {"detail": exc.message, "field": exc.field, "remedy": exc.remedy}
        return Response(body, status=status)
    if isinstance(exc, NotAllowed):
        code = "gate_closed" if isinstance(exc, GateClosed) else "not_allowed"
        transaction.set_rollback(True)
        return Response({"detail": str(exc), "code": code, "action": exc.action}, status=403)
    return exception_handler(exc, context)
