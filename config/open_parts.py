"""What is still missing of requirements that tests prove in part. A line goes with its last gap."""

from types import MappingProxyType

OPEN_PARTS = MappingProxyType(
    {
        "R2": "the RACI itself: which side owns which of the six steps",
        "R3": "the causing handoff and the owner side of a finding",
        "R4": "agreement or dispute of an attribution by the other side",
        "R23": "month-end cutoffs per facility",
        "R31": "other schedules and formats than the monthly report",
        "R34": "the clock of an incident",
        "R57": "medical necessity, payer-specific edits, override reasons",
        "R59": "computer-assisted suggestions",
        "R62": "the rationale in an export to billing",
        "R63": "the document behind a change",
        "R65": "the filing countdown on the chart",
        "R68": "reminders before the window ends",
        "R72": "bands per specialty and their alerts",
        "R73": "the trail as an export",
        "R74": "the go-live gate",
        "R76": "the coder's time to send again what a provider asked back",
        "R84": "extending the taxonomy in the product",
        "R86": "the audit calendar and its alerts",
        "R91": "the divergence flag",
        "R92": "the estimate in the product; the statistics are there",
        "R99": "the terms of data sharing and rework in the contract",
        "R100": "routing rules",
        "R104": "the trend of a pattern",
        "R110": "DNFB",
        "R113": "HCC recapture and query-rate benchmarks",
        "R117": "agreement statistics and adjudication",
        "R119": "bounds evaluated daily, the proposal, rerouting work already open",
        "N1": "credits",
        "N4": "the split shown on each late chart",
        "N5": "code-level agreement, adjudication, the gate",
        "N11": "inter-rater agreement, blind re-audit",
    }
)
