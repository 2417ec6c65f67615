"""What a scorecard says: points, verdict, red flags. Pure functions of the answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from engagements.enums.selection import (
    MANUAL_FLAGS,
    QUESTIONS,
    REFERENCE_QUESTIONS,
    Criterion,
    Flag,
    Option,
    Question,
    Standing,
)
from engagements.kernel.policy import Actor
from engagements.models import Candidate, CriterionScore, ReferenceCall, Selection
from engagements.policies.selection import SelectionPolicy

MOST_POINTS = 5
REFERENCES_WANTED = 2


@dataclass(frozen=True)
class ScoreRow:
    """One criterion with its answer, if there is one."""

    question: Question
    score: CriterionScore | None
    option: Option | None

    @property
    def standing(self) -> str:
        return self.option.standing.value if self.option else "pending"


@dataclass(frozen=True)
class RaisedFlag:
    """A red flag and why it is up."""

    flag: Flag
    because: str
    is_automatic: bool


@dataclass(frozen=True)
class Scorecard:
    """A candidate as it stands."""

    candidate: Candidate
    rows: tuple[ScoreRow, ...]
    flags: tuple[RaisedFlag, ...]
    references: tuple[ReferenceCall, ...]

    @property
    def answered(self) -> int:
        return sum(row.score is not None for row in self.rows)

    @property
    def points(self) -> int:
        return sum(row.score.points for row in self.rows if row.score)

    @property
    def most(self) -> int:
        return MOST_POINTS * len(self.rows)

    @property
    def disqualifiers(self) -> list[ScoreRow]:
        return [row for row in self.rows if row.standing == Standing.DISQUALIFIES.value]

    @property
    def verdict(self) -> str:
        """One disqualifying answer fails the vendor, whatever the total."""
        if self.disqualifiers:
            return "fail"
        return "pass" if self.answered == len(self.rows) else "incomplete"

    @property
    def fitting_references(self) -> int:
        return sum(call.is_current and call.is_similar for call in self.references)

    @property
    def lacks_references(self) -> bool:
        return self.fitting_references < REFERENCES_WANTED

    def row(self, criterion: str) -> ScoreRow:
        return next(row for row in self.rows if row.question.criterion.value == criterion)


def selections_visible(actor: Actor) -> QuerySet[Selection]:
    return SelectionPolicy.visible(actor).select_related(
        "organization", "lead", "chosen", "resulting_engagement", "decided_by"
    )


def candidates_of(selection: Selection) -> QuerySet[Candidate]:
    """With all that a scorecard reads, in a constant number of queries."""
    return (
        Candidate.objects.filter(selection=selection)
        .select_related("vendor", "selection")
        .prefetch_related("scores__scored_by", "flags__confirmed_by", "references")
    )


def scorecard_of(candidate: Candidate) -> Scorecard:
    scores = {score.criterion: score for score in candidate.scores.all()}
    rows = tuple(
        ScoreRow(
            question,
            scores.get(key),
            question.option(scores[key].answer) if key in scores else None,
        )
        for key, question in QUESTIONS.items()
    )
    return Scorecard(
        candidate, rows, tuple(_flags(candidate, rows)), tuple(candidate.references.all())
    )


def _flags(candidate: Candidate, rows: Iterable[ScoreRow]) -> Iterable[RaisedFlag]:
    raised: dict[Flag, RaisedFlag] = {}
    for row in rows:
        for flag in row.option.flags if row.option else ():
            because = f"{Criterion(row.question.criterion).label}: {row.option.text.lower()}"  # type: ignore[union-attr]  # the loop is over its flags
            raised.setdefault(flag, RaisedFlag(flag, because, is_automatic=True))
    if gap := price_gap(candidate):
        raised[Flag.CHEAP] = RaisedFlag(Flag.CHEAP, gap, is_automatic=True)
    for seen in candidate.flags.all():
        flag = Flag(seen.flag)
        raised.setdefault(flag, RaisedFlag(flag, seen.note, is_automatic=False))
    return sorted(raised.values(), key=lambda each: list(Flag).index(each.flag))


def price_gap(candidate: Candidate) -> str:
    """Why the price is suspicious, in words; empty when it is not, or is explained."""
    market = candidate.selection.market_price
    if not market or candidate.price is None or candidate.price_explanation.strip():
        return ""
    below = 1 - candidate.price / market
    if below < candidate.selection.price_gap:
        return ""
    return f"{below:.0%} below the market price of ${market}, unexplained"


def manual_flags() -> list[tuple[str, str]]:
    """The red flags that somebody confirms, because answers alone do not show them."""
    return [(flag.value, flag.label) for flag in Flag if flag in MANUAL_FLAGS]


def reference_answers(call: ReferenceCall) -> list[tuple[str, str]]:
    """Every scripted question with what was answered."""
    return [(text, call.answers.get(key, "")) for key, text in REFERENCE_QUESTIONS.items()]
