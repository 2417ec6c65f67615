"""One chart on the day it was coded: each question of the guards with its evidence (N8)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Q

from charts.models import Chart, GuardOverride
from charts.selectors.guards import Refusal, refusals_all
from charts.selectors.workforce import Probation, probation
from engagements.enums import Complexity
from engagements.enums.workforce import Audience, GuardRule, SpecialtyScope
from engagements.kernel.errors import DomainError
from engagements.models import (
    Credential,
    LeavePeriod,
    ResidencyRule,
    RosterEntry,
    SiteAssignment,
    SpecialtyRule,
    TrainingCampaign,
    TrainingCompletion,
    User,
)
from engagements.selectors import engagement_today
from engagements.selectors.dates import in_force
from engagements.selectors.workforce.credentials import standing_of
from engagements.selectors.workforce.guidance import chart_scope
from engagements.selectors.workforce.people import coders

QUESTIONS = (
    (GuardRule.CREDENTIAL, "Was the coder credentialed?"),
    (GuardRule.SPECIALTY, "Did a credential match the specialty?"),
    (GuardRule.EXPERIENCE, "Had the coder the years the contract asks for?"),
    (GuardRule.TRAINING, "Was the coder trained for this date of service?"),
    (GuardRule.SITE, "Did the coder work at an approved site?"),
    (GuardRule.RESIDENCY, "May the payer's charts be coded from there?"),
    (GuardRule.ROSTER, "Was the coder on the roster?"),
    (GuardRule.LEAVE, "Was the coder at work?"),
    (GuardRule.PROBATION, "Was the coder past probation, for a complex chart?"),
)


@dataclass
class Answer:
    """One question: yes, no, set aside, or not asked; what was asked for, and what there was."""

    rule: str
    question: str
    word: str
    text: str
    asked: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Validity:
    """A chart's coder on a day. `is_coded`: the day it was coded; else today."""

    chart: Chart
    coder: User
    day: dt.date
    is_coded: bool
    answers: list[Answer]
    overrides: list[GuardOverride]

    @property
    def refused(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.word == "no"]


def coded_day(chart: Chart, time_zone: str) -> dt.date | None:
    """The engagement's day on which somebody coded the chart."""
    if chart.coded_at is None or chart.coded_by is None:
        return None
    return chart.coded_at.astimezone(ZoneInfo(time_zone)).date()


def chart_validity(
    chart: Chart, coder: User | None = None, on: dt.date | None = None
) -> Validity | None:
    """Answers for who coded the chart on that day, or for a coder today; on any other day where
    one is given. None without a person.
    """
    person = coder or chart.coded_by
    if person is None:
        return None
    coded_on = None if coder else coded_day(chart, chart.engagement.time_zone)
    day = on or coded_on or engagement_today(chart.engagement)
    is_coded = coded_on is not None and day == coded_on
    refused = refusals_all(engagement=chart.engagement, chart_ids=[chart.pk], user=person, day=day)
    gatherer = _Gatherer(chart, person, day)
    answers = [gatherer.answer(rule, question, refused) for rule, question in QUESTIONS]
    overrides = GuardOverride.objects.filter(chart=chart, coder=person).select_related("by")
    return Validity(chart, person, day, is_coded, answers, list(overrides))


def chart_asked(chart: Chart, *, email: str, day: str) -> tuple[User, dt.date]:
    """Coder and day of a question about a chart: who coded it and when, unless they are given."""
    engagement = chart.engagement
    named = coders(engagement).filter(email__iexact=email.replace("\0", " "))
    coder = named.first() if email else chart.coded_by
    if coder is None:
        raise DomainError(
            "Nobody of this e-mail codes here." if email else "Nobody has coded this chart.",
            field="coder",
            remedy="Give the e-mail of a coder of this engagement.",
        )
    then = None if email else coded_day(chart, engagement.time_zone)
    return coder, day_asked(day) or then or engagement_today(engagement)


def day_asked(text: str) -> dt.date | None:
    """The day somebody asks about; None where they ask about none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        remedy = "Write it as 2026-03-02."
        raise DomainError("This is no day.", field="day", remedy=remedy) from None


class _Gatherer:
    """Collects the rows behind the answers for one chart, coder and day."""

    def __init__(self, chart: Chart, coder: User, day: dt.date) -> None:
        self.chart, self.coder, self.day = chart, coder, day
        self.own = {"engagement": chart.engagement}
        self.mine = {**self.own, "user": coder}
        side = chart.engagement.side_of(coder.organization_id) or ""
        self.audience = Q(audience__in=[Audience.BOTH, side])
        self.side = side

    def answer(self, rule: GuardRule, question: str, refused: Iterable[Refusal]) -> Answer:
        asked: list[str] = getattr(self, f"asked_{rule.value}")()
        found: list[str] = getattr(self, f"found_{rule.value}")()
        against = [each for each in refused if each.rule == rule]
        if any(not each.overridden for each in against):
            word, text = "no", "; ".join(each.words for each in against)
        elif against:
            word, text = "overridden", "; ".join(each.words for each in against)
        elif asked:
            word, text = "yes", "yes"
        else:
            word, text = "not_applicable", "nothing asks for it"
        return Answer(rule, question, word, text, asked, found)

    def rules(self, scope: str) -> list[SpecialtyRule]:
        about = Q(scope=SpecialtyScope.EVERY) | Q(specialty=self.chart.specialty)
        complexity = Q(complexity="any")
        if self.chart.complexity == "complex":
            complexity |= Q(complexity="complex")
        rows = SpecialtyRule.objects.filter(
            self.audience, about, complexity, in_force(self.day), **self.own
        )
        return list(rows.filter(scope=scope) if scope else rows)

    def asked_credential(self) -> list[str]:
        return [_rule_words(rule) for rule in self.rules(SpecialtyScope.EVERY)]

    def asked_specialty(self) -> list[str]:
        return [_rule_words(rule) for rule in self.rules(SpecialtyScope.SPECIALTY)]

    def asked_experience(self) -> list[str]:
        return [f"{rule.minimum_years} years" for rule in self.rules("") if rule.minimum_years]

    def found_credential(self) -> list[str]:
        rows = Credential.objects.filter(**self.mine).select_related("kind", "verified_by")
        return [
            f"{row.kind.code} {row.number}, issued {row.issued_on},"
            f" {standing_of(row, self.day).text}"
            + (f", verified {row.verified_on} by {row.verified_by}" if row.verified_on else "")
            for row in rows.order_by("-issued_on")
        ]

    found_specialty = found_credential

    def found_experience(self) -> list[str]:
        since = [entry.coding_since for entry in self.entries() if entry.coding_since]
        return [f"has coded since {day}" for day in since]

    def campaigns(self) -> list[TrainingCampaign]:
        served = in_force(self.chart.date_of_service, "affected_from", "affected_to")
        current = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=self.day)
        return list(
            TrainingCampaign.objects.filter(
                self.audience, served, current, announced_on__lte=self.day, **self.own
            )
        )

    def asked_training(self) -> list[str]:
        return [f"{row.title}, due {row.due_on}" for row in self.campaigns()]

    def found_training(self) -> list[str]:
        rows = TrainingCompletion.objects.filter(campaign__in=self.campaigns(), user=self.coder)
        return [
            f"{row.campaign.title}, completed {row.completed_on}"
            for row in rows.select_related("campaign")
        ]

    def assignments(self) -> list[SiteAssignment]:
        rows = SiteAssignment.objects.filter(in_force(self.day), **self.mine)
        return list(rows.select_related("site", "site__approved_by"))

    def asked_site(self) -> list[str]:
        return ["approval of the site one works at"] if self.assignments() else []

    def found_site(self) -> list[str]:
        return [
            f"{row.site}, approved {row.site.approved_from or 'never'}"
            f" to {row.site.approved_to or 'further notice'}"
            for row in self.assignments()
        ]

    def asked_residency(self) -> list[str]:
        rows = ResidencyRule.objects.filter(
            self.audience, chart_scope(self.chart), in_force(self.day), **self.own
        )
        return [f"{row.country} {row.effect}: {row.source}" for row in rows]

    def found_residency(self) -> list[str]:
        return [f"works in {row.site.country}" for row in self.assignments()]

    def entries(self) -> list[RosterEntry]:
        joined = in_force(self.day, "joined_on", "left_on")
        return list(RosterEntry.objects.filter(joined, side=self.side, **self.mine))

    def asked_roster(self) -> list[str]:
        kept = RosterEntry.objects.filter(side=self.side, joined_on__lte=self.day, **self.own)
        return ["a place on the roster"] if kept.exists() else []

    def found_roster(self) -> list[str]:
        return [
            f"joined {row.joined_on}" + (f", left {row.left_on}" if row.left_on else "")
            for row in self.entries()
        ]

    def asked_leave(self) -> list[str]:
        return ["no leave"]

    def found_leave(self) -> list[str]:
        rows = LeavePeriod.objects.filter(in_force(self.day, "starts_on", "ends_on"), **self.mine)
        return [f"away {row.starts_on} to {row.ends_on}" for row in rows]

    def asked_probation(self) -> list[str]:
        if self.chart.complexity != Complexity.COMPLEX:
            return []
        return [f"{row.charts} charts before a complex one" for row in self.probations()]

    def found_probation(self) -> list[str]:
        return [f"coded {row.coded} of {row.charts} since joining" for row in self.probations()]

    def probations(self) -> list[Probation]:
        return list(probation(self.chart.engagement, [self.coder.pk], self.day).values())


def _rule_words(rule: SpecialtyRule) -> str:
    source = f" ({rule.source})" if rule.source else ""
    return f"{' or '.join(rule.codes)} since {rule.effective_from}{source}"
