"""Which category of the taxonomy a difference suggests.

A suggestion only saves the auditor a choice; the auditor's choice counts.
"""

from charts.comparison import Difference, Direction, Kind

OF_DIAGNOSES = {
    Kind.MISSED: "missed_code",
    Kind.EXTRA: "unsupported_code",
    Kind.SEQUENCE: "sequencing",
}
OF_PROCEDURES = {
    Kind.MISSED: "missed_code",
    Kind.EXTRA: "unsupported_code",
    Kind.UNITS: "units",
    Kind.MODIFIER: "modifier",
    Kind.LINKAGE: "dx_procedure_mismatch",
}
NEW_PATIENT, ESTABLISHED = "9920", "9921"
PC_TC = frozenset({"26", "TC"})


def category_suggest(difference: Difference) -> str:
    """The key of the likeliest category."""
    if difference.kind is Kind.WRONG_CODE:
        return _of_wrong_code(difference)
    if difference.kind is Kind.MODIFIER and difference.reviewer and difference.coder:
        between = difference.reviewer.modifier_set ^ difference.coder.modifier_set
        return "component" if between <= PC_TC else "modifier"
    table = OF_DIAGNOSES if difference.line.is_diagnosis else OF_PROCEDURES
    return table[difference.kind]


def _of_wrong_code(difference: Difference) -> str:
    if difference.reviewer is None or difference.coder is None:
        raise ValueError("a wrong code has both lines")
    ours, theirs = difference.reviewer.bare, difference.coder.bare
    if difference.reviewer.is_diagnosis:
        vague = len(theirs) < len(ours) or (theirs[-1] in "09" and ours[-1] not in "09")
        return "non_specific_diagnosis" if vague else "wrong_diagnosis"
    if {ours[:4], theirs[:4]} == {NEW_PATIENT, ESTABLISHED}:
        return "new_vs_established"
    by_direction = {Direction.OVER: "upcoding", Direction.UNDER: "downcoding"}
    return by_direction.get(difference.direction, "wrong_procedure")
