"""The words that worklist files use for our encounter classes, urgencies, states and zones."""

ENCOUNTER_CLASSES: dict[str, tuple[str, ...]] = {
    "outpatient": (
        "out",
        "op",
        "office",
        "office visit",
        "clinic",
        "ambulatory",
        "amb",
        "professional",
        "profee",
        "pro fee",
        "out patient",
        "outpatient visit",
        "field",
        "fld",
        "prenc",
    ),
    "inpatient": (
        "in",
        "ip",
        "inp",
        "imp",
        "acute",
        "nonac",
        "in patient",
        "inpatient encounter",
        "inpatient acute",
        "inpatient non acute",
        "hospital inpatient",
    ),
    "observation": ("obs", "obsenc", "observation encounter", "hospital observation"),
    "emergency": ("ed", "er", "emer", "emergency department", "emergency room"),
    "surgery": (
        "ss",
        "surgical",
        "short stay",
        "day surgery",
        "same day surgery",
        "asc",
        "ambulatory surgery",
        "outpatient surgery",
    ),
    "home_health": ("hh", "home", "home visit", "home health visit"),
    "virtual": ("vr", "telehealth", "telemedicine", "video visit", "virtual visit", "phone"),
}
"""Our class -> other spellings, HL7 v3 ActEncounterCode among them."""

URGENCIES: dict[str, tuple[str, ...]] = {
    "routine": ("r", "normal", "standard", "regular", "elective", "no"),
    "urgent": (
        "u",
        "high",
        "expedited",
        "rush",
        "stat",
        "emergent",
        "emergency",
        "immediate",
        "asap",
        "critical",
        "yes",
    ),
}

SPECIALTIES: dict[str, tuple[str, ...]] = {
    "anesthesiology": ("anesthesia",),
    "behavioral_health": ("psychiatry", "mental health", "psychiatry and neurology"),
    "cardiology": ("cardiovascular disease", "interventional cardiology"),
    "emergency_medicine": ("emergency", "em"),
    "family_medicine": ("family practice", "fm", "primary care"),
    "gastroenterology": ("gi",),
    "general_practice": ("gp",),
    "general_surgery": ("surgery",),
    "internal_medicine": ("im", "medicine"),
    "neurology": ("neuro",),
    "obstetrics_gynecology": ("obgyn", "ob gyn", "obstetrics and gynecology", "obstetrics"),
    "oncology": ("hematology oncology", "medical oncology", "hematology and oncology"),
    "orthopedics": ("ortho", "orthopaedics", "orthopaedic surgery", "orthopedic surgery"),
    "pediatrics": ("peds",),
    "radiology": ("diagnostic radiology",),
}
"""Our name of a specialty -> other spellings, those of the provider taxonomy among them."""

DOCUMENT_TYPES: dict[str, tuple[str, ...]] = {
    "progress_note": ("progress", "office note", "visit note", "clinic note", "soap note"),
    "history_physical": ("h and p", "h p", "hp", "history and physical note", "admission note"),
    "assessment_plan": ("assessment and plan", "a p", "evaluation", "plan of care"),
    "emergency_note": ("ed note", "er note", "emergency note", "emergency department"),
    "consultation": ("consult", "consult note"),
    "operative_note": ("op note", "operative report", "op report", "surgical note"),
    "procedure_note": ("procedure", "procedure report"),
    "discharge_summary": ("discharge", "dc summary", "d c summary"),
    "pathology_report": ("pathology", "path report"),
    "imaging_report": ("imaging", "radiology report", "diagnostic imaging report"),
    "orders": ("order",),
    "addendum": ("late entry",),
    "other": ("document",),
}
"""Our document type -> other names of it, besides its label and its LOINC codes."""

STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa",
    "GU": "Guam",
    "MP": "Northern Mariana Islands",
    "PR": "Puerto Rico",
    "VI": "Virgin Islands",
}

US_ZONES = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "AST": -4,
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
}
"""Abbreviations US systems write behind a time -> hours from UTC."""


def lookup(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Every spelling, folded, -> our word."""
    table = {}
    for ours, others in words.items():
        table[fold(ours)] = ours
        table.update({fold(other): ours for other in others})
    return table


def fold(text: str) -> str:
    """Case, punctuation and doubled blanks do not tell words apart."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
