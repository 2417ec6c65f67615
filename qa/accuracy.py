"""Every accuracy method in one table, computed from the same counts.

One data set gives anything from 20 % to 80 % by method, so no figure leaves here without its
method, its n and, where it is a proportion, an exact interval. With a known population of charts
the interval of a chart-level method is hypergeometric; code-level methods have no population of
codes to draw from and use the binomial, as if each code were drawn by itself.
"""

from dataclasses import dataclass, fields
from decimal import Decimal

from charts.comparison import Component
from engagements.enums import AccuracyMethod
from engagements.kernel.stats import DEFAULT_CONFIDENCE, Interval, accuracy_interval


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over audits: additive, so those of days, coders and months simply add up."""

    audits: int = 0
    encounters_correct: int = 0
    payment_judged: int = 0
    payment_correct: int = 0
    reviewer_codes: int = 0
    coder_codes: int = 0
    correct_codes: int = 0
    components_correct: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(self)
            }
        )

    @property
    def extra_codes(self) -> int:
        return self.coder_codes - self.correct_codes

    @property
    def union_codes(self) -> int:
        return self.reviewer_codes + self.coder_codes - self.correct_codes

    @property
    def net_codes(self) -> int:
        return self.correct_codes - self.extra_codes

    @property
    def components(self) -> int:
        return self.audits * len(Component)


@dataclass(frozen=True, slots=True)
class MethodDefinition:
    """What a method counts over what, by the names of `Totals`."""

    method: AccuracyMethod
    numerator: str
    denominator: str
    unit: str
    definition: str
    short: str
    of_charts: bool = False
    proportion: bool = True


METHODS: tuple[MethodDefinition, ...] = (
    MethodDefinition(
        AccuracyMethod.ENCOUNTER,
        "encounters_correct",
        "audits",
        "charts",
        "Charts whose procedures, diagnoses, modifiers and diagnosis linkage are all correct,"
        " over charts audited.",
        "Encounter",
        of_charts=True,
    ),
    MethodDefinition(
        AccuracyMethod.CODE_OVER_CODE,
        "correct_codes",
        "reviewer_codes",
        "codes",
        "The coder's correct codes over the auditor's codes.",
        "Code over code",
    ),
    MethodDefinition(
        AccuracyMethod.NET,
        "net_codes",
        "reviewer_codes",
        "codes",
        "The coder's correct codes less extra codes, over the auditor's codes; can be negative,"
        " so it has no interval.",
        "Net",
        proportion=False,
    ),
    MethodDefinition(
        AccuracyMethod.CODER_DENOMINATOR,
        "correct_codes",
        "coder_codes",
        "codes",
        "The coder's correct codes over all the coder's codes; missed codes do not count.",
        "Coder's codes",
    ),
    MethodDefinition(
        AccuracyMethod.UNION,
        "correct_codes",
        "union_codes",
        "codes",
        "Codes both have, over codes either has.",
        "All codes",
    ),
    MethodDefinition(
        AccuracyMethod.COMPONENT,
        "components_correct",
        "components",
        "components",
        "Components correct, of four per chart: procedures, diagnoses, modifiers, linkage.",
        "Components",
    ),
    MethodDefinition(
        AccuracyMethod.FINANCIAL,
        "payment_correct",
        "payment_judged",
        "charts",
        "Charts whose errors would not change payment, over charts judged for payment. Not"
        " coding accuracy: an undercoded chart that is paid as billed passes.",
        "Financial",
        of_charts=True,
    ),
)
BY_METHOD = {definition.method: definition for definition in METHODS}


@dataclass(frozen=True, slots=True)
class Accuracy:
    """An accuracy figure with all that must be printed beside it; value is None without data."""

    definition: MethodDefinition
    numerator: int
    denominator: int
    interval: Interval | None

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


def accuracy(
    method: AccuracyMethod | str,
    totals: Totals,
    *,
    population: int | None = None,
    confidence: Decimal = DEFAULT_CONFIDENCE,
) -> Accuracy:
    """One method's figure. `population` is the number of charts the sample was drawn from."""
    definition = BY_METHOD[AccuracyMethod(method)]
    correct: int = getattr(totals, definition.numerator)
    n: int = getattr(totals, definition.denominator)
    interval = None
    if n and definition.proportion:
        known = population if definition.of_charts else None
        interval = accuracy_interval(correct, n, known, confidence)
    return Accuracy(definition, correct, n, interval)


def accuracies(
    totals: Totals, *, population: int | None = None, confidence: Decimal = DEFAULT_CONFIDENCE
) -> list[Accuracy]:
    """All methods side by side, in their fixed order."""
    return [
        accuracy(each.method, totals, population=population, confidence=confidence)
        for each in METHODS
    ]
