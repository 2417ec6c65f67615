"""Code search: a list box for the coding page, or JSON."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.generic.base import TemplateResponseMixin

from charts.enums import CodeSystem
from charts.models import Code
from charts.selectors.codes import code_search, code_texts
from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementView
from engagements.selectors.gates import engagement_today


class CodeSearch(TemplateResponseMixin, EngagementView):
    """`?system=&q=&on=`: codes that may be used on the date of service."""

    action = "codeset.search"
    template_name = "charts/_code_results.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        systems = self._systems()
        query = request.GET.get("q", "").strip()
        found = [
            code
            for system in systems
            for code in code_search(system=system, text=query, on_date=self._day())
        ]
        texts = self._texts(found)
        options = [
            {"system": code.system, "code": code.code, "text": texts.get(code.pk, "")}
            for code in found
        ]
        if request.GET.get("format") == "json" or "json" in request.headers.get("Accept", ""):
            return JsonResponse({"query": query, "codes": options})
        label = " and ".join(CodeSystem(system).label for system in systems)
        return self.render_to_response(
            {"options": options, "query": query, "label": label, "kind": "-".join(systems)}
        )

    def _systems(self) -> list[str]:
        """One system, or several with commas: `cpt,hcpcs`."""
        asked = [
            part for part in self.request.GET.get("system", CodeSystem.ICD10CM).split(",") if part
        ]
        if not asked or set(asked) - set(CodeSystem.values):
            raise DomainError(
                "This is no code system.",
                field="system",
                remedy=f"Use one of: {', '.join(CodeSystem.values)}.",
            )
        return asked

    def _day(self) -> dt.date:
        on = self.request.GET.get("on", "")
        if not on:
            return engagement_today(self.engagement)
        try:
            return dt.date.fromisoformat(on)
        except ValueError:
            raise DomainError(
                "The date of service is no date.", field="on", remedy="Write it as YYYY-MM-DD."
            ) from None

    @staticmethod
    def _texts(found: list[Code]) -> dict[int, str]:
        """The texts that may be shown: a licensed one of the tenant's where ours is empty."""
        silent = [(code.system, code.code) for code in found if not code.description]
        licensed = code_texts(codes=silent) if silent else {}
        return {
            code.pk: code.description or licensed.get((code.system, code.code), "")
            for code in found
        }
