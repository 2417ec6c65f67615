"""What a list writes: bulk actions, chosen columns and saved views. All work without scripts."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from engagements.kernel.errors import DomainError
from engagements.kernel.ids import id_of
from engagements.kernel.lists.bulk import BULK_LIMIT, BulkAction
from engagements.kernel.lists.filters import clean_query
from engagements.kernel.lists.store import Store
from engagements.kernel.policy import Actor

NAME_LENGTH = 80


class ListWrites:
    """POST side of a list view."""

    request: HttpRequest
    actor: Actor
    bulk_actions: Sequence[BulkAction]
    list_key: str

    @property
    def key(self) -> str:
        return self.list_key or type(self).__name__.lower()

    @abstractmethod
    def get_queryset(self) -> "QuerySet[Any]":
        """The rows of the list that the actor may see."""

    @abstractmethod
    def matching_rows(self) -> "QuerySet[Any]":
        """Every row that the filters of the address leave."""

    @abstractmethod
    def choosable_columns(self, hidden: set[str]) -> list[dict[str, Any]]:
        """Every column that may be hidden, with whether it is shown."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handlers = {
            "bulk": self.post_bulk,
            "columns": self.post_columns,
            "view_save": self.post_view_save,
            "view_delete": self.post_view_delete,
        }
        handler = handlers.get(request.POST.get("list_do", ""))
        if handler is None:
            raise DomainError("The list does not know this command.", remedy="Reload the page.")
        return handler()

    def back(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.request.get_full_path())

    # --- bulk actions

    def chosen_bulk(self) -> BulkAction:
        wanted = self.request.POST.get("bulk", "")
        for bulk in self.bulk_actions:
            if bulk.key == wanted:
                self.actor.require(bulk.action)
                return bulk
        raise DomainError("This list has no such action.", remedy="Reload the page.")

    def chosen_rows(self) -> "QuerySet[Any]":
        """The ticked rows, or every row that the filter leaves."""
        if self.request.POST.get("all") == "1":
            return self.matching_rows()
        keys = {id_of(key) for key in self.request.POST.getlist("pk")} - {None}
        return self.get_queryset().filter(pk__in=keys)

    def bulk_records(self) -> list[Any]:
        records = list(self.chosen_rows()[: BULK_LIMIT + 1])
        if not records:
            raise DomainError("No rows were chosen.", remedy="Tick the rows first.")
        if len(records) > BULK_LIMIT:
            raise DomainError(
                f"At most {BULK_LIMIT:,} rows change at once.", remedy="Narrow the filter."
            )
        return records

    def bulk_form(self, bulk: BulkAction, *, bound: bool) -> Form | None:
        if bulk.form is None:
            return None
        return bulk.form(self.request.POST if bound else None, actor=self.actor)

    def post_bulk(self) -> HttpResponse:
        bulk = self.chosen_bulk()
        records = self.bulk_records()
        confirmed = self.request.POST.get("confirmed") == "1"
        form = self.bulk_form(bulk, bound=confirmed)
        reason = self.request.POST.get("reason", "").strip()
        lacks_reason = confirmed and bulk.needs_reason and not reason
        if not confirmed or lacks_reason or (form is not None and not form.is_valid()):
            return self.ask_bulk(bulk, records, form, lacks_reason=lacks_reason)
        result = bulk.run(
            actor=self.actor,
            records=records,
            reason=reason,
            data=form.cleaned_data if form is not None else {},
        )
        return self.bulk_page("lists/bulk_result.html", bulk_action=bulk, result=result)

    def ask_bulk(
        self, bulk: BulkAction, records: list[Any], form: Form | None, *, lacks_reason: bool
    ) -> HttpResponse:
        return self.bulk_page(
            "lists/bulk_confirm.html",
            bulk_action=bulk,
            records=records,
            form=form,
            lacks_reason=lacks_reason,
            all_rows=self.request.POST.get("all") == "1",
        )

    def bulk_page(self, template: str, **context: Any) -> HttpResponse:
        shared = {
            "title": getattr(self, "title", ""),
            "noun": getattr(self, "noun", "row"),
            "engagement": getattr(self, "engagement", None),
            "actor": self.actor,
            "back_url": self.request.get_full_path(),
        }
        return render(self.request, template, shared | context)

    # --- columns and saved views

    def post_columns(self) -> HttpResponse:
        shown = set(self.request.POST.getlist("columns"))
        choosable = self.choosable_columns(set())
        names = [column["name"] for column in choosable if column["name"] not in shown]
        Store.current.hidden_columns_save(user=self.request.user, list_key=self.key, names=names)
        return self.back()

    def post_view_save(self) -> HttpResponse:
        name = self.request.POST.get("name", "").strip()
        if not name.isprintable() or not 1 <= len(name) <= NAME_LENGTH:
            raise DomainError(
                f"The view needs a name of at most {NAME_LENGTH} printable characters.",
                field="Name",
                remedy="Give it one and save again.",
            )
        view = Store.current.view_save(
            actor=self.actor,
            list_key=self.key,
            name=name,
            query=clean_query(self.request.GET),
            columns=self.request.POST.getlist("columns"),
            is_shared=self.request.POST.get("is_shared") == "on",
        )
        messages.success(self.request, f"The view “{name}” is saved.")
        return HttpResponseRedirect(f"{self.request.path}?{view.query}&view={view.pk}")

    def post_view_delete(self) -> HttpResponse:
        view_id = id_of(self.request.POST.get("view", ""))
        if view_id is not None:
            Store.current.view_delete(actor=self.actor, list_key=self.key, view_id=view_id)
            messages.success(self.request, "The saved view is gone.")
        return HttpResponseRedirect(self.request.path)
