"""A calendar: a week of hours, holidays, days that differ."""

from typing import Any

from django import forms

from engagements.calendars import holiday_subdivisions
from engagements.enums import PARTY_CHOICES
from engagements.forms.fields import HoursField, ZoneField, country_choices
from engagements.hours import DAYS, Span


class CalendarForm(forms.Form):
    name = forms.CharField(max_length=100)
    time_zone = ZoneField()
    country = forms.ChoiceField(label="Public holidays of", choices=country_choices, required=False)
    subdivision = forms.CharField(
        label="State or region", max_length=6, required=False, help_text="Such as GA or NY."
    )
    side = forms.ChoiceField(
        label="Whose hours",
        required=False,
        choices=PARTY_CHOICES,
        help_text="The practice's count documentation and query windows, the vendor's turnaround.",
    )
    is_default = forms.BooleanField(label="That side's default calendar", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, day in enumerate(DAYS):
            self.fields[f"day_{number}"] = HoursField(label=day)
        self.fields["day_0"].help_text = "Several openings with commas: 09:00-12:00, 13:00-17:00."

    def clean_subdivision(self) -> str:
        return str(self.cleaned_data["subdivision"]).upper()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        country, part = data.get("country", ""), data.get("subdivision", "")
        known = holiday_subdivisions().get(country, ())
        if part and part not in known:
            listed = ", ".join(known) if known else "none"
            self.add_error("subdivision", f"{part!r} is not known there. Known: {listed}.")
        return data

    def week(self) -> dict[int, list[Span]]:
        return {n: self.cleaned_data[f"day_{n}"] for n in range(len(DAYS))}

    def day_fields(self) -> list[forms.BoundField]:
        return [self[f"day_{n}"] for n in range(len(DAYS))]


class ExceptionForm(forms.Form):
    day = forms.DateField(widget=forms.DateInput)
    name = forms.CharField(max_length=100, label="Occasion")
    hours = HoursField(help_text="Empty: closed all day.")


def exception_formset(*args: Any, **kwargs: Any) -> Any:
    kind = forms.formset_factory(ExceptionForm, extra=2, can_delete=True, max_num=366)
    return kind(*args, prefix="exceptions", **kwargs)
