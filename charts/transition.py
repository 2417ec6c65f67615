"""What the charts app adds to phases and exit: gates, rerouting of work, what is still open."""

from urllib.parse import urlencode

from django.urls import reverse

from charts.selectors.parallel import GATES
from charts.selectors.work import work_live
from charts.services.rerouting import reroute_apply, reroute_foresee
from engagements.enums import Side
from engagements.kernel.phases import PhaseEffect, phase_effects, phase_gates
from engagements.kernel.policy import Actor
from engagements.kernel.registry import ExitCount, exit_counts


def vendor_work(actor: Actor) -> tuple[int, str]:
    """Live work on the vendor's side; the worklist lists it to those who may see it."""
    side = Side.VENDOR.value
    number = work_live(actor.engagement, side).count()
    if not actor.can("worklist.view"):
        return number, ""
    listed = reverse("charts:worklist", kwargs={"engagement": actor.engagement.slug})
    return number, f"{listed}?{urlencode({'side': side})}"


def register() -> None:
    for gate in GATES:
        phase_gates.register(gate)
    phase_effects.register(PhaseEffect("work", reroute_foresee, reroute_apply, order=10))
    exit_counts.register(ExitCount("work", vendor_work, "open on the vendor's worklist"))
