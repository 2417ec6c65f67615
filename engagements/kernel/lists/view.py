"""The list view: rows, filters, order, pages, export; its writes are in `writes`."""

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.generic.base import TemplateResponseMixin
from django_filters import FilterSet
from django_tables2 import Table

from engagements.kernel.ids import id_of
from engagements.kernel.lists import export as exporting
from engagements.kernel.lists.bulk import BulkAction
from engagements.kernel.lists.columns import SelectColumn
from engagements.kernel.lists.filters import clean_query, pills
from engagements.kernel.lists.paging import CappedPaginator
from engagements.kernel.lists.store import Store
from engagements.kernel.lists.writes import ListWrites
from engagements.kernel.metrics.drill import Behind, behind
from engagements.kernel.presentation import DASH
from engagements.kernel.views import EngagementView, request_origin

PAGE_SIZE = 50
PAGE_SIZES = (25, 50, 100)
ROWS_ID = "list-rows"
SPOOL_BYTES = 4 * 1024 * 1024
BEHIND_NAMES = ("behind", "from", "to", "of", "among")
ALWAYS_SHOWN = frozenset({"select", "actions"})


def is_fragment(request: HttpRequest, target: str) -> bool:
    """HTMX asks for the element of this id alone."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and htmx.target == target)


class EngagementListView(ListWrites, TemplateResponseMixin, EngagementView, abstract=True):
    """A filtered, sorted, paged and exportable list of an engagement's rows."""

    table_class: ClassVar[type[Table]]
    filterset_class: ClassVar[type[FilterSet]]
    template_name = "lists/list.html"
    fragment_template_name: ClassVar[str] = "lists/rows.html"
    list_key = ""
    title: ClassVar[str] = ""
    subtitle: ClassVar[str] = ""
    noun: ClassVar[str] = "row"
    noun_plural: ClassVar[str] = ""
    hidden_at_first: ClassVar[tuple[str, ...]] = ()
    # What shows every row, where a list without filters does not.
    everything: ClassVar[Mapping[str, str]] = {}
    export_action: ClassVar[str | None] = None
    empty_text: ClassVar[str] = "Nothing here yet."
    empty_hint: ClassVar[str] = ""
    empty_icon: ClassVar[str] = "inbox"
    bulk_actions: Sequence[BulkAction] = ()

    def get_empty_link(self) -> tuple[str, str] | None:
        """(address, words) of what to do when there is nothing at all."""
        return None

    def get_tabs(self) -> list[dict[str, Any]]:
        """Links beside the list; see components/tabs.html."""
        return []

    def get_filterset(self, rows: "QuerySet[Any]") -> FilterSet:
        return self.filterset_class(self.request.GET or None, queryset=rows, request=self.request)

    def offered_bulk_actions(self) -> list[BulkAction]:
        return [bulk for bulk in self.bulk_actions if bulk.offered_to(self.actor)]

    @property
    def nouns(self) -> str:
        return self.noun_plural or f"{self.noun}s"

    def chosen_columns(self) -> list[str] | None:
        """What the reader hid in this list; None while nothing was ever chosen."""
        found = Store.current.hidden_columns(user=self.request.user, list_key=self.key)
        return None if found is None else list(found)

    def hidden_columns(self) -> list[str]:
        """Until the reader chooses, the columns that keep the list inside a laptop's screen."""
        chosen = self.chosen_columns()
        return list(self.hidden_at_first) if chosen is None else chosen

    def table_arguments(self, hidden: Sequence[str] | None = None) -> dict[str, Any]:
        """Passed to the table: hidden columns left out, a checkbox where there are bulk actions."""
        hidden = self.hidden_columns() if hidden is None else hidden
        meta_exclude = tuple(self.table_class._meta.exclude or ())  # noqa: SLF001 -- its Meta
        extra = []
        if self.offered_bulk_actions():
            extra = [("select", SelectColumn())]
        arguments: dict[str, Any] = {
            "exclude": (*meta_exclude, *hidden),
            "default": DASH,
        }
        if extra:
            arguments |= {"extra_columns": extra, "sequence": self._sequence()}
        return arguments

    def _sequence(self) -> tuple[str, ...]:
        declared = tuple(self.table_class._meta.sequence or ())  # noqa: SLF001 -- its Meta
        rest = declared or tuple(self.table_class._meta.fields or ())  # noqa: SLF001 -- its Meta
        return ("select", *rest, *(() if "..." in rest else ("...",)))

    def get_table(self, rows: "QuerySet[Any]") -> Table:
        table = self.table_class(rows, **self.table_arguments())
        table.request = self.request
        order = self.request.GET.getlist(table.prefixed_order_by_field)
        if order:
            table.order_by = order
        self._settle_order(table)
        self._paginate(table)
        table.rows_target = f"#{ROWS_ID}"
        return table

    def _settle_order(self, table: Table) -> None:
        """The key breaks ties, so that no row is on two pages or on none."""
        rows = table.data.data
        if not isinstance(rows, QuerySet) or rows.query.distinct:
            return
        order = rows.query.order_by or rows.model._meta.ordering or ()  # noqa: SLF001 -- its Meta
        if not {"pk", "-pk", "id", "-id"} & {str(term) for term in order}:
            table.data.data = rows.order_by(*order, "pk")

    def _paginate(self, table: Table) -> None:
        asked = id_of(self.request.GET.get("per_page", ""))
        size = asked if asked in PAGE_SIZES else PAGE_SIZE
        page = self.request.GET.get(table.prefixed_page_field, 1)
        arguments = {"paginator_class": CappedPaginator, "per_page": size}
        try:
            table.paginate(page=page, **arguments)
        except PageNotAnInteger:
            table.paginate(page=1, **arguments)
        except EmptyPage:
            table.paginate(page=table.paginator.num_pages, **arguments)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        filterset = self.get_filterset(self.get_queryset())
        narrowed = self.rows_behind(filterset.qs.model)
        rows = self.narrow(filterset, narrowed)
        if request.GET.get("export", "") in exporting.EXPORT_FORMATS:
            return self.export(rows, request.GET["export"])
        context = self.get_context_data(
            filterset=filterset,
            table=self.get_table(rows),
            title=self.title,
            behind=narrowed,
            **kwargs,
        )
        return self.render_to_response(context, **self.template_choice())

    def narrow(self, filterset: FilterSet, narrowed: Behind | None) -> "QuerySet[Any]":
        rows: QuerySet[Any] = filterset.qs
        return rows.filter(narrowed.rows) if narrowed else rows

    def matching_rows(self) -> "QuerySet[Any]":
        filterset = self.get_filterset(self.get_queryset())
        return self.narrow(filterset, self.rows_behind(filterset.qs.model))

    def rows_behind(self, model: type[Model]) -> Behind | None:
        """The rows of the number that linked here, if one did (`?behind=...`, `?among=...`)."""
        zone = self.engagement.time_zone
        return behind(self.request.GET, model=model, zone=zone, now=timezone.now())

    def template_choice(self) -> dict[str, Any]:
        wanted = is_fragment(self.request, ROWS_ID)
        return {"template": self.fragment_template_name} if wanted else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        filterset, table = context["filterset"], context["table"]
        hidden = set(self.hidden_columns())
        context.setdefault("tabs", self.get_tabs())
        return context | {
            "pills": pills(filterset, self.request.GET, self.everything),
            "everything_url": f"{self.request.path}?{urlencode(self.everything)}".rstrip("?"),
            "pager": table.paginator,
            "page_range": table.paginator.get_elided_page_range(table.page.number, on_ends=1),
            "bulk": self.offered_bulk_actions(),
            "saved_views": Store.current.views(actor=self.actor, list_key=self.key),
            "current_view": self.request.GET.get("view", ""),
            "view_query": clean_query(self.request.GET),
            "choosable": self.choosable_columns(hidden),
            "can_export": not self.export_action or self.actor.can(self.export_action),
            "empty_link": self.get_empty_link(),
            **self.filter_context(filterset),
        }

    def filter_context(self, filterset: FilterSet) -> dict[str, Any]:
        search = self.search_field(filterset)
        name = search.name if search is not None else ""
        panel = [bound for bound in filterset.form if bound.name != name]
        return {
            "search_field": search,
            "kept_query": [
                (name, value) for name in BEHIND_NAMES for value in self.request.GET.getlist(name)
            ]
            if {"behind", "among"} & self.request.GET.keys()
            else [],
            "panel_fields": panel,
        }

    def search_field(self, filterset: FilterSet) -> Any:
        """The filter named `q` or `search` stands in the bar; the others in the panel."""
        names = [name for name in ("q", "search") if name in filterset.form.fields]
        return filterset.form[names[0]] if names else None

    def choosable_columns(self, hidden: set[str]) -> list[dict[str, Any]]:
        """Every column but the first and the fixed ones, with whether it is shown."""
        table = self.table_class([])
        names = [c for c in table.columns if c.name not in ALWAYS_SHOWN][1:]
        return [
            {"name": c.name, "label": str(c.header) or c.name, "shown": c.name not in hidden}
            for c in names
        ]

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

    def export(self, rows: "QuerySet[Any]", fmt: str) -> HttpResponseBase:
        """What is filtered, in its order, without the columns the reader hid, as a file."""
        if self.export_action:
            self.actor.require(self.export_action)
        arguments = self.table_arguments(self.chosen_columns() or ())
        arguments.pop("extra_columns", None)
        arguments.pop("sequence", None)
        table = self.table_class(rows, **arguments)
        table.request = self.request
        order = self.request.GET.getlist(table.prefixed_order_by_field)
        if order:
            table.order_by = order
        self._settle_order(table)
        fields = [c.name for c in table.columns if not c.column.exclude_from_export]
        out = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 -- the response closes it
        write = exporting.xlsx_write if fmt == "xlsx" else exporting.csv_write
        count = write(table.as_values(), out, str(self.engagement.time_zone))
        out.seek(0)
        Store.current.export_logged(
            actor=self.actor,
            list_key=self.key,
            model=rows.model._meta.label_lower,  # noqa: SLF001 -- its Meta
            count=count,
            fields=fields,
            origin=request_origin(self.request),
        )
        kind = exporting.XLSX_TYPE if fmt == "xlsx" else exporting.CSV_TYPE
        name = f"{self.engagement.slug}-{self.key}.{fmt}"
        return FileResponse(out, as_attachment=True, filename=name, content_type=kind)
