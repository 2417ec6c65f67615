"""The assignment guards: one SQL fragment against the rules told in plain Python."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.models import GuardOverride, WorkItem
from charts.selectors.guards import refusals_all, refusals_of
from charts.selectors.validity import charts_against_guards, refusals_between, validity_counts
from charts.services import workitem_next, workitem_take, workitems_assign
from charts.services.guards import guard_override
from engagements.kernel.errors import DomainError
from engagements.models import (
    Credential,
    CredentialKind,
    LeavePeriod,
    Payer,
    ResidencyRule,
    RosterEntry,
    Site,
    SiteAssignment,
    SpecialtyRule,
    Terms,
    TrainingCampaign,
    TrainingCompletion,
)
from engagements.selectors import engagement_today
from tests.factories import days
from tests.factories.charts import chart, work_item

pytestmark = pytest.mark.django_db

BASE = dt.date(2026, 3, 2)
LEVELS = {"CPC": "general", "CCC": "specialty", "CRC": "specialty"}
DAYS = st.integers(0, 12)
SPANS = st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 8)))


def day(offset: int) -> dt.date:
    return BASE + dt.timedelta(days=offset)


def until(start: int, length: int | None) -> dt.date | None:
    return None if length is None else day(start + length)


@dataclass
class History:
    """What was kept of one coder: plain rows, the oracle's and the database's alike."""

    credentials: list = field(default_factory=list)
    rules: list = field(default_factory=list)
    campaigns: list = field(default_factory=list)
    sites: list = field(default_factory=list)
    residency: list = field(default_factory=list)
    roster: list = field(default_factory=list)
    others_roster: list = field(default_factory=list)
    leave: list = field(default_factory=list)
    terms: list = field(default_factory=list)


def apart(spans):
    """The spans of a list that do not overlap those before them: one at a time."""
    kept = []
    for start, length in spans:
        end = 99 if length is None else start + length
        if all(end < s or start > (99 if n is None else s + n) for s, n in kept):
            kept.append((start, length))
    return kept


CREDENTIALS = st.fixed_dictionaries(
    {
        "code": st.sampled_from(sorted(LEVELS)),
        "span": SPANS,
        "verified": st.one_of(st.none(), DAYS),
        "revoked": st.one_of(st.none(), DAYS),
    }
)
RULES = st.fixed_dictionaries(
    {
        "specialty": st.sampled_from(["", "cardiology", "oncology"]),
        "complexity": st.sampled_from(["any", "complex"]),
        "codes": st.lists(st.sampled_from(sorted(LEVELS)), min_size=1, max_size=2, unique=True),
        "strict": st.booleans(),
        "audience": st.sampled_from(["vendor", "practice", "both"]),
        "years": st.sampled_from([None, 1, 2]),
        "span": SPANS,
    }
)
CAMPAIGNS = st.fixed_dictionaries(
    {
        "announced": DAYS,
        "affected": SPANS,
        "withdrawn": st.one_of(st.none(), DAYS),
        "completed": st.one_of(st.none(), DAYS),
        "audience": st.sampled_from(["vendor", "practice", "both"]),
    }
)
RESIDENCY = st.fixed_dictionaries(
    {
        "payer": st.booleans(),
        "state": st.sampled_from(["", "TX", "GA"]),
        "country": st.sampled_from(["US", "IN"]),
        "effect": st.sampled_from(["allowed", "forbidden"]),
        "span": SPANS,
    }
)
SITES = st.tuples(
    st.lists(SPANS, max_size=2).map(apart),
    st.lists(st.tuples(st.sampled_from(["US", "IN"]), st.one_of(st.none(), SPANS)), max_size=2),
)
PROBATIONS = st.sampled_from([0, 1, 4, 7, 50])
HISTORIES = st.builds(
    History,
    credentials=st.lists(
        CREDENTIALS, max_size=4, unique_by=lambda row: (row["code"], row["span"][0])
    ),
    rules=st.lists(RULES, max_size=3),
    campaigns=st.lists(CAMPAIGNS, max_size=2),
    sites=SITES.map(lambda pair: list(zip(pair[0], pair[1], strict=False))),
    residency=st.lists(RESIDENCY, max_size=3),
    roster=st.lists(st.tuples(SPANS, st.sampled_from([None, 1, 2])), max_size=2),
    others_roster=st.lists(SPANS, max_size=1),
    leave=st.lists(st.tuples(DAYS, st.integers(0, 5)), max_size=2).map(apart),
    terms=st.lists(st.tuples(SPANS, PROBATIONS), max_size=3),
)


def holds(span, on: dt.date) -> bool:
    start, length = span
    end = until(start, length)
    return day(start) <= on and (end is None or end >= on)


def roster_of(history):
    """The coder's own entries: those that do not overlap."""
    spans = apart([span for span, _ in history.roster])
    years = dict(reversed(history.roster))
    return [(span, years[span]) for span in spans]


def oracle(history, case, on: dt.date) -> set[str]:
    """The rules as DOMAIN.md and the contract tell them, one by one."""
    found = set()
    entries = [(span, years) for span, years in roster_of(history) if holds(span, on)]
    for rule in history.rules:
        about = rule["specialty"] in {"", case["specialty"]}
        about &= rule["complexity"] == "any" or case["complexity"] == "complex"
        if not (about and rule["audience"] in {"vendor", "both"} and holds(rule["span"], on)):
            continue
        held = [
            row
            for row in history.credentials
            if row["code"] in rule["codes"]
            and not (rule["strict"] and LEVELS[row["code"]] == "general")
            and row["verified"] is not None
            and day(row["verified"]) <= on
            and holds(row["span"], on)
            and (row["revoked"] is None or revoked_on(row) > on)
        ]
        if not held:
            found.add("specialty" if rule["specialty"] else "credential")
        years = rule["years"]
        if years and not any(own and coded_long(own, years, on) for _, own in entries):
            found.add("experience")
    for row in history.campaigns:
        due = row["audience"] in {"vendor", "both"} and holds(row["affected"], case["service"])
        due &= day(row["announced"]) <= on
        due &= row["withdrawn"] is None or day(row["withdrawn"]) > on
        if due and not (row["completed"] is not None and day(row["completed"]) <= on):
            found.add("training")
    found |= places(history, case, on)
    kept = [span for span, _ in roster_of(history)] + history.others_roster
    if any(day(span[0]) <= on for span in kept) and not entries:
        found.add("roster")
    if any(holds(span, on) for span in history.leave):
        found.add("leave")
    charts = probation_charts_on(history, on)
    if case["complexity"] == "complex" and any(
        coded_from(day(span[0]), on) < charts for span, _ in entries
    ):
        found.add("probation")
    return found


def terms_of(history):
    """The contract's probations, each with when it is agreed: terms never overlap."""
    charts = dict(reversed(history.terms))
    return [(span, charts[span]) for span in apart([span for span, _ in history.terms])]


def probation_charts_on(history, on: dt.date) -> int:
    return sum(charts for span, charts in terms_of(history) if holds(span, on))


def coded_from(joined: dt.date, on: dt.date) -> int:
    """The charts of the test that were coded from joining to the end of the day."""
    return sum(len(CASES) for offset in ASKED if joined <= day(offset) <= on)


def coded_since(years: int) -> dt.date:
    """`years` years before the middle of the fortnight."""
    return day(6).replace(year=day(6).year - years)


def coded_long(own: int, years: int, on: dt.date) -> bool:
    since = coded_since(own)
    return since.replace(year=since.year + years) <= on


def revoked_on(row) -> dt.date:
    return max(day(row["revoked"]), day(row["span"][0]))


def places(history, case, on) -> set[str]:
    found = set()
    here = None
    for span, (country, approval) in history.sites:
        if holds(span, on):
            here = country
            if approval is None or not holds(approval, on):
                found.add("site")
    asked = [
        row
        for row in history.residency
        if (not row["payer"] or case["payer"])
        and row["state"] in {"", case["state"]}
        and holds(row["span"], on)
    ]
    if asked and here is None:
        found.add("residency")
    for row in asked:
        if row["effect"] == "forbidden":
            wrong = row["country"] == here
        else:
            same = [o for o in asked if (o["payer"], o["state"]) == (row["payer"], row["state"])]
            wrong = not any(o["effect"] == "allowed" and o["country"] == here for o in same)
        if wrong:
            found.add("residency")
    return found


def keep(world, coder, other, history, payer) -> None:
    """The history as rows."""
    own = {"engagement": world.own}
    kinds = {
        code: CredentialKind.objects.create(code=code, title=code, body="aapc", level=level, **own)
        for code, level in LEVELS.items()
    }
    for row in history.credentials:
        start, length = row["span"]
        Credential.objects.create(
            user=coder,
            kind=kinds[row["code"]],
            number="1",
            issued_on=day(start),
            expires_on=until(start, length),
            verified_on=None if row["verified"] is None else day(row["verified"]),
            verified_by=None if row["verified"] is None else other,
            revoked_on=None if row["revoked"] is None else revoked_on(row),
            **own,
        )
    for row in history.rules:
        SpecialtyRule.objects.create(
            scope="specialty" if row["specialty"] else "every",
            specialty=row["specialty"],
            complexity=row["complexity"],
            codes=row["codes"],
            is_complex_specialty=row["strict"],
            audience=row["audience"],
            minimum_years=row["years"] and Decimal(row["years"]),
            **dates(row["span"]),
            **own,
        )
    keep_training(own, coder, history)
    keep_places(own, coder, history, payer)
    for span, years in roster_of(history):
        since = coded_since(years) if years else None
        RosterEntry.objects.create(
            user=coder,
            side="vendor",
            coding_since=since,
            **dates(span, "joined_on", "left_on"),
            **own,
        )
    for span in history.others_roster:
        RosterEntry.objects.create(
            user=other, side="vendor", **dates(span, "joined_on", "left_on"), **own
        )
    for span in history.leave:
        LeavePeriod.objects.create(user=coder, **dates(span, "starts_on", "ends_on"), **own)
    keep_terms(world.own, history)


def keep_terms(engagement, history) -> None:
    """What the history agrees takes the place of the world's own terms."""
    Terms.objects.update(effective_to=day(-1))
    for nth, (span, charts) in enumerate(terms_of(history)):
        Terms.objects.create(
            engagement=engagement,
            version=nth + 2,
            state="accepted",
            accepted_at=timezone.now(),
            probation_charts=charts,
            **dates(span),
        )


def dates(span, start="effective_from", end="effective_to"):
    return {start: day(span[0]), end: until(*span)}


def keep_training(own, coder, history) -> None:
    for nth, row in enumerate(history.campaigns):
        campaign = TrainingCampaign.objects.create(
            title=f"Release {nth}",
            code_set="CPT",
            announced_on=day(row["announced"]),
            due_on=day(row["affected"][0] - 1),
            audience=row["audience"],
            withdrawn_on=None if row["withdrawn"] is None else day(row["withdrawn"]),
            **dates(row["affected"], "affected_from", "affected_to"),
            **own,
        )
        if row["completed"] is not None:
            TrainingCompletion.objects.create(
                campaign=campaign, user=coder, completed_on=day(row["completed"]), **own
            )


def keep_places(own, coder, history, payer) -> None:
    for nth, (span, (country, approval)) in enumerate(history.sites):
        approved = {} if approval is None else dates(approval, "approved_from", "approved_to")
        site = Site.objects.create(name=f"Site {nth}", country=country, **approved, **own)
        SiteAssignment.objects.create(user=coder, site=site, **dates(span), **own)
    for row in history.residency:
        scope = {(False, False): "every", (True, False): "payer", (False, True): "state"}
        ResidencyRule.objects.create(
            scope=scope.get((row["payer"], bool(row["state"])), "payer_state"),
            payer=payer if row["payer"] else None,
            payer_state=row["state"],
            country=row["country"],
            effect=row["effect"],
            source="Payer's manual",
            review_on=day(300),
            **dates(row["span"]),
            **own,
        )


CASES = [
    {"specialty": "cardiology", "complexity": "complex", "payer": True, "state": "TX"},
    {"specialty": "oncology", "complexity": "standard", "payer": False, "state": "GA"},
    {"specialty": "family_medicine", "complexity": "standard", "payer": True, "state": ""},
]
ASKED = (0, 3, 6, 10, 14)


@pytest.mark.covers("R29", "R40", "R41", "R44", "R50", "N7", "N8")
def test_guards_agree_with_the_rules_told_in_python(scoped):
    """Any history, any day: for a list of charts, and for the month in one statement."""
    coder, other = scoped.user("vendor_coder"), scoped.user("vendor_lead")
    payer = Payer.objects.get()
    made = []
    for kind in CASES:
        for offset in ASKED:
            coded = dt.datetime.combine(day(offset), dt.time(23, 30), tzinfo=dt.UTC)
            case = kind | {"service": day(offset - 1)}
            made.append(
                (
                    chart(
                        scoped.own,
                        specialty=case["specialty"],
                        complexity=case["complexity"],
                        payer=payer if case["payer"] else None,
                        payer_state=case["state"],
                        date_of_service=case["service"],
                        state="coded",
                        coded_at=coded,
                        coded_by=coder,
                    ),
                    case,
                    day(offset),
                )
            )

    @settings(max_examples=60)
    @given(HISTORIES)
    def check(history):
        point = transaction.savepoint()
        keep(scoped, coder, other, history, payer)
        monthly: dict[int, set[str]] = {}
        for refusal in refusals_between(scoped.own, BASE, day(20)):
            monthly.setdefault(refusal.chart_id, set()).add(refusal.rule)
        for offset in ASKED:
            ids = [row.pk for row, _, on in made if on == day(offset)]
            found = refusals_of(engagement=scoped.own, chart_ids=ids, user=coder, day=day(offset))
            for row, case, on in made:
                if on != day(offset):
                    continue
                expected = oracle(history, case, on)
                assert {each.rule for each in found.get(row.pk, [])} == expected
                assert monthly.get(row.pk, set()) == expected
        transaction.savepoint_rollback(point)

    check()


def held(scoped, code="CCC", **fields):
    """A credential of the vendor's coder, verified a year ago and valid for another."""
    now = days.today()
    kind, _ = CredentialKind.objects.get_or_create(
        engagement=scoped.own,
        code=code,
        defaults={"body": "aapc", "title": code, "level": LEVELS[code]},
    )
    year = dt.timedelta(days=365)
    given_ = {
        "issued_on": now - year,
        "expires_on": now + year,
        "verified_on": now - year,
        "verified_by": scoped.user("practice_manager"),
    }
    return Credential.objects.create(
        engagement=scoped.own,
        user=scoped.user("vendor_coder"),
        kind=kind,
        number="1",
        **(given_ | fields),
    )


def needs(scoped, *codes, specialty="cardiology", **fields):
    return SpecialtyRule.objects.create(
        engagement=scoped.own,
        scope="specialty",
        specialty=specialty,
        codes=list(codes),
        **({"effective_from": days.today() - dt.timedelta(days=60)} | fields),
    )


def waiting(scoped, **fields) -> WorkItem:
    return work_item(chart(scoped.own, **fields))


@pytest.mark.covers("R41")
def test_next_chart_passes_over_what_the_coder_may_not_code(scoped, actor_of):
    needs(scoped, "CCC")
    waiting(scoped, specialty="cardiology", due_at=timezone.now())
    other = waiting(scoped, specialty="family_medicine")
    assert workitem_next(actor=actor_of("vendor_coder")) == other


@pytest.mark.covers("R41")
def test_next_chart_gives_a_matched_specialty_first(scoped, actor_of):
    needs(scoped, "CCC")
    held(scoped)
    first = waiting(scoped, specialty="cardiology", due_at=timezone.now())
    waiting(scoped, specialty="family_medicine")
    assert workitem_next(actor=actor_of("vendor_coder")) == first


@pytest.mark.covers("R41")
def test_a_general_credential_never_suffices_in_a_complex_specialty(scoped):
    needs(scoped, "CPC", is_complex_specialty=True)
    held(scoped, "CPC")
    asked = chart(scoped.own, specialty="cardiology")
    found = refusals_of(
        engagement=scoped.own,
        chart_ids=[asked.pk],
        user=scoped.user("vendor_coder"),
        day=engagement_today(scoped.own),
    )
    assert [each.rule for each in found[asked.pk]] == ["specialty"]


@pytest.mark.covers("R43")
def test_a_coder_who_left_or_is_away_gets_no_chart(scoped, actor_of):
    today = engagement_today(scoped.own)
    coder = scoped.user("vendor_coder")
    entry = RosterEntry.objects.create(
        engagement=scoped.own, user=coder, side="vendor", joined_on=today - dt.timedelta(days=9)
    )
    item = waiting(scoped)
    leave = LeavePeriod.objects.create(
        engagement=scoped.own, user=coder, starts_on=today, ends_on=today
    )
    assert workitem_next(actor=actor_of("vendor_coder")) is None
    leave.delete()
    RosterEntry.objects.filter(pk=entry.pk).update(left_on=today - dt.timedelta(days=1))
    assert workitem_next(actor=actor_of("vendor_coder")) is None
    RosterEntry.objects.filter(pk=entry.pk).update(left_on=None)
    assert workitem_next(actor=actor_of("vendor_coder")) == item


@pytest.mark.covers("R52")
def test_next_chart_keeps_complex_charts_from_a_coder_on_probation(scoped, actor_of):
    today = engagement_today(scoped.own)
    coder = scoped.user("vendor_coder")
    Terms.objects.update(probation_charts=2)
    hard = waiting(scoped, complexity="complex", due_at=timezone.now())
    usual = waiting(scoped)
    RosterEntry.objects.create(
        engagement=scoped.own, user=coder, side="vendor", joined_on=today - dt.timedelta(days=9)
    )
    for age in (20, 1):
        when = timezone.now() - dt.timedelta(days=age)
        chart(scoped.own, state="coded", coded_by=coder, coded_at=when)
    asked = {"engagement": scoped.own, "chart_ids": [hard.chart_id], "user": coder, "day": today}
    [refusal] = refusals_of(**asked)[hard.chart_id]
    assert refusal.sentence == (
        f"Probation: has coded 1 of the first 2 charts by {today}. Practice manager or Compliance"
        " officer can set this aside, with a reason."
    )
    point = transaction.savepoint()
    assert workitem_next(actor=actor_of("vendor_coder")) == usual
    transaction.savepoint_rollback(point)
    Terms.objects.update(probation_charts=0)
    assert refusals_of(**asked) == {}
    Terms.objects.update(probation_charts=2)
    chart(scoped.own, state="coded", coded_by=coder, coded_at=timezone.now())
    assert refusals_of(**asked) == {}
    assert workitem_next(actor=actor_of("vendor_coder")) == hard


@pytest.mark.covers("R52")
def test_a_chart_set_aside_from_probation_is_given(scoped, actor_of):
    coder = scoped.user("vendor_coder")
    RosterEntry.objects.create(
        engagement=scoped.own, user=coder, side="vendor", joined_on=engagement_today(scoped.own)
    )
    hard = waiting(scoped, complexity="complex")
    assert workitem_next(actor=actor_of("vendor_coder")) is None
    guard_override(
        actor=actor_of("practice_manager"),
        chart=hard.chart,
        coder=coder,
        rule="probation",
        reason="A cardiologist's coder for ten years elsewhere",
    )
    assert workitem_next(actor=actor_of("vendor_coder")) == hard


@pytest.mark.covers("R41", "N7")
def test_assigning_says_which_rule_refuses_and_who_may_override(scoped, actor_of):
    needs(scoped, "CCC", "CIRCC")
    item = waiting(scoped, specialty="cardiology")
    coder = scoped.user("vendor_coder")
    today = engagement_today(scoped.own)
    with pytest.raises(DomainError) as refused:
        workitems_assign(
            actor=actor_of("vendor_lead"), items=[item], assignee=coder, reason="She knows it"
        )
    assert refused.value.message == (
        f"Specialty match: no verified CCC or CIRCC on {today}. Practice manager or Compliance"
        " officer can set this aside, with a reason."
    )


def test_assigning_many_leaves_out_the_refused_ones(scoped, actor_of):
    needs(scoped, "CCC")
    mine, theirs = waiting(scoped, specialty="cardiology"), waiting(scoped)
    moved = workitems_assign(
        actor=actor_of("vendor_lead"),
        items=[mine, theirs],
        assignee=scoped.user("vendor_coder"),
        reason="Her turn",
    )
    assert moved == 1
    assert WorkItem.objects.get(assignee=scoped.user("vendor_coder")) == theirs


def test_taking_an_assigned_chart_is_refused_after_a_lapse(scoped, actor_of):
    needs(scoped, "CCC")
    yesterday = engagement_today(scoped.own) - dt.timedelta(days=1)
    held(scoped, expires_on=yesterday)
    item = work_item(
        chart(scoped.own, specialty="cardiology"), assignee=scoped.user("vendor_coder")
    )
    with pytest.raises(DomainError, match="Specialty match: no verified CCC"):
        workitem_take(actor=actor_of("vendor_coder"), item=item)


@pytest.mark.covers("N8")
def test_an_override_lets_one_chart_through_and_is_counted(scoped, actor_of):
    today = engagement_today(scoped.own)
    coder = scoped.user("vendor_coder")
    needs(scoped, "CCC")
    item = waiting(scoped, specialty="cardiology")
    GuardOverride.objects.create(
        engagement=scoped.own,
        chart=item.chart,
        coder=coder,
        rule="specialty",
        refusal="no CCC",
        reason="The only cardiology coder is away",
        day=today,
        by=scoped.user("practice_manager"),
        side="practice",
        at=timezone.now(),
    )
    assert workitem_next(actor=actor_of("vendor_coder")) == item
    asked = {"engagement": scoped.own, "chart_ids": [item.chart_id], "user": coder, "day": today}
    assert refusals_of(**asked) == {}
    assert [(r.rule, r.overridden) for r in refusals_all(**asked)] == [("specialty", True)]


@pytest.mark.covers("N8")
def test_a_lapse_does_not_rewrite_history(scoped, actor_of):
    """Coded while valid, in the month's answer for good; coded after the lapse, refused."""
    needs(scoped, "CCC")
    today = engagement_today(scoped.own)
    held(scoped, expires_on=today - dt.timedelta(days=5))
    before, after = (
        chart(
            scoped.own,
            specialty="cardiology",
            state="coded",
            coded_by=scoped.user("vendor_coder"),
            coded_at=timezone.now() - dt.timedelta(days=days),
        )
        for days in (10, 2)
    )
    period = (today - dt.timedelta(days=20), today)
    assert [each.chart_id for each in refusals_between(scoped.own, *period)] == [after.pk]
    assert before.pk != after.pk
    counted = validity_counts(scoped.own, *period)
    assert counted == {
        "coded": 2,
        "refused": 1,
        "overridden": 0,
        "rules": [{"rule": "specialty", "refused": 1, "overridden": 0}],
    }
    listed = charts_against_guards(actor_of("practice_manager"), *period, standing="refused")
    assert [(row.pk, row.refused) for row in listed] == [
        (after.pk, f"specialty: no verified CCC on {today - dt.timedelta(days=2)}")
    ]
    none = charts_against_guards(actor_of("practice_manager"), *period, rules=["leave"])
    assert list(none) == []


def test_the_month_is_asked_in_one_statement(scoped, django_assert_num_queries):
    needs(scoped, "CCC")
    today = engagement_today(scoped.own)
    for _ in range(3):
        chart(
            scoped.own,
            specialty="cardiology",
            state="coded",
            coded_by=scoped.user("vendor_coder"),
            coded_at=timezone.now(),
        )
    with django_assert_num_queries(1):
        assert len(refusals_between(scoped.own, today, today)) == 3
