"""Pages with a form: what is wrong is said beside the field, what worked on the next page."""

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.generic.base import TemplateResponseMixin

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.views import ControlView, EngagementView


class FormPageMixin(TemplateResponseMixin):
    """`get_form`, `perform` (calls services, returns where to go) and a template. What `perform`
    has written is taken back where one of the services refuses.
    """

    form_class: ClassVar[type[forms.Form]]
    success_message: ClassVar[str] = "Saved."
    request: HttpRequest
    kwargs: dict[str, Any]

    def load(self) -> None:
        """Fetches the record of the address, before the form is built."""

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_form(self) -> forms.Form:
        sent = self.request.method == "POST"
        return self.form_class(
            data=self.request.POST if sent else None,
            files=self.request.FILES if sent else None,
            initial=self.get_initial(),
            **self.get_form_kwargs(),
        )

    @abstractmethod
    def perform(self, form: Any) -> str:
        """Does what the valid form says; gives the address to go to."""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return kwargs

    def show(self, form: forms.Form, status: int = 200, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.page_context(form=form, **kwargs), status=status)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.load()
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.load()
        form = self.get_form()
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            with transaction.atomic():
                url = self.perform(form)
        except StaleState:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.show(form, status=400)
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(url)


class EngagementFormPage(FormPageMixin, EngagementView, abstract=True):
    """A form page inside an engagement."""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return self.get_context_data(**kwargs)


class ControlPage(TemplateResponseMixin, ControlView, abstract=True):
    """A page of the control plane."""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return {"actor": self.actor, "view": self, **kwargs}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.render_to_response(self.page_context(**kwargs))


class ControlFormPage(FormPageMixin, ControlView, abstract=True):
    """A form page of the control plane."""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return {"actor": self.actor, "view": self, **kwargs}
