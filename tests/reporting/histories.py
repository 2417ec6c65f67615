"""Generated histories of an engagement, and the three ways to a number that must agree."""

import datetime as dt
import itertools

from django.db.models import Count
from hypothesis import strategies as st

from charts.enums import ChartState
from charts.models import Chart
from denials.models import Claim, Remittance, RemittanceFile
from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.metrics.expressions import chosen, condition
from engagements.kernel.metrics.rolled import rolled
from engagements.kernel.metrics.values import facts, live, rows_of, standings
from engagements.models import Provider
from qa.enums import AuditState
from qa.models import Audit, Sample
from queries.enums import QueryOutcome, QueryState
from queries.models import Query
from tests.factories.charts import chart, coding

ZONE = "America/New_York"
FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 20, 15, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 20)

# Instants at and around local midnights, daylight saving (8 March) included.
instants = st.builds(
    lambda day, minute: FIRST + dt.timedelta(days=day, minutes=minute),
    st.integers(0, 24),
    st.sampled_from([0, 239, 240, 299, 300, 301, 720, 1439]),
)
specialties = st.sampled_from(["", "cardiology", "oncology"])
classes = st.sampled_from(["outpatient", "inpatient", "emergency"])
amounts = st.one_of(st.none(), st.decimals(0, 5000, places=2))

outcomes = st.sampled_from([QueryOutcome.AGREED, QueryOutcome.DISAGREED, QueryOutcome.OTHER])
days = st.integers(0, 24).map(lambda day: dt.date(2026, 3, 1) + dt.timedelta(days=day))

charts = st.fixed_dictionaries(
    {
        "received_at": instants,
        "documentation_complete_at": st.one_of(st.none(), instants),
        "due_at": st.one_of(st.none(), instants),
        "specialty": specialties,
        "encounter_class": classes,
        "billed_amount": amounts,
        "with_payer": st.booleans(),
    }
)
steps = st.one_of(
    st.tuples(st.just("add"), charts),
    st.tuples(st.just("code"), st.integers(0, 9), instants, st.integers(0, 400_000)),
    st.tuples(st.just("reopen"), st.integers(0, 9)),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("move"), st.integers(0, 9), instants),
    st.tuples(st.just("reclass"), st.integers(0, 9), specialties, classes),
    st.tuples(st.just("bulk"), specialties),
    st.tuples(st.just("ask"), st.integers(0, 9), instants, instants),
    st.tuples(st.just("answer"), st.integers(0, 9), instants, outcomes),
    st.tuples(st.just("expire"), instants),
    st.tuples(st.just("audit"), st.integers(0, 9), instants, st.booleans(), st.booleans()),
    st.tuples(st.just("sign_off"), st.booleans()),
    st.tuples(st.just("overturn"), st.booleans()),
    st.tuples(st.just("claim"), st.integers(0, 9), days, st.booleans(), amounts),
    st.tuples(st.just("attribute"), st.booleans()),
    st.tuples(st.just("refresh"), st.sampled_from(["all", "one", "rebuild"])),
)
histories = st.lists(steps, min_size=1, max_size=16)
_references = itertools.count(1)


class History:
    """Plays steps against one engagement."""

    def __init__(self, engagement, coders, payer, refresh):
        self.engagement, self.coders, self.payer, self.refresh = engagement, coders, payer, refresh
        self.ids = []

    def play(self, step):
        kind, *values = step
        getattr(self, f"do_{kind}")(*values)

    def _some(self, number):
        return Chart.objects.filter(pk=self.ids[number % len(self.ids)]) if self.ids else None

    def do_add(self, fields):
        values = dict(fields)
        values["payer"] = self.payer if values.pop("with_payer") else None
        done = values["documentation_complete_at"]
        values["documentation_lag_seconds"] = (
            None if done is None else int((done - FIRST).total_seconds())
        )
        if done is None:
            values |= {"due_at": None, "state": ChartState.WAITING}
        values["encounter_ref"] = f"HISTORY-{next(_references)}"
        self.ids.append(chart(self.engagement, **values).pk)

    def do_code(self, number, at, seconds):
        rows = self._some(number)
        if rows:
            coder = self.coders[number % len(self.coders)]
            rows.update(
                state=ChartState.CODED, coded_at=at, coded_by=coder, turnaround_seconds=seconds
            )

    def do_reopen(self, number):
        rows = self._some(number)
        if rows:
            rows.update(
                state=ChartState.READY, coded_at=None, coded_by=None, turnaround_seconds=None
            )

    def do_cancel(self, number):
        rows = self._some(number)
        if rows:
            rows.update(state=ChartState.CANCELLED)

    def do_move(self, number, at):
        rows = self._some(number)
        if rows:
            rows.update(due_at=at, received_at=at)

    def do_reclass(self, number, specialty, encounter_class):
        rows = self._some(number)
        if rows:
            rows.update(specialty=specialty, encounter_class=encounter_class)

    def do_bulk(self, specialty):
        Chart.objects.filter(engagement=self.engagement).update(specialty=specialty)

    def do_ask(self, number, sent, due):
        if not self.ids:
            return
        Query.objects.create(
            engagement=self.engagement,
            chart_id=self.ids[number % len(self.ids)],
            provider=Provider.objects.first(),
            kind="yes_no",
            category="specificity" if number % 2 else "conflicting",
            title="Question",
            state=QueryState.SENT,
            asked_by=self.coders[number % len(self.coders)],
            sent_at=sent,
            due_at=due,
        )

    def do_answer(self, number, at, outcome):
        asked = list(Query.objects.filter(state=QueryState.SENT).order_by("pk"))
        if asked:
            Query.objects.filter(pk=asked[number % len(asked)].pk).update(
                state=QueryState.ANSWERED, closed_at=at, outcome=outcome, response_seconds=number
            )

    def do_expire(self, at):
        Query.objects.filter(state=QueryState.SENT).update(
            state=QueryState.UNRESOLVED, closed_at=at, outcome=QueryOutcome.NO_RESPONSE
        )

    def do_audit(self, number, at, correct, independent):
        if not self.ids:
            return
        made = Chart.objects.get(pk=self.ids[number % len(self.ids)])
        coder = self.coders[number % len(self.coders)]
        answer = coding(made, coder, [("icd10cm", "I10")], revision=next(_references))
        Audit.objects.create(
            engagement=self.engagement,
            sample=self._sample() if independent else None,
            chart=made,
            coding=answer,
            coder=coder,
            side="auditor" if independent else "vendor",
            is_independent=independent,
            state=AuditState.COMPLETED,
            specialty=made.specialty,
            encounter_class=made.encounter_class,
            completed_at=at,
            encounter_correct=correct,
            reviewer_codes=number,
            coder_codes=3,
            correct_codes=min(number, 3),
            payment_effect=None if correct else number,
        )

    def _sample(self):
        return Sample.objects.create(
            engagement=self.engagement,
            name="Independent",
            period_start=dt.date(2026, 3, 1),
            period_end=dt.date(2026, 3, 31),
            drawn_for="auditor",
            is_independent=True,
            frame_size=1,
            frame_sha256="0" * 64,
            seed="1",
            generator="test",
            size=1,
            drawn_at=FIRST,
        )

    def do_sign_off(self, done):
        Sample.objects.update(locked_at=NOW if done else None)

    def do_overturn(self, correct):
        Audit.objects.update(encounter_correct=correct)

    def do_claim(self, number, day, denied, amount):
        Claim.objects.create(
            engagement=self.engagement,
            remittance=self._remittance(),
            position=next(_references),
            patient_control_number=f"PCN-{number}",
            coder=self.coders[number % len(self.coders)] if number % 3 else None,
            payer=self.payer if number % 2 else None,
            specialty="cardiology" if denied else "",
            encounter_class="outpatient",
            status="4" if denied else "1",
            is_denied=denied,
            is_coding_denial=denied and number % 2 == 0,
            charge=amount or 0,
            paid=0,
            denied_amount=(amount or 0) if denied else 0,
            adjudicated_on=day,
        )

    def _remittance(self):
        found = Remittance.objects.first()
        if found is None:
            file = RemittanceFile.objects.create(
                engagement=self.engagement, name="r.835", sha256="0" * 64, size=1
            )
            found = Remittance.objects.create(
                engagement=self.engagement,
                file=file,
                content_sha256="0" * 64,
                control_number="1",
                payment_amount=0,
                claims_paid=0,
                is_balanced=True,
            )
        return found

    def do_attribute(self, coding_caused):
        Claim.objects.filter(is_denied=True).update(is_coding_denial=coding_caused)

    def do_refresh(self, how):
        self.refresh(how)


periods = [
    Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31), ZONE, TODAY),
    Period(dt.date(2026, 3, 8), dt.date(2026, 3, 8), ZONE, TODAY),
    Period(dt.date(2026, 3, 18), dt.date(2026, 3, 24), ZONE, TODAY),
]


def assert_three_ways_agree(engagement_id):
    """For every family, measure, period and dimension: live = rollup = rows of the list."""
    for family in METRICS.families.values():
        for period in periods:
            for by in ((), *((name,) for name in family.dimensions)):
                assert_groups_agree(family, engagement_id, period, by)
    assert_standings_agree(engagement_id)


def assert_groups_agree(family, engagement_id, period, by):
    from_facts = live(family, engagement_id, period, by=by)
    from_rollup = rolled(family, engagement_id, period, by=by)
    assert from_facts == from_rollup, (family.key, period.label, by)
    for group, sums in from_rollup.items():
        filters = dict(zip(by, group, strict=True))
        listed = facts(family, engagement_id).aggregate(
            **{
                f"n_{measure.key}": Count("pk", filter=rows_of(family, measure, period, filters))
                for measure in family.measures
                if measure.sum is None
            }
        )
        counted = {f"n_{m.key}": sums[m.key] for m in family.measures if m.sum is None}
        assert listed == counted, (family.key, period.label, filters)


def assert_standings_agree(engagement_id):
    for family in METRICS.families.values():
        items = [item for item in METRICS.standings.values() if item.family == family.key]
        for by in ((), *((name,) for name in family.dimensions)) if items else ():
            for group, values in standings(family, items, engagement_id, NOW, by=by).items():
                only = chosen(family, dict(zip(by, group, strict=True)))
                for item in items:
                    rows = facts(family, engagement_id).filter(condition(item, now=NOW) & only)
                    if item.sum is None:
                        assert rows.count() == values[item.key], (item.key, by, group)
