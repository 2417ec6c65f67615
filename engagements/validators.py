"""Validators shared by models, forms, importers and serializers."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError

NPI_LENGTH = 10
NPI_PREFIX_SUM = 24  # what the prefix 80840 adds to the Luhn sum (CMS, NPI check digit)
LUHN_BASE = 10


def time_zone_validate(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"{value!r} is no time zone of the IANA database.")


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def npi_is_valid(npi: str) -> bool:
    """Ten digits whose last is the Luhn check digit over the prefix 80840 (CMS)."""
    if len(npi) != NPI_LENGTH or not npi.isascii() or not npi.isdigit():
        return False
    total = NPI_PREFIX_SUM
    for position, digit in enumerate(reversed(npi)):
        value = int(digit)
        if position % 2 == 1:
            value = value * 2 - 9 if value * 2 >= LUHN_BASE else value * 2
        total += value
    return total % LUHN_BASE == 0


def npi_validate(value: str) -> None:
    if not npi_is_valid(value):
        raise ValidationError(f"{value!r} is no NPI: ten digits with a valid check digit.")
