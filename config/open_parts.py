"""What is still missing of requirements that tests prove in part. A line goes with its last gap."""

from types import MappingProxyType

OPEN_PARTS = MappingProxyType(
    {
        "R55": "risk-adjustment (HCC) codes, whatever the complexity",
        "R57": "medical necessity, payer-specific edits, override reasons",
        "R59": "computer-assisted suggestions",
        "R62": "the rationale in an export to billing",
        "R63": "the document behind a change",
        "R71": "feedback per physician",
        "R72": "bands per specialty and their alerts",
        "R73": "the trail as an export",
        "R76": "the coder's time to send again what a provider asked back",
        "R83": "the daily minimum sample",
        "R84": "extending the taxonomy in the product",
        "R86": "the audit calendar and its alerts",
        "R89": "the audit report of one sample",
        "R92": "the estimate in the product; the statistics are there",
        "R99": "the terms of data sharing in the contract",
        "R100": "routing rules",
        "R101": "claims submitted as an imported denominator; claims adjudicated stand for them",
        "R103": "hours of rework",
        "R104": "the trend of a pattern",
        "R105": "days to resolution",
        "R110": "DNFB beyond its coding part",
        "R113": "HCC recapture and query-rate benchmarks",
        "N11": "inter-rater agreement, blind re-audit",
    }
)
