"""What the charts app adds to the phases: gates of the shadow phase, and rerouting of work."""

from charts.selectors.parallel import GATES
from charts.services.rerouting import reroute_apply, reroute_foresee
from engagements.kernel.phases import PhaseEffect, phase_effects, phase_gates


def register() -> None:
    for gate in GATES:
        phase_gates.register(gate)
    phase_effects.register(PhaseEffect("work", reroute_foresee, reroute_apply, order=10))
