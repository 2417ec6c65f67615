"""What the contract asks of the numbers, on a day."""

import dataclasses
import datetime as dt
from decimal import Decimal

from engagements.enums import AccuracyMethod
from engagements.kernel.stats import DEFAULT_CONFIDENCE, LegalTest
from engagements.models import AccuracyFloor, Engagement, Terms
from engagements.selectors.provisions import terms_in_force
from qa.selectors.accuracy import floor_row


@dataclasses.dataclass(frozen=True)
class Contract:
    """The accepted terms in force on a day, or none."""

    terms: Terms | None
    floors: tuple[AccuracyFloor, ...] = ()

    @property
    def method(self) -> AccuracyMethod:
        if self.terms is None:
            return AccuracyMethod.ENCOUNTER
        return AccuracyMethod(self.terms.accuracy_method)

    @property
    def confidence(self) -> Decimal:
        return self.terms.confidence if self.terms else DEFAULT_CONFIDENCE

    @property
    def test(self) -> LegalTest:
        exact = self.terms is None or self.terms.verdict_test == "interval"
        return LegalTest.INTERVAL if exact else LegalTest.POINT

    @property
    def targets(self) -> dict[str, Decimal]:
        """Contracted floors, by the key of the number they hold for."""
        if self.terms is None:
            return {}
        return {"turnaround_attainment": self.terms.turnaround_attainment_floor}

    def floor(self, specialty: str = "") -> AccuracyFloor | None:
        """What the specialty is held to."""
        return floor_row(self.floors, specialty, self.method)


def contract_on(engagement: Engagement, day: dt.date) -> Contract:
    """Two queries."""
    terms = terms_in_force(engagement, day)
    if terms is None:
        return Contract(None)
    return Contract(terms, tuple(AccuracyFloor.objects.filter(engagement=engagement, terms=terms)))
