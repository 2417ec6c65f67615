"""Fields shared by the forms."""

from zoneinfo import available_timezones

from django import forms

from engagements.calendars import holiday_subdivisions
from engagements.hours import Span, hours_format, hours_parse
from engagements.kernel.errors import DomainError

AREAS = ("America/", "US/", "Pacific/", "Europe/", "Asia/", "Africa/", "Australia/", "Atlantic/")


def zone_choices() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if name.startswith(AREAS))
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


def country_choices() -> list[tuple[str, str]]:
    return [("", "No public holidays"), *((code, code) for code in holiday_subdivisions())]


class ZoneField(forms.ChoiceField):
    """A time zone by its IANA name."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("label", "Time zone")
        super().__init__(choices=zone_choices, **kwargs)  # type: ignore[arg-type]  # -- Django's own keyword arguments


class HoursField(forms.CharField):
    """The openings of one day, written as 09:00-12:00, 13:00-17:00; empty means closed."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)  # type: ignore[arg-type]  # -- Django's own keyword arguments

    def clean(self, value: str) -> list[Span]:
        try:
            return hours_parse(super().clean(value) or "")
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: object) -> object:
        return hours_format([(s, e) for s, e in value]) if isinstance(value, list) else value


class PercentField(forms.DecimalField):
    """Typed in percent, kept as a share: 95 is 0.95."""

    def __init__(self, **kwargs: object) -> None:
        options = {"min_value": 0, "max_value": 100, "decimal_places": 1, "max_digits": 4}
        super().__init__(**(options | kwargs))  # type: ignore[arg-type]  # -- Django's own keyword arguments

    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        return None if cleaned is None else cleaned / 100
