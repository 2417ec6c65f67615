"""One segment, with typed access to its elements. Every complaint names the exact place."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from denials.x12.delimiters import Delimiters
from denials.x12.errors import X12Error

# X12 type R: an optional sign, digits, an optional decimal point; TR3 allows 18 digits.
_NUMBER = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})")
_INTEGER = re.compile(r"\d{1,10}")
_CENT = Decimal("0.01")
_MOST_MONEY = Decimal(10**9)
_MOST_QUANTITY = Decimal(10**7)
_QUANTITY_DECIMALS = 3
# Beyond them a date means "none" or "never", and no deadline can be counted from it.
_YEARS = range(1900, 2200)
_DATE_FORMATS = {8: "%Y%m%d", 6: "%y%m%d"}


@dataclass(frozen=True, slots=True)
class Segment:
    id: str
    elements: tuple[str, ...]
    position: int
    delimiters: Delimiters
    file: str

    def get(self, number: int) -> str:
        """Element `number` (1 is the first after the identifier), "" where it is absent."""
        return self.elements[number].strip() if number < len(self.elements) else ""

    def code(self, number: int) -> str:
        """An element drawn from a code list: case does not matter."""
        return self.get(number).upper()

    def components(self, number: int) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.get(number).split(self.delimiters.component))

    def required(self, number: int) -> str:
        value = self.get(number)
        if not value:
            raise self.error(
                "missing", number, "is empty", "Ask the payer for a corrected file.", value
            )
        return value

    def limited(self, number: int, most: int) -> str:
        """A required element no longer than its column: nothing is cut off silently."""
        value = self.required(number)
        if len(value) > most:
            message = f"is longer than {most} characters"
            raise self.error("too-long", number, message, _RESEND, value)
        return value

    def money(self, number: int) -> Decimal:
        """Dollars and cents."""
        text = self.required(number)
        value = self._decimal(number, text)
        if abs(value) >= _MOST_MONEY or value != value.quantize(_CENT):
            message = "is not an amount in dollars and cents"
            raise self.error("bad-number", number, message, _RESEND, text)
        return value

    def optional_money(self, number: int) -> Decimal | None:
        return self.money(number) if self.get(number) else None

    def optional_quantity(self, number: int) -> Decimal | None:
        """Units of service, days, minutes."""
        text = self.get(number)
        if not text:
            return None
        value = self._decimal(number, text)
        if abs(round(value, _QUANTITY_DECIMALS)) >= _MOST_QUANTITY:
            raise self.error("bad-number", number, "is not a plausible quantity", _RESEND, text)
        return value

    def count(self, number: int) -> int:
        value = self.required(number)
        if not _INTEGER.fullmatch(value):
            raise self.error("bad-number", number, "is not a whole number", _RESEND, value)
        return int(value)

    def date(self, number: int) -> date:
        """CCYYMMDD, or YYMMDD as before 4010."""
        value = self.required(number)
        pattern = _DATE_FORMATS.get(len(value))
        if pattern and value.isascii() and value.isdigit():
            try:
                found = datetime.strptime(value, pattern).date()  # noqa: DTZ007 -- X12 dates have no zone
            except ValueError:
                pass
            else:
                if found.year in _YEARS:
                    return found
        raise self.error("bad-date", number, "is not a date written CCYYMMDD", _RESEND, value)

    def error(self, kind: str, number: int, message: str, remedy: str, value: str = "") -> X12Error:
        subject = f"{self.id}{number:02d}" if number else self.id
        return X12Error(
            kind=kind,
            message=f"{subject} {message}",
            file=self.file,
            position=self.position,
            segment=self.id,
            element=number,
            value=value,
            remedy=remedy,
        )

    def _decimal(self, number: int, value: str) -> Decimal:
        if not _NUMBER.fullmatch(value):
            raise self.error(
                "bad-number", number, "is not an amount such as 1234.50", _RESEND, value
            )
        return Decimal(value)


_RESEND = "Ask the payer or clearinghouse to send the file again."
