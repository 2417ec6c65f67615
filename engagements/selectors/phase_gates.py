"""The gates that the engagement's own records answer; the apps above register theirs."""

import datetime as dt

from engagements.enums import Phase
from engagements.enums.transition import BoundPhase, BoundVerdict
from engagements.kernel.phases import GateResult, Outcome, PhaseGate, phase_gates
from engagements.models import Engagement, Provider
from engagements.selectors.baselines import baseline_figures_missing
from engagements.selectors.bounds import bounds_in_force, latest_readings
from engagements.selectors.escalations import rules_in_force
from engagements.selectors.gates import baa_in_force, closed_gate_reason, engagement_today
from engagements.selectors.oversight import oversight_missing, oversight_override
from engagements.selectors.phases import (
    business_days,
    checklist_of,
    hypercare_ends_on,
    phase_history,
    stays,
)
from engagements.selectors.provisions import terms_in_force
from engagements.selectors.readiness import OVERSIGHT


def _baa(engagement: Engagement, now: dt.datetime) -> GateResult:
    reason = closed_gate_reason(engagement)
    return GateResult.of(
        baa_in_force(engagement).exists(),
        reason or "Signed by both sides and in force.",
        link="engagements:baa",
    )


def _terms(engagement: Engagement, now: dt.datetime) -> GateResult:
    terms = terms_in_force(engagement)
    words = f"Version {terms.version} is in force." if terms else "No accepted terms are in force."
    return GateResult.of(terms is not None, words, link="engagements:terms")


def _baselines(engagement: Engagement, now: dt.datetime) -> GateResult:
    missing = baseline_figures_missing(engagement)
    words = "All four are recorded."
    if missing:
        words = f"Not recorded: {', '.join(str(figure.label).lower() for figure in missing)}."
    return GateResult.of(
        not missing, words, figure=f"{4 - len(missing)} of 4", link="engagements:baselines"
    )


def _oversight(engagement: Engagement, now: dt.datetime) -> GateResult:
    missing = oversight_missing(engagement)
    figure = f"{len(OVERSIGHT) - len(missing)} of {len(OVERSIGHT)}"
    if not missing:
        words = "All four roles are filled."
        return GateResult(Outcome.PASSED, words, figure=figure, link="engagements:people")
    words = f"Unfilled: {', '.join(role.label for role in missing)}."
    answered = oversight_override(engagement)
    if answered is not None:
        words += f" Answered for by {answered.signed_by}: {answered.reason}"
    return GateResult.of(answered is not None, words, figure=figure, link="engagements:people")


def _providers(engagement: Engagement, now: dt.datetime) -> GateResult:
    active = Provider.objects.filter(engagement=engagement, is_active=True)
    reachable = active.filter(user__isnull=False, user__is_active=True).count()
    words = f"{reachable} of {active.count()} active providers can sign in to answer queries."
    return GateResult.of(reachable > 0, words, figure=str(reachable), link="engagements:providers")


def _escalation(engagement: Engagement, now: dt.datetime) -> GateResult:
    rules = rules_in_force(engagement, engagement_today(engagement))
    triggers = rules.order_by().values("trigger").distinct().count()
    words = f"{triggers} kinds of alert escalate when nobody acts."
    return GateResult.of(
        triggers > 0,
        words if triggers else "No escalation rule is in force.",
        figure=str(triggers),
        link="engagements:escalation-matrix",
    )


def _shadow_days(engagement: Engagement, now: dt.datetime) -> GateResult:
    terms = terms_in_force(engagement)
    if terms is None:
        return GateResult.no_data("No terms say how long.", link="engagements:terms")
    spans = stays(phase_history(engagement), Phase.SHADOW, now)
    days = business_days(engagement, spans)
    words = f"{days} of at least {terms.parallel_business_days} business days of shadow coding."
    if terms.skip_parallel:
        words += " The terms leave it out: going live without it is an override."
    passed = days >= terms.parallel_business_days and not (terms.skip_parallel and not days)
    return GateResult.of(passed, words, figure=str(days), link="engagements:terms")


def _bounds(engagement: Engagement, now: dt.datetime) -> GateResult:
    count = bounds_in_force(engagement, BoundPhase.LIVE, engagement_today(engagement)).count()
    words = (
        f"{count} bound{'s' if count != 1 else ''} will be read every day of hypercare."
        if count
        else "No bounds are set, so nothing would propose a rollback."
    )
    return GateResult.of(count > 0, words, figure=str(count), link="engagements:bounds")


def _checklist(engagement: Engagement, now: dt.datetime) -> GateResult:
    items = checklist_of(engagement, engagement.phase)
    total, left = items.count(), items.filter(done_at__isnull=True).count()
    words = f"{total - left} of {total} items of this phase are done."
    return GateResult.of(left == 0, words, figure=f"{total - left} of {total}")


def _hypercare(engagement: Engagement, now: dt.datetime) -> GateResult:
    ends = hypercare_ends_on(engagement)
    if ends is None:
        return GateResult.no_data("The watch has no beginning: no go-live is recorded.")
    left = (ends - engagement_today(engagement)).days
    words = f"Hypercare ends on {ends}." if left > 0 else f"Hypercare ended on {ends}."
    return GateResult.of(left <= 0, words, figure=f"{max(0, left)} days left")


def _within_bounds(engagement: Engagement, now: dt.datetime) -> GateResult:
    readings = latest_readings(engagement, BoundPhase.LIVE)
    if not readings:
        return GateResult.no_data("No bound has been read yet.", link="engagements:bounds")
    out = [reading for reading in readings if reading.verdict == BoundVerdict.OUT]
    words = f"{len(readings) - len(out)} of {len(readings)} bounds held at their last reading."
    figure = f"{len(readings) - len(out)} of {len(readings)}"
    return GateResult.of(not out, words, figure=figure, link="engagements:bounds")


BEFORE_WORK = (Phase.DOCUMENTATION.value, Phase.SHADOW.value, Phase.LIVE.value, Phase.STEADY.value)
LIVE = (Phase.LIVE.value,)

GATES = (
    PhaseGate(
        "baa",
        "BAA in force",
        BEFORE_WORK,
        _baa,
        why="The law's own condition for sharing charts (45 CFR 164.504(e)).",
        hard=True,
        order=10,
    ),
    PhaseGate("terms", "Terms accepted", (Phase.SHADOW.value, *LIVE), _terms, order=20),
    PhaseGate(
        "baselines",
        "Four baselines recorded",
        (Phase.DOCUMENTATION.value,),
        _baselines,
        why="Without them nobody can say later what the change brought.",
        order=30,
    ),
    PhaseGate("shadow_days", "Shadow coding: days", LIVE, _shadow_days, order=40),
    PhaseGate(
        "oversight",
        "Oversight kept in house",
        LIVE,
        _oversight,
        why="The practice answers for every claim, whoever coded it.",
        order=60,
    ),
    PhaseGate("providers", "Provider directory", LIVE, _providers, order=70),
    PhaseGate("escalation", "Escalation rules", LIVE, _escalation, order=80),
    PhaseGate(
        "bounds",
        "Bounds for a rollback",
        LIVE,
        _bounds,
        why="A rollback plan that nothing triggers is none.",
        order=90,
    ),
    PhaseGate("hypercare", "Hypercare over", (Phase.STEADY.value,), _hypercare, order=40),
    PhaseGate("within_bounds", "Numbers within bounds", (Phase.STEADY.value,), _within_bounds),
    PhaseGate("checklist", "Checklist of this phase", BEFORE_WORK, _checklist, order=110),
)


def register() -> None:
    for gate in GATES:
        phase_gates.register(gate)
