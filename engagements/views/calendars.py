"""Calendars: hours, holidays, exceptions, and what they make of a due time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from engagements.calendars import public_holidays
from engagements.enums import Side
from engagements.forms import CalendarForm, exception_formset
from engagements.hours import DAYS, hours_format
from engagements.kernel.clock import NoWorkingTimeError
from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementTemplateView
from engagements.models import Calendar
from engagements.policies import CalendarPolicy
from engagements.selectors import calendar_of, calendars_of, engagement_today
from engagements.services import ExceptionRow, calendar_save
from engagements.views.forms import EngagementFormPage

PREVIEW_HOURS = (4, 8, 24, 48)
HOLIDAYS_AHEAD = 8


def week_of(weekly_hours: Iterable[Any]) -> list[tuple[str, str]]:
    spans: dict[int, list[tuple[str, str]]] = {}
    for weekday, start, end in weekly_hours:
        spans.setdefault(int(weekday), []).append((start, end))
    return [(day, hours_format(spans.get(n, [])) or "closed") for n, day in enumerate(DAYS)]


def due_preview(calendar: Calendar) -> list[tuple[int, Any]]:
    """When work whose documentation is complete now would be due, after so many business hours."""
    work, now = calendar_of(calendar), timezone.now()
    rows: list[tuple[int, Any]] = []
    for hours in PREVIEW_HOURS:
        try:
            rows.append((hours, work.add(now, timedelta(hours=hours))))
        except NoWorkingTimeError:
            rows.append((hours, None))
    return rows


def holidays_ahead(calendar: Calendar, today: date) -> list[tuple[date, str]]:
    found = public_holidays(calendar.holiday_country, calendar.holiday_subdivision)
    return [(day, name) for day, name in found.items() if day >= today][:HOLIDAYS_AHEAD]


class CalendarList(EngagementTemplateView):
    action = "calendar.view"
    template_name = "engagements/calendars.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        cards = [
            {
                "calendar": calendar,
                "week": week_of(calendar.weekly_hours),
                "past": [
                    (past["until"], past["time_zone"], week_of(past["weekly_hours"]))
                    for past in reversed(calendar.past)
                ],
                "due": due_preview(calendar),
                "holidays": holidays_ahead(calendar, today),
            }
            for calendar in calendars_of(self.engagement)
        ]
        return super().get_context_data(cards=cards, **kwargs)


class CalendarEdit(EngagementFormPage):
    action = "calendar.manage"
    template_name = "engagements/calendar_form.html"
    form_class = CalendarForm
    success_message = (
        "The calendar is saved. A change counts from today; the days before stay as they counted."
    )
    calendar: Calendar | None = None

    def load(self) -> None:
        if "calendar_id" in self.kwargs:
            self.calendar = self.get_object_or_deny(CalendarPolicy, self.kwargs["calendar_id"])

    def get_initial(self) -> dict[str, Any]:
        calendar = self.calendar
        if calendar is None:
            week: dict[str, Any] = {f"day_{n}": "09:00-17:00" for n in range(5)}
            return {"time_zone": self.engagement.time_zone, "country": "US"} | week
        days: dict[str, list[tuple[str, str]]] = {}
        for weekday, start, end in calendar.weekly_hours:
            days.setdefault(f"day_{weekday}", []).append((start, end))
        return {
            "name": calendar.name,
            "side": calendar.side,
            "time_zone": calendar.time_zone,
            "country": calendar.holiday_country,
            "subdivision": calendar.holiday_subdivision,
            "is_default": calendar.is_default,
        } | {key: hours_format(spans) for key, spans in days.items()}

    def exceptions(self) -> Any:
        if self.request.method == "POST":
            return exception_formset(data=self.request.POST)
        rows = self.calendar.exceptions.all() if self.calendar else []
        initial = [
            {"day": r.day, "name": r.name, "hours": hours_format([(s, e) for s, e in r.hours])}
            for r in rows
        ]
        return exception_formset(initial=initial)

    def show(self, form: Any, status: int = 200, **kwargs: Any) -> HttpResponse:
        kwargs.setdefault("exceptions", self.exceptions())
        return super().show(form, status, calendar=self.calendar, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.load()
        form: Any = self.get_form()
        exceptions = self.exceptions()
        if all([form.is_valid(), exceptions.is_valid()]):
            try:
                self.save(form, exceptions)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, self.success_message)
                return HttpResponseRedirect(
                    reverse("engagements:calendars", kwargs={"engagement": self.engagement.slug})
                )
        return self.show(form, 400, exceptions=exceptions)

    def save(self, form: Any, exceptions: Any) -> None:
        data = form.cleaned_data
        rows = [f.cleaned_data for f in exceptions.forms if f.cleaned_data]
        calendar_save(
            actor=self.actor,
            calendar=self.calendar,
            name=data["name"],
            time_zone=data["time_zone"],
            week=form.week(),
            country=data["country"],
            subdivision=data["subdivision"],
            is_default=data["is_default"],
            side=data["side"] or Side.PRACTICE.value,
            exceptions=[
                ExceptionRow(day=r["day"], name=r["name"], hours=tuple(r["hours"]))
                for r in rows
                if not r.get("DELETE")
            ],
        )
