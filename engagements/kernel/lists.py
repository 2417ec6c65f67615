"""The list kit: one declarative list view for every model.

A list is a policy's rows, a table and a filter set. Filters live in the URL; the export holds
exactly what is filtered; HTMX asks get the table alone.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin
from django_filters import FilterSet
from django_tables2 import RequestConfig, Table
from openpyxl import Workbook

from engagements.kernel.metrics.drill import Behind, behind
from engagements.kernel.views import EngagementView

PAGE_SIZE = 50
EXPORT_FORMATS = ("csv", "xlsx")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_guarded(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def csv_rows(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of CSV, formula-guarded."""
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer).writerow([formula_guarded(_plain(cell)) for cell in row])
        yield buffer.getvalue()


def xlsx_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet, formula-guarded."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in rows:
        sheet.append([formula_guarded(_plain(cell)) for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return value
    return str(value)


class EngagementListView(TemplateResponseMixin, EngagementView, abstract=True):
    """A filtered, sorted, paged and exportable list of an engagement's rows."""

    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[FilterSet]]
    template_name = "lists/list.html"
    fragment_template_name: ClassVar[str] = "lists/_table.html"
    list_key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    export_action: ClassVar[str | None] = None
    empty_text: ClassVar[str] = "Nothing here yet."

    def get_queryset(self) -> "QuerySet[Any]":
        raise NotImplementedError(f"{type(self).__qualname__} gives no rows")

    def get_filterset(self, rows: "QuerySet[Any]") -> FilterSet:
        return self.filterset_class(self.request.GET or None, queryset=rows, request=self.request)

    def get_table(self, rows: "QuerySet[Any]") -> Table:
        table = self.table_class(rows, request=self.request)
        RequestConfig(self.request, paginate={"per_page": PAGE_SIZE, "silent": True}).configure(
            table
        )
        return table

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        filterset = self.get_filterset(self.get_queryset())
        narrowed = self.rows_behind(filterset.qs.model)
        rows = filterset.qs.filter(narrowed.rows) if narrowed else filterset.qs
        export = request.GET.get("export", "")
        if export in EXPORT_FORMATS:
            return self.export(rows, export)
        context = self.get_context_data(
            filterset=filterset,
            table=self.get_table(rows),
            title=self.title,
            behind=narrowed,
            **kwargs,
        )
        name = self.fragment_template_name if getattr(request, "htmx", False) else None
        return self.render_to_response(context, **({"template": name} if name else {}))

    def rows_behind(self, model: type[Model]) -> Behind | None:
        """The rows of the number that linked here, if one did (`?behind=...`)."""
        zone = self.engagement.time_zone
        return behind(self.request.GET, model=model, zone=zone, now=timezone.now())

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        template = kwargs.pop("template", None)
        if template:
            return self.response_class(
                request=self.request,
                template=[template],
                context=context,
                using=self.template_engine,
            )
        return super().render_to_response(context, **kwargs)

    def export(self, rows: "QuerySet[Any]", fmt: str) -> HttpResponse:
        """What is filtered, as a file. Built inside the scope, so nothing streams past it."""
        if self.export_action:
            self.actor.require(self.export_action)
        table = self.table_class(rows, request=self.request)
        values = table.as_values()
        name = f"{self.list_key or 'list'}.{fmt}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if fmt == "xlsx":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return HttpResponse(xlsx_bytes(values), content_type=kind, headers=headers)
        body = "".join(csv_rows(values))
        return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
