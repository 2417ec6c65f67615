"""What changes from one version of the terms to the next: provision, before, after."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engagements.enums import TermsState
from engagements.kernel.presentation import humanize, percent
from engagements.models import Terms
from engagements.models.provisions import PROVISION_SECTIONS
from engagements.selectors.provisions import NOT_SETTLED, provision_answer, provision_label

ABSENT = "Not in this version"


@dataclass(frozen=True)
class Entry:
    """One thing that a version says. The key is what it is about, the value what it compares by."""

    section: str
    key: Hashable
    label: str
    value: Hashable
    words: str


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


def version_before(terms: Terms, versions: Sequence[Terms]) -> Terms | None:
    """The version that this one replaces: the newest that was accepted before it; where none
    was, the newest that was proposed before it.
    """
    older = [other for other in versions if other.version < terms.version]
    agreed = [other for other in older if other.state == TermsState.ACCEPTED]
    return max(agreed or older, key=lambda other: other.version, default=None)


def terms_changes(before: Terms, after: Terms) -> list[tuple[str, list[Change]]]:
    """The sections of the contract in which something changes, each with its changes."""
    old, new = _entries(before), _entries(after)
    # A version that is replaced gets its last day from the one that replaces it.
    if after.effective_to is None:
        old.pop("effective_to")
        new.pop("effective_to")
    found: dict[str, list[Change]] = {section: [] for section in SECTIONS}
    for key in new | old:
        then, now = old.get(key), new.get(key)
        either = now or then
        if either and (then is None or now is None or then.value != now.value):
            words = [entry.words if entry else ABSENT for entry in (then, now)]
            found[either.section].append(Change(either.label, *words))
    return [(section, changes) for section, changes in found.items() if changes]


def _entries(terms: Terms) -> dict[Hashable, Entry]:
    parts = (_scalars, _floors, _turnaround, _provisions, _rates, _credits)
    return {entry.key: entry for part in parts for entry in part(terms)}


# What stands in the text of the terms itself: section, field, label.
SCALARS = (
    ("Validity", "effective_from", "In force from"),
    ("Validity", "effective_to", "In force until"),
    ("Accuracy", "accuracy_method", "Contracted accuracy method"),
    ("Accuracy", "verdict_test", "A floor is met when"),
    ("Accuracy", "confidence", "Confidence of intervals"),
    ("Accuracy", "sample_size_per_coder", "Audited charts per coder and month"),
    ("Turnaround", "turnaround_attainment_floor", "On time, at least"),
    ("Turnaround", "calendar", "Calendar of business hours"),
    ("Queries", "query_window_hours", "Query window (hours)"),
    ("Queries", "query_window_basis", "Query window counts"),
    ("Note", "note", "Note to the other side"),
)
SECTIONS = (
    *("Validity", "Accuracy", "Turnaround", "Queries"),
    *(title for title, _ in PROVISION_SECTIONS),
    *("Rates", "Credits for missed levels", "Note"),
)


def _scalars(terms: Terms) -> Iterator[Entry]:
    for section, name, label in SCALARS:
        value = getattr(terms, name)
        yield Entry(section, name, label, value, _words(terms, name, value))


def _words(terms: Terms, name: str, value: Any) -> str:
    if name == "effective_to" and value is None:
        return "Until replaced"
    if name in {"effective_from", "effective_to"}:
        return str(value)
    return provision_answer(terms, name) if value else NOT_SETTLED


def _provisions(terms: Terms) -> Iterator[Entry]:
    for section, names in PROVISION_SECTIONS:
        for name in names:
            value = getattr(terms, name)
            # The order in which services, classes and specialties are ticked says nothing.
            compared = frozenset(value) if isinstance(value, list) else value
            words = provision_answer(terms, name)
            yield Entry(section, name, provision_label(name), compared, words)


def _floors(terms: Terms) -> Iterator[Entry]:
    for row in terms.accuracy_floors.all():
        words = percent(row.floor)
        if row.target is not None:
            words += f", target {percent(row.target)}"
        specialty = humanize(row.specialty) or "All others"
        yield Entry(
            "Accuracy",
            ("floor", row.specialty, row.method),
            f"Floor: {specialty}, {str(row.get_method_display()).lower()}",
            (row.floor, row.target),
            words,
        )


def _turnaround(terms: Terms) -> Iterator[Entry]:
    for row in terms.turnaround_classes.all():
        covers = [
            str(row.get_encounter_class_display()) if row.encounter_class else "Any other class",
            str(row.get_urgency_display()).lower(),
            str(row.get_complexity_display()).lower() if row.complexity else "",
        ]
        yield Entry(
            "Turnaround",
            ("turnaround", row.encounter_class, row.urgency, row.complexity),
            "Time: " + ", ".join(filter(None, covers)),
            (row.hours, row.basis),
            f"{row.hours.normalize():f} hours ({str(row.get_basis_display()).lower()})",
        )


def _rates(terms: Terms) -> Iterator[Entry]:
    for row in terms.rates.all():
        covered = (row.specialty, row.encounter_class, row.complexity, row.from_fte)
        yield Entry(
            "Rates",
            ("rate", row.unit, row.label, *covered),
            f"{row.covers}: {str(row.get_unit_display()).lower()}",
            row.amount,
            row.price,
        )


def _credits(terms: Terms) -> Iterator[Entry]:
    for row in terms.credit_tiers.all():
        yield Entry(
            "Credits for missed levels",
            ("credit", row.measure, row.base, row.shortfall_from),
            f"{row.get_measure_display()}, {str(row.get_base_display()).lower()}, from"
            f" {row.shortfall_from.normalize():f} points below",
            row.share,
            percent(row.share),
        )
