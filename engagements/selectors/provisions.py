"""The provisions of some terms, in the words in which they are read."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engagements.enums import EncounterClass, TermsState
from engagements.enums.agreement import Service
from engagements.kernel.presentation import humanize, percent
from engagements.models import Engagement, Terms
from engagements.models.provisions import PROVISION_SECTIONS
from engagements.selectors.dates import in_force
from engagements.selectors.gates import engagement_today

NOT_SETTLED = "Not settled"
_NAMES = dict(Service.choices) | dict(EncounterClass.choices)


def provision_sections(terms: Terms) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title, then label and answer of each provision."""
    return [
        (title, [(provision_label(name), provision_answer(terms, name)) for name in names])
        for title, names in PROVISION_SECTIONS
    ]


def provision_label(name: str) -> str:
    text = str(Terms._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 -- a plain field
    text = text.removesuffix(" (%)")
    return text[:1].upper() + text[1:]


def provision_answer(terms: Terms, name: str) -> str:
    value: Any = getattr(terms, name)
    if isinstance(value, list):
        return ", ".join(str(_NAMES.get(key, humanize(key))) for key in value) or "All"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return percent(value, 1)
    if isinstance(value, dt.date):
        return value.isoformat()
    display = getattr(terms, f"get_{name}_display", None)
    text = str(display() if display else value if value is not None else "")
    return text or NOT_SETTLED


@dataclass(frozen=True)
class ContractDate:
    """A day that is counted down to."""

    label: str
    day: dt.date
    days_left: int


def contract_dates(terms: Terms, today: dt.date) -> list[ContractDate]:
    """The last day of notice and the end (or renewal) of the contract, the nearest first."""
    ends = terms.contract_ends_on
    if ends is None:
        return []
    dates = [("The contract renews itself" if terms.auto_renews else "The contract ends", ends)]
    if terms.auto_renews:
        last = ends - dt.timedelta(days=terms.renewal_notice_days)
        dates.insert(0, ("Last day of notice against renewal", last))
    return [ContractDate(label, day, (day - today).days) for label, day in dates]


def terms_in_force(engagement: Engagement, day: dt.date | None = None) -> Terms | None:
    """The accepted version of a day, today unless told otherwise."""
    on = day or engagement_today(engagement)
    rows = Terms.objects.filter(in_force(on), engagement=engagement, state=TermsState.ACCEPTED)
    return rows.first()
