"""Which chart and which coder a claim of a remittance belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from charts.enums import CodingState, Party
from charts.models import Chart, Coding
from denials.models import DeadlineRule
from engagements.models import Engagement, Payer
from engagements.selectors.clock_terms import TermsBook, terms_book

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ChartMatch:
    chart_id: int
    coder_id: int | None
    specialty: str
    encounter_class: str


def reference_normalized(reference: str) -> str:
    """Blanks and case do not tell encounters apart; clearing houses change both."""
    return _BLANKS.sub("", reference).upper()


def chart_matches(engagement: Engagement, references: Iterable[str]) -> dict[str, ChartMatch]:
    """Charts by normalized CLP01. Two charts that normalize alike match only when exact."""
    wanted = {reference.strip() for reference in references}
    spellings = {form for ref in wanted for form in (ref, ref.upper(), ref.lower())}
    spellings |= {_BLANKS.sub("", form) for form in spellings}
    charts = list(
        Chart.objects.filter(engagement=engagement, encounter_ref__in=spellings).only(
            "pk", "encounter_ref", "specialty", "encounter_class", "coded_by_id"
        )
    )
    coders = _attesting_coders(engagement, [chart.pk for chart in charts])
    by_name: dict[str, list[Chart]] = {}
    for chart in charts:
        by_name.setdefault(reference_normalized(chart.encounter_ref), []).append(chart)
    found: dict[str, ChartMatch] = {}
    for reference in wanted:
        best = _best(reference, by_name.get(reference_normalized(reference), []))
        if best is not None:
            found[reference] = ChartMatch(
                best.pk, coders.get(best.pk), best.specialty, best.encounter_class
            )
    return found


def _best(reference: str, candidates: list[Chart]) -> Chart | None:
    exact = [chart for chart in candidates if chart.encounter_ref == reference]
    if exact:
        return exact[0]
    return candidates[0] if len(candidates) == 1 else None


def _attesting_coders(engagement: Engagement, chart_ids: list[int]) -> dict[int, int]:
    """The coder of the latest attested vendor coding of each chart."""
    rows = (
        Coding.objects.filter(
            engagement=engagement,
            chart_id__in=chart_ids,
            party=Party.VENDOR,
            state=CodingState.ATTESTED,
        )
        .order_by("chart_id", "revision")
        .values_list("chart_id", "coder_id")
    )
    return dict(rows)


class PayerBook:
    """The payers of an engagement by name and alias, their deadline rules, and the terms."""

    def __init__(self, engagement: Engagement) -> None:
        self.engagement = engagement
        self._payers: dict[str, Payer] = {}
        for payer in Payer.objects.filter(engagement=engagement):
            for name in (payer.name, *payer.aliases):
                self._payers.setdefault(_name(name), payer)
        rules = DeadlineRule.objects.filter(engagement=engagement)
        self._rules = {rule.payer_id: rule for rule in rules}
        self._causes: dict[date, date | None] = {}

    @cached_property
    def _terms(self) -> TermsBook:
        return terms_book(self.engagement)

    def payer(self, name: str) -> Payer | None:
        return self._payers.get(_name(name))

    def add(self, payer: Payer) -> None:
        self._payers[_name(payer.name)] = payer

    def deadline(
        self, payer: Payer | None, *, denied_on: date, service_from: date | None, appeal: bool
    ) -> date | None:
        """The last day to appeal; for a new claim the payer's filing limit, where it is known."""
        if not appeal and payer and payer.timely_filing_days and service_from:
            return service_from + timedelta(days=payer.timely_filing_days)
        rule = self._rule(payer)
        return denied_on + timedelta(days=rule.appeal_days) if rule else None

    def root_cause_due(self, logged_on: date) -> date | None:
        """As the terms of the day say, whoever the payer is."""
        if logged_on not in self._causes:
            self._causes[logged_on] = self._terms.root_cause_due(logged_on)
        return self._causes[logged_on]

    def _rule(self, payer: Payer | None) -> DeadlineRule | None:
        own = self._rules.get(payer.pk) if payer else None
        return own or self._rules.get(None)


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()
