"""Which period and which rows a reader asks for. Everything is in the URL."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.metrics.expressions import dimension_value
from engagements.kernel.metrics.naming import dimension_title, value_names
from engagements.kernel.metrics.period import local_day
from reporting.selectors.board import Board
from reporting.selectors.contract import contract_on

LAST_30, THIS_MONTH, LAST_MONTH, CUSTOM = "30", "month", "last", "custom"
SPANS = (
    (LAST_30, "Last 30 days"),
    (THIS_MONTH, "This month"),
    (LAST_MONTH, "Last month"),
    (CUSTOM, "Custom"),
)
LONGEST_DAYS = 366
DIMENSIONS = ("specialty", "encounter_class", "payer", "coder")


class PeriodForm(forms.Form):
    """A named span, or two days. `by` chooses the breakdown; dimension fields filter."""

    span = forms.ChoiceField(choices=SPANS, required=False, label="Period")
    start = forms.DateField(required=False, label="From")
    end = forms.DateField(required=False, label="To")
    by = forms.ChoiceField(
        choices=[(name, dimension_title(name)) for name in DIMENSIONS],
        required=False,
        label="Break down by",
    )

    def __init__(
        self, data: Any, *, zone: str, now: dt.datetime, narrows: Collection[str] | None = None
    ) -> None:
        """`narrows`: the dimensions that the page can be filtered by; None: all."""
        super().__init__(data)
        self.zone, self.now, self.narrows = zone, now, narrows
        for name in ("start", "end"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        for name in self._asked.keys() - self.filters.keys():
            wrong = f"{dimension_title(name)} has no value “{self._asked[name]}”."
            self.add_error(None, f"{wrong} Choose one on the page.")
        if values.get("span") != CUSTOM or self.errors:
            return values
        if not start or not end:
            self.add_error("start" if not start else "end", "A custom period needs both days.")
        elif end < start:
            self.add_error("end", f"The period would end before it starts ({start.isoformat()}).")
        elif (end - start).days >= LONGEST_DAYS:
            self.add_error("end", f"A period has at most {LONGEST_DAYS} days.")
        return values

    @property
    def period(self) -> Period:
        """What was asked for; the last 30 days where that makes no sense."""
        span = self.cleaned_data.get("span") if self.is_valid() else LAST_30
        today = local_day(self.now, self.zone)
        if span == THIS_MONTH:
            return Period.month(today.year, today.month, zone=self.zone, now=self.now)
        if span == LAST_MONTH:
            this = Period.month(today.year, today.month, zone=self.zone, now=self.now)
            return this.previous()
        if span == CUSTOM:
            start, end = self.cleaned_data["start"], self.cleaned_data["end"]
            return Period.custom(start, end, zone=self.zone, now=self.now)
        return Period.last_days(30, zone=self.zone, now=self.now)

    @property
    def problems(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]

    @property
    def chosen_span(self) -> str:
        return (self.cleaned_data.get("span") or LAST_30) if self.is_valid() else LAST_30

    @property
    def breakdown(self) -> str:
        return (self.cleaned_data.get("by") or DIMENSIONS[0]) if self.is_valid() else DIMENSIONS[0]

    @property
    def filters(self) -> dict[str, str]:
        """Dimension values in the URL (`specialty=cardiology`); "none" stands for a blank."""
        return {name: value for name, value in self._asked.items() if _is_value(name, value)}

    @property
    def filter_words(self) -> list[tuple[str, str]]:
        """The filters in force as people say them."""
        found = []
        for name, value in self.filters.items():
            family = next(one for one in METRICS.families.values() if name in one.dimensions)
            found.append((dimension_title(name), value_names(family, name, [value])[value]))
        return found

    @property
    def unfiltered(self) -> str:
        """What the URL asks for besides the filters."""
        return urlencode([(k, v) for k, v in self.data.items() if k not in self._asked])

    @property
    def _asked(self) -> dict[str, str]:
        known = {name for family in METRICS.families.values() for name in family.dimensions}
        known = known if self.narrows is None else known & set(self.narrows)
        return {
            name: "" if self.data[name] == "none" else self.data[name]
            for name in sorted(known & set(self.data))
            if self.data[name]
        }


def _is_value(name: str, value: str) -> bool:
    if "\x00" in value:
        return False
    families = [family for family in METRICS.families.values() if name in family.dimensions]
    try:
        for family in families if value else ():
            dimension_value(family, name, value)
    except ValidationError:
        return False
    return True


class PeriodMixin:
    """The period, the filters and the breakdown that the URL asks for."""

    narrows: Collection[str] | None = None
    request: HttpRequest
    engagement: Any
    actor: Any

    def period_form(self) -> PeriodForm:
        return PeriodForm(
            self.request.GET,
            zone=self.engagement.time_zone,
            now=timezone.now(),
            narrows=self.narrows,
        )

    def board(self, form: PeriodForm) -> Board:
        period = form.period
        contract = contract_on(self.engagement, min(period.end, period.today))
        return Board(
            actor=self.actor,
            period=period,
            now=form.now,
            filters=form.filters,
            targets=contract.targets,
        )
