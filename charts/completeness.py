"""When a record is complete: every required document there, signed and dated as required.

Pure: the rules and what was told of the documents come in as values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Required(Protocol):
    """A rule: a row of `RecordRequirement`."""

    document_type: str
    needs_signature: bool
    needs_date: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one report said of a document."""

    document_type: str
    dated_at: datetime | None
    signed_at: datetime | None
    received_at: datetime

    @property
    def written_at(self) -> datetime | None:
        """When its content became what it is: its date or its signature, the later one."""
        return max(filter(None, (self.dated_at, self.signed_at)), default=None)

    def meets(self, rule: Required) -> bool:
        return (
            self.document_type == rule.document_type
            and not (rule.needs_signature and self.signed_at is None)
            and not (rule.needs_date and self.dated_at is None)
        )

    def available_at(self, rule: Required) -> datetime:
        """When the vendor could read it in the state that the rule asks for."""
        signed = self.signed_at if rule.needs_signature else None
        return max(filter(None, (self.received_at, signed)))


@dataclass(frozen=True, slots=True)
class Standing:
    """One required document: since when it is met, or what is missing."""

    rule: Required
    met_at: datetime | None
    missing: str = ""


def standings(rules: Sequence[Required], told: Sequence[Told]) -> list[Standing]:
    return [_standing(rule, told) for rule in rules]


def complete_at(rules: Sequence[Required], told: Sequence[Told]) -> datetime | None:
    """The moment the last required document was there as required; None while one is not, and
    where nothing is required.
    """
    moments = [standing.met_at for standing in standings(rules, told)]
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None


def late_word(
    told: Iterable[Told], *, coded_at: datetime | None, billed_at: datetime | None
) -> str:
    """Whether a document was written after the chart was billed, or coded, or neither."""
    written = [at for each in told if (at := each.written_at) is not None]
    if billed_at is not None and any(at > billed_at for at in written):
        return "after_billing"
    if coded_at is not None and any(at > coded_at for at in written):
        return "after_coding"
    return ""


def _standing(rule: Required, told: Sequence[Told]) -> Standing:
    met = [each.available_at(rule) for each in told if each.meets(rule)]
    if met:
        return Standing(rule, min(met))
    present = [each for each in told if each.document_type == rule.document_type]
    if not present:
        return Standing(rule, None, "missing")
    unsigned = rule.needs_signature and all(each.signed_at is None for each in present)
    return Standing(rule, None, "not signed" if unsigned else "not dated")
