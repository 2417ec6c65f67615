"""One day of the demo engagement: charts arrive, are coded, asked about, audited, adjudicated."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

from charts.enums import ChartState
from charts.importers import Named
from charts.importers.run import files_import
from charts.models import Chart
from charts.services import chart_mark_documentation_complete, workitem_next
from charts.services.codings import coding_attest, coding_save_draft, coding_start
from config.history import clock
from config.history.cast import CODERS, ZONE
from config.history.clinic import coded_by, encounter
from config.history.payers import remittances_import
from denials.enums import DenialState, RootCause
from denials.models import Denial
from denials.services import denial_set_root_cause
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import system_actor
from queries.enums import QueryCategory, QueryKind, QueryState
from queries.models import Query
from queries.services import NewQuery, queries_expire, query_answer, query_ask

QUERY_SHARE = 0.06
ANSWER_SHARE = 0.55  # of the open queries on each half day
LATE_NOTE_SHARE = 0.12
ADJUDICATION = dt.timedelta(days=14)


@dataclass
class Diary:
    """Where the history stands."""

    engagement: Engagement
    cast: Mapping[str, Actor]
    per_day: int
    random: Random
    control: int = 1
    waiting_notes: list[tuple[int, dt.datetime]] = field(default_factory=list)

    @property
    def scope(self) -> int:
        return self.engagement.pk


def moment(day: dt.date, hour: float) -> dt.datetime:
    """An hour of the day in the practice's zone, in UTC."""
    local = dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(ZONE)) + dt.timedelta(hours=hour)
    return local.astimezone(dt.UTC)


def working_day(diary: Diary, day: dt.date, until: dt.datetime) -> None:
    """A weekday, up to `until` (the present cuts today short)."""
    steps = (
        (7.0, lambda at: charts_arrive(diary, day, at)),
        (8.0, lambda at: notes_arrive(diary, at)),
        (9.0, lambda at: charts_coded(diary, at, until)),
        (12.5, lambda at: queries_answered(diary, at)),
        (14.0, lambda at: notes_arrive(diary, at)),
        (14.5, lambda at: charts_coded(diary, at, until)),
        (17.5, lambda at: queries_answered(diary, at)),
        (18.0, lambda _at: evening(diary, day)),
    )
    for hour, step in steps:
        at = moment(day, hour)
        if at > until:
            return
        with clock.at(at):
            step(at)


@dataclass(frozen=True)
class Entry:
    """A line of a worklist file. `complete` is empty while the provider's note is missing."""

    ref: str
    served: dt.date
    complete: dt.datetime | None


COLUMNS = (
    *("encounter_ref", "encounter_class", "specialty", "provider_npi", "provider_name", "payer"),
    *("payer_state", "date_of_service", "documentation_complete_at", "urgency", "ehr_url"),
    *("billed_amount", "location"),
)
LOCATIONS = {
    "provider": "Main Street Clinic",
    "provider2": "Heart Center",
    "provider3": "Joint Center",
}
NAMES = {"provider": "Dr. Avery Okonedo (demo)", "provider2": "Dr. Rowan Petrakis (demo)"}


def charts_arrive(diary: Diary, day: dt.date, at: dt.datetime) -> None:
    """The morning's worklist file: yesterday's encounters (on Monday the weekend's too)."""
    entries = []
    for number in range(1, diary.per_day + 1):
        late = diary.random.random() < LATE_NOTE_SHARE
        complete = at - dt.timedelta(minutes=diary.random.randint(10, 600))
        served = day - dt.timedelta(days=1 + (number % 3 == 0))
        entries.append(Entry(f"DEMO-{day:%Y%m%d}-{number:03d}", served, None if late else complete))
    worklist_import(diary, entries, f"worklist-{day:%Y%m%d}.csv")


def worklist_import(diary: Diary, entries: Iterable[Entry], name: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(entry) for entry in entries)
    content = io.BytesIO(out.getvalue().encode())
    files_import(actor=diary.cast["manager"], files=[Named(content, name)])


def _cells(entry: Entry) -> list[str]:
    found = encounter(entry.ref, entry.served)
    return [
        entry.ref,
        found.scene.encounter_class,
        found.provider[2],
        found.npi,
        NAMES.get(found.provider[0], "Dr. Sasha Brandvold (demo)"),
        found.payer,
        "VA",
        entry.served.isoformat(),
        entry.complete.isoformat(timespec="minutes") if entry.complete else "",
        found.urgency,
        f"https://ehr.demo.example/encounters/{entry.ref}",
        f"{found.scene.amount:.2f}",
        LOCATIONS[found.provider[0]],
    ]


def notes_arrive(diary: Diary, at: dt.datetime) -> None:
    """Providers finish late notes: the vendor's clock starts only now."""
    with engagement_transaction(diary.scope):
        waiting = Chart.objects.filter(
            engagement=diary.engagement, state=ChartState.WAITING
        ).order_by("pk")
        for chart in waiting:
            if diary.random.random() < 0.4:  # noqa: PLR2004 -- within a day or two
                chart_mark_documentation_complete(
                    actor=diary.cast["manager"],
                    chart=chart,
                    at=at - dt.timedelta(minutes=diary.random.randint(1, 50)),
                    reason="Late note signed",
                )


def charts_coded(diary: Diary, at: dt.datetime, until: dt.datetime) -> None:
    """The coders work side by side for some hours, each taking the next chart in turn."""
    ends = min(until, at + dt.timedelta(hours=3))
    now = dict.fromkeys(CODERS, at)
    idle: set[str] = set()
    while len(idle) < len(CODERS):
        key = min((coder for coder in CODERS if coder not in idle), key=lambda coder: now[coder])
        now[key] += dt.timedelta(minutes=diary.random.randint(7, 40))
        if now[key] > ends:
            idle.add(key)
            continue
        with clock.at(now[key]), engagement_transaction(diary.scope):
            if not _code_next(diary, key, now[key]):
                idle.add(key)


def _code_next(diary: Diary, key: str, now: dt.datetime) -> bool:
    actor = diary.cast[key]
    item = workitem_next(actor=actor, at=now)
    if item is None:
        return False
    chart = Chart.objects.select_related("provider").get(pk=item.chart_id)
    draft = coding_start(actor=actor, chart=chart, at=now)
    asked = Query.objects.filter(chart=chart).exists()
    if not asked and diary.random.random() < QUERY_SHARE:
        provider_asked(diary, actor, chart, now)
        return True
    lines = coded_by(key, chart.encounter_ref, chart.date_of_service)
    coding_save_draft(actor=actor, coding=draft, lines=lines, documentation_reviewed=True)
    coding_attest(actor=actor, coding=draft, at=now)
    return True


def provider_asked(diary: Diary, actor: Actor, chart: Chart, now: dt.datetime) -> None:
    query_ask(
        actor=actor,
        chart=chart,
        provider=chart.provider,
        at=now,
        new=NewQuery(
            kind=QueryKind.MULTIPLE_CHOICE,
            category=diary.random.choice(
                (QueryCategory.SPECIFICITY, QueryCategory.CONFLICTING, QueryCategory.INCOMPLETE)
            ),
            title="Greater specificity of a documented condition",
            question="Can the condition quoted above be further specified? (demo)",
            indicators=[
                ("Demo text: condition noted without type", f"Visit note, {chart.date_of_service}")
            ],
            choices=["Further specified as documented in the plan", "Not further specified"],
        ),
    )


def queries_answered(diary: Diary, at: dt.datetime) -> None:
    with engagement_transaction(diary.scope):
        by_user = {actor.user_id: actor for actor in diary.cast.values()}
        waiting = Query.objects.filter(
            engagement=diary.engagement, state=QueryState.SENT, due_at__gt=at
        ).select_related("provider", "chart")
        for query in waiting.order_by("pk"):
            if diary.random.random() >= ANSWER_SHARE:
                continue
            options = list(query.options.order_by("ordinal"))
            chosen = diary.random.choices(options[:2] + options[3:4], weights=(6, 2, 1))[0]
            query_answer(actor=by_user[query.provider.user_id], query=query, option=chosen, at=at)


def evening(diary: Diary, day: dt.date) -> None:
    """Query windows end; on Fridays the payers answer, and the analyst looks at denials."""
    with engagement_transaction(diary.scope):
        queries_expire(actor=system_actor(diary.engagement))
        if day.weekday() == 4:  # noqa: PLR2004 -- Friday
            _adjudicate(diary, day)
            _denials_worked(diary)


def _adjudicate(diary: Diary, day: dt.date) -> None:
    last = moment(day, 0) - ADJUDICATION
    charts = (
        Chart.objects.filter(
            engagement=diary.engagement,
            state=ChartState.CODED,
            coded_at__lte=last,
            coded_at__gt=last - dt.timedelta(days=7),
        )
        .select_related("payer")
        .prefetch_related("codings__lines")
        .order_by("pk")
    )
    diary.control = remittances_import(
        actor=diary.cast["denials"], charts=list(charts), day=day, control=diary.control
    )


def cause_of(suggested: str) -> str:
    """The suggested classes are the root causes; what the codes cannot tell is the payer's here."""
    return suggested if suggested in RootCause.values else RootCause.PAYER.value


def _denials_worked(diary: Diary) -> None:
    """The analyst names the root cause of most open denials, mostly the suggested one."""
    found = Denial.objects.filter(
        engagement=diary.engagement, state=DenialState.OPEN, root_cause=""
    )
    for denial in found.order_by("pk"):
        if diary.random.random() < 0.7:  # noqa: PLR2004 -- the rest waits
            denial_set_root_cause(
                actor=diary.cast["denials"],
                denial=denial,
                root_cause=cause_of(denial.suggested_class),
                evidence="Demo: compared the claim with the chart and the payer's remark.",
            )
