"""What the transition adds: the gates of the phases."""

from engagements.selectors import phase_gates


def register() -> None:
    phase_gates.register()
