"""The month's numbers, counted from what was done: no line of this is the product's."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import comb

from tests.flows.cases import CASES, CODED, JUDGED_AS_CODING, REMITS
from tests.flows.review import Reviewed

ALPHA_EACH_SIDE = Decimal("0.05")  # the terms' two-sided 90 %


def share(part: int, whole: int) -> str:
    """To a tenth of a percent, halves up, as people round."""
    return f"{(Decimal(100 * part) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def hours_and_minutes(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def exact_interval(wrong: int, drawn: int, population: int) -> tuple[int, int]:
    """The fewest and the most wrong charts of the population that the draw is consistent with."""

    def chance(errors: int, counts: range) -> Decimal:
        ways = sum(
            comb(errors, k) * comb(population - errors, drawn - k) for k in counts if k <= errors
        )
        return Decimal(ways) / comb(population, drawn)

    every = range(population + 1)
    fewest = min(e for e in every if chance(e, range(wrong, drawn + 1)) >= ALPHA_EACH_SIDE)
    most = max(e for e in every if chance(e, range(wrong + 1)) >= ALPHA_EACH_SIDE)
    return fewest, most


@dataclass
class Expected:
    encounters: int
    reviewed: Reviewed
    turnaround: list[int]
    coded: int = len(CODED)
    due: int = len(CASES)
    on_time: int = field(default=sum(not case.is_late for case in CODED))

    def __post_init__(self) -> None:
        self.audited = len(self.reviewed.audited)
        self.correct = self.audited - len(self.reviewed.wrong)
        self.claims = len(REMITS)
        denied = [each for each in REMITS if each.denied]
        self.denied = len(denied)
        self.coding = sum(each.is_coding for each in denied)
        self.coding_amount = sum((r.denied for r in denied if r.is_coding), Decimal(0))
        self.open_amount = sum((r.denied for r in denied), -JUDGED_AS_CODING.denied)

    @property
    def tiles(self) -> dict[str, str]:
        """What the health page shows of the closed month."""
        return {
            "Turnaround attainment": share(self.on_time, self.due),
            "Average turnaround": self.average,
            "Charts coded": str(self.coded),
            "Query response rate": share(1, 2),
            "Coding-related denial rate": share(self.coding, self.claims),
            "First-pass rate": share(self.claims - self.denied, self.claims),
            "Accuracy": share(self.correct, self.audited),
        }

    @property
    def average(self) -> str:
        return hours_and_minutes(sum(self.turnaround) / len(self.turnaround))

    def sentences(self) -> list[str]:
        """What the PDF must say, as its text reads."""
        return [*self._production(), *self._queries(), *self._claims(), *self._accuracy()]

    def _production(self) -> list[str]:
        attained = share(self.on_time, self.due)
        spread = hours_and_minutes(min(self.turnaround))
        diagnoses = sum(len(case.coded.diagnoses) for case in CODED)
        procedures = sum(len(case.coded.procedures) for case in CODED)
        valid = f"100.0% of n = {diagnoses} code lines were valid on their date of service"
        return [
            f"Charts received: {self.encounters + self.due}. Charts coded: {self.coded}.",
            f"{self.on_time} of {self.due} charts due were returned on time ({attained})",
            f"{self.due - self.on_time} were late or still open.",
            f"Average turnaround {self.average} Contracted time over n = {self.coded} charts coded",
            f"All classes {self.coded} {self.average} ",
            f" {spread} 1 d 6 h",
            f"the service on average (n = {self.due})",
            f"Established patients (n = {self.coded} codes)",
            f"{valid}; 0 were not. {procedures} lines are of code systems without a loaded release",
        ]

    def _queries(self) -> list[str]:
        return [
            "n = 1 responses; 2 queries issued, 1 unresolved.",
            f"Dr. Pat Rivera 2 {share(1, 2)} {share(1, 1)} 1 ",
            f"All 2 {share(1, 2)} {share(1, 1)} 1 ",
            f"Greater specificity 2 {share(1, 2)} {share(1, 1)} 1 ",
        ]

    def _claims(self) -> list[str]:
        n, judged = self.claims, JUDGED_AS_CODING.denied
        other = self.denied - self.coding
        return [
            f"Coding denial rate {share(self.coding, n)} {self.coding} of n = {n} claims",
            f"Without coding denials {share(n - self.coding, n)}",
            f"without other denials {share(n - other, n)}",
            f"Claims adjudicated: n = {n}.",
            f"Denied in whole or part: {self.denied} ({share(self.denied, n)})",
            f"Attributed to coding: {self.coding} ({share(self.coding, n)}), ${self.coding_amount}",
            f"First-pass rate {share(n - self.denied, n)} of n = {n} first submissions",
            f"Coding 1 ${judged}",
            f"Not set yet {self.denied - 1} ${self.open_amount}",
        ]

    def _accuracy(self) -> list[str]:
        n, right = self.audited, self.correct
        fewest, most = exact_interval(n - right, n, self.coded)
        lower, upper = (share(self.coded - wrong, self.coded) for wrong in (most, fewest))
        codes_right, codes = self.reviewed.code_counts()
        assert self.coded - fewest < Decimal("0.95") * self.coded, "an error in nine is below 95 %"
        return [
            f"n = {n} charts audited of a population of {self.coded}.",
            "Disputes decided: 1, overturned: 1.",
            f"components correct) {share(right, n)} {right} {n} {lower} to {upper} ✗ Not met",
            f"Code over code (AHIMA) {share(codes_right, codes)} {codes_right} {codes} ",
        ]
