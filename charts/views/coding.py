"""The coding page: one chart, one form, driven from the keyboard; plain POST without scripts."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from charts.edits import EditResult
from charts.enums import CodeSystem, WorkState
from charts.forms.coding import MORE_ROWS, CodingInput, Problems, letter
from charts.forms.pending import PendForm
from charts.models import Chart, Coding
from charts.policies import ChartPolicy
from charts.selectors import coding_edits, draft_mark, draft_of, own_item
from charts.selectors.codes import code_search, code_texts
from charts.services import (
    coding_attest,
    coding_save_draft,
    coding_start,
    workitem_next,
    workitem_release,
)
from charts.shortcuts import CODING_SHORTCUTS
from charts.views.charts import RELATED, SHOWN_FIELDS, panels_of
from engagements.kernel.errors import DomainError, GateClosed, NotAllowed, StaleState
from engagements.kernel.views import EngagementView, request_origin
from engagements.selectors import chosen_keys
from engagements.services import access_log_record

SEARCH_LIMIT = 12
KINDS = {"dx": (CodeSystem.ICD10CM.value,), "px": (CodeSystem.CPT.value, CodeSystem.HCPCS.value)}
UNPROCESSABLE = 422


class CodingView(EngagementView, abstract=True):
    """A view on one chart that the reader codes."""

    action = "coding.write"

    def chart(self, chart_id: int) -> Chart:
        try:
            chart: Chart = self.get_object_or_deny(ChartPolicy, chart_id, related=RELATED)
        except GateClosed:
            raise
        except NotAllowed:
            if draft_of(self.actor, Chart(pk=chart_id)) is None:
                raise
            raise StaleState(
                "This chart has gone back to the worklist, and somebody else may have it.",
                remedy="What was saved of your draft is kept for whoever takes it up. Take the"
                " next chart.",
            ) from None
        return chart

    def page_url(self, chart: Chart) -> str:
        return reverse("charts:chart_code", args=[self.engagement.slug, chart.pk])


class ChartCode(CodingView):
    """The page. What is posted is saved first, then done: `save`, `more`, `lookup`, `attest`."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart(kwargs["chart_id"])
        access_log_record(
            actor=self.actor,
            action="coding.write",
            model="charts.Chart",
            object_id=chart.pk,
            fields=SHOWN_FIELDS,
            origin=request_origin(request),
        )
        draft = draft_of(self.actor, chart)
        if draft is None:
            return self.page(chart, None, None, Problems())
        problems = Problems.of(coding_edits(draft, chart) if draft.lines.exists() else ())
        return self.page(chart, draft, CodingInput(draft), problems)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart(kwargs["chart_id"])
        draft = draft_of(self.actor, chart)
        if draft is None:
            return redirect(self.page_url(chart))
        given = CodingInput(draft, request.POST)
        if not given.is_valid():
            return self.page(chart, draft, given, Problems(), status=UNPROCESSABLE)
        draft = save(self, draft, given)
        do = request.POST.get("do", "save")
        if do == "attest":
            return self.attest(chart, draft)
        if do == "more":
            return self.page(chart, draft, CodingInput(draft, more=MORE_ROWS), Problems())
        if do.startswith("lookup"):
            return self.lookup(chart, draft, do.removeprefix("lookup-"))
        messages.success(request, "The draft is saved.")
        return redirect(self.page_url(chart))

    def attest(self, chart: Chart, draft: Coding) -> HttpResponseBase:
        try:
            coding_attest(actor=self.actor, coding=draft)
        except StaleState:
            raise
        except DomainError as refused:
            messages.error(self.request, str(refused))
            problems = Problems.of(coding_edits(draft, chart))
            return self.page(chart, draft, CodingInput(draft), problems, status=UNPROCESSABLE)
        messages.success(self.request, f"{chart.encounter_ref} is attested.")
        following = workitem_next(actor=self.actor) if self.actor.can("worklist.next") else None
        if following is None:
            return redirect("charts:worklist", self.engagement.slug)
        coding_start(actor=self.actor, chart=following.chart)
        return redirect("charts:chart_code", self.engagement.slug, following.chart_id)

    def lookup(self, chart: Chart, draft: Coding, kind: str) -> HttpResponseBase:
        """The search without scripts: the results are shown above the lines."""
        kind = kind if kind in KINDS else "dx"
        text = self.request.POST.get(f"q_{kind}", "")
        found = search(kind, text, chart)
        return self.page(
            chart,
            draft,
            CodingInput(draft),
            Problems(),
            lookup={"kind": kind, "text": text, "found": found},
        )

    def page(  # noqa: PLR0917 -- one place assembles the page
        self,
        chart: Chart,
        draft: Coding | None,
        given: CodingInput | None,
        problems: Problems,
        status: int = 200,
        lookup: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        item = own_item(self.actor, chart)
        if item is not None and item.state != WorkState.LEASED:
            draft = given = None  # held by a query, or come back from one and not yet taken
        context = self.get_context_data(
            chart=chart,
            draft=draft,
            mark=draft_mark(draft) if draft else "",
            item=item,
            given=given,
            rows=rows_of(given, problems, texts_of(draft, chart)) if given and draft else {},
            blank=blank_rows(given) if given else {},
            problems=problems,
            panels=panels_of(self, chart, coding_page=True),
            shortcuts=CODING_SHORTCUTS,
            chosen_keys=chosen_keys(self.request.user),
            lookup=lookup,
            pend_form=PendForm(auto_id="pend-%s"),
        )
        return render(self.request, "charts/code.html", context, status=status)


class ChartCodeDraft(CodingView):
    """The autosave: saves quietly and answers with what the edits found, row by row."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart(kwargs["chart_id"])
        draft = draft_of(self.actor, chart)
        if draft is None:
            raise StaleState(
                "Your draft of this chart is no longer open.",
                remedy="Reload the page: it shows where the chart is now.",
            )
        given = CodingInput(draft, request.POST)
        if not given.is_valid():
            context = {"given": given, "rows": rows_of(given, Problems(), {}), "saved_at": None}
            return render(request, "charts/_draft.html", context, status=UNPROCESSABLE)
        draft = save(self, draft, given)
        results: list[EditResult] = coding_edits(draft, chart) if given.lines() else []
        problems = given.place(results)
        context = {
            "given": given,
            "rows": rows_of(given, problems, {}),
            "problems": problems,
            "saved_at": timezone.now(),
            "mark": draft_mark(draft),
            "engagement": self.engagement,
        }
        return render(request, "charts/_draft.html", context)


class ChartCodeStart(CodingView):
    """Starts a chart that is assigned to the reader."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart(kwargs["chart_id"])
        coding_start(actor=self.actor, chart=chart)
        return redirect(self.page_url(chart))


class ChartPutBack(CodingView):
    """Gives the chart back to the worklist, with the reason."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chart = self.chart(kwargs["chart_id"])
        item = own_item(self.actor, chart)
        if item is None:
            return redirect(self.page_url(chart))
        workitem_release(actor=self.actor, item=item, reason=request.POST.get("reason", ""))
        messages.success(request, f"{chart.encounter_ref} is back in the worklist.")
        return redirect("charts:worklist", self.engagement.slug)


class ChartCodeSearch(CodingView):
    """The list under the search box: billable codes valid on the chart's date of service."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chart = self.chart(kwargs["chart_id"])
        kind = "px" if request.GET.get("kind") == "px" else "dx"
        text = request.GET.get(f"q_{kind}", "").strip()
        found = search(kind, text, chart)
        context = {"found": found, "text": text, "kind": kind}
        return render(request, "charts/_code_options.html", context)


def search(kind: str, text: str, chart: Chart) -> list[dict[str, str]]:
    """Codes for a search box. A procedure code without a loaded set may be entered as typed."""
    text = text.strip()
    if not text:
        return []
    codes = [
        (code.system, code.code)
        for system in KINDS[kind]
        for code in code_search(
            system=system, text=text, on_date=chart.date_of_service, limit=SEARCH_LIMIT
        )
    ]
    texts = code_texts(codes=codes, on_date=chart.date_of_service) if codes else {}
    found = [
        {"system": system, "code": code, "text": texts.get((system, code), "")}
        for system, code in codes
    ]
    typed = text.upper()
    exact = any(option["code"] == typed for option in found)
    if kind == "px" and not exact and re.fullmatch(r"[0-9]{4}[0-9A-Z]|[A-V][0-9]{4}", typed):
        found.insert(0, {"system": "", "code": typed, "text": "as typed"})
    return found[:SEARCH_LIMIT]


def save(view: CodingView, draft: Coding, given: CodingInput) -> Coding:
    return coding_save_draft(
        actor=view.actor,
        coding=draft,
        lines=given.lines(),
        documentation_reviewed=given.answer.cleaned_data["documentation_reviewed"],
        rationale=given.answer.cleaned_data["rationale"],
        seen=view.request.POST.get("seen", ""),
    )


def texts_of(draft: Coding | None, chart: Chart) -> dict[str, str]:
    """What the draft's codes mean on the date of service."""
    if draft is None:
        return {}
    codes = list(draft.lines.values_list("system", "code"))
    texts = code_texts(codes=codes, on_date=chart.date_of_service) if codes else {}
    return {code: text for (_, code), text in texts.items()}


def rows_of(
    given: CodingInput, problems: Problems, texts: dict[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of both tables with their findings and the text of their code."""
    return {
        kind: [_row(kind, index, form, problems, texts) for index, form in enumerate(formset.forms)]
        for kind, formset in (("dx", given.diagnoses), ("px", given.procedures))
    }


def blank_rows(given: CodingInput) -> dict[str, dict[str, Any]]:
    """The row that the page's script copies for a new line."""
    return {
        "dx": {"key": "dx-__prefix__", "name": "__number__", "form": given.diagnoses.empty_form},
        "px": {"key": "px-__prefix__", "name": "__number__", "form": given.procedures.empty_form},
    }


def _row(
    kind: str, index: int, form: Any, problems: Problems, texts: dict[str, str]
) -> dict[str, Any]:
    found = problems.at(f"{kind}-{index}")
    wrong = {result.field for result in found if result.is_error} | set(form.errors)
    return {
        "key": f"{kind}-{index}",
        "name": letter(index + 1) if kind == "dx" else str(index + 1),
        "form": form,
        "text": texts.get(str(form["code"].value() or ""), ""),
        "problems": found,
        "messages": [message for errors in form.errors.values() for message in errors],
        "wrong": wrong,
    }
