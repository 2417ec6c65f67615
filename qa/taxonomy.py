"""The error taxonomy: what is seeded, and which category a difference suggests.

A suggestion only saves the auditor a choice; the auditor's choice counts.
"""

from charts.comparison import Difference, Direction, Kind

# key, label, whether coding is at fault, order
CATEGORIES: tuple[tuple[str, str, bool, int], ...] = (
    ("upcoding", "Upcoding", True, 10),
    ("downcoding", "Downcoding", True, 11),
    ("unbundling", "Unbundling", True, 12),
    ("modifier", "Missing or incorrect modifier", True, 13),
    ("nonspecific-dx", "Non-specific diagnosis", True, 14),
    ("dx-procedure", "Diagnosis does not support the procedure", True, 15),
    ("missed-service", "Documented service not coded", True, 20),
    ("unsupported-service", "Coded service not documented", True, 21),
    ("missed-dx", "Documented diagnosis not coded", True, 22),
    ("unsupported-dx", "Coded diagnosis not documented", True, 23),
    ("wrong-code", "Wrong procedure code", True, 24),
    ("wrong-dx", "Wrong diagnosis code", True, 25),
    ("sequencing", "Diagnosis sequence", True, 26),
    ("invalid-code", "Invalid or deleted code", True, 30),
    ("units", "Units or time", True, 31),
    ("laterality", "Laterality", True, 32),
    ("global-period", "Global period", True, 33),
    ("pc-tc", "Professional or technical component", True, 34),
    ("new-established", "New or established patient", True, 35),
    ("add-on", "Add-on without its primary", True, 36),
    ("duplicate", "Duplicate", True, 37),
    ("nonspecific-procedure", "Unlisted or non-specific procedure", True, 38),
    ("qualifying-visit", "FQHC qualifying visit", True, 39),
    ("documentation", "Documentation insufficient", False, 60),
    ("registration", "Registration or eligibility", False, 70),
    ("authorisation", "Authorisation", False, 71),
    ("enrolment", "Credentialing or enrolment", False, 72),
    ("billing", "Billing or claim submission", False, 73),
    ("coverage", "Coverage or benefit", False, 74),
    ("payer", "Payer processing", False, 75),
)

OF_DIAGNOSES = {
    Kind.MISSED: "missed-dx",
    Kind.EXTRA: "unsupported-dx",
    Kind.SEQUENCE: "sequencing",
}
OF_PROCEDURES = {
    Kind.MISSED: "missed-service",
    Kind.EXTRA: "unsupported-service",
    Kind.UNITS: "units",
    Kind.MODIFIER: "modifier",
    Kind.LINKAGE: "dx-procedure",
}
NEW_PATIENT, ESTABLISHED = "9920", "9921"
PC_TC = frozenset({"26", "TC"})


def category_suggest(difference: Difference) -> str:
    """The key of the likeliest category."""
    if difference.kind is Kind.WRONG_CODE:
        return _of_wrong_code(difference)
    if difference.kind is Kind.MODIFIER and difference.reviewer and difference.coder:
        between = difference.reviewer.modifier_set ^ difference.coder.modifier_set
        return "pc-tc" if between <= PC_TC else "modifier"
    table = OF_DIAGNOSES if difference.line.is_diagnosis else OF_PROCEDURES
    return table[difference.kind]


def _of_wrong_code(difference: Difference) -> str:
    if difference.reviewer is None or difference.coder is None:
        raise ValueError("a wrong code has both lines")
    ours, theirs = difference.reviewer.bare, difference.coder.bare
    if difference.reviewer.is_diagnosis:
        vague = len(theirs) < len(ours) or (theirs[-1] in "09" and ours[-1] not in "09")
        return "nonspecific-dx" if vague else "wrong-dx"
    if {ours[:4], theirs[:4]} == {NEW_PATIENT, ESTABLISHED}:
        return "new-established"
    by_direction = {Direction.OVER: "upcoding", Direction.UNDER: "downcoding"}
    return by_direction.get(difference.direction, "wrong-code")
