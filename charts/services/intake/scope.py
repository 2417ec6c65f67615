"""What the terms leave out is refused at the door (R1); charts that are in stay in."""

from charts.rows import ChartRow, RowError, shown
from engagements.enums import EncounterClass
from engagements.enums.agreement import Service
from engagements.models import Engagement, Terms
from engagements.selectors.provisions import terms_in_force

REMEDY = "Take the row out of the file, or agree on terms that cover it (Terms, section Scope)"


def scope_terms(engagement: Engagement) -> Terms | None:
    """Today's terms; without any, nothing is left out."""
    return terms_in_force(engagement)


def out_of_scope(row: ChartRow, terms: Terms | None) -> RowError | None:
    """The error of a row that the terms do not cover."""
    if terms is None:
        return None
    label = EncounterClass(row.encounter_class).label.lower()
    if terms.scope_classes and row.encounter_class not in terms.scope_classes:
        return _error(row, "encounter_class", f"the terms do not cover {label} charts", terms)
    inpatient = row.encounter_class == EncounterClass.INPATIENT
    if inpatient and Service.INPATIENT.value not in terms.scope_services:
        problem = "the terms leave out ICD-10-PCS and MS-DRG, which inpatient charts need"
        return _error(row, "encounter_class", problem, terms)
    covered = {_plain(name) for name in terms.scope_specialties}
    if covered and _plain(row.specialty) not in covered:
        return _error(row, "specialty", "the terms do not cover this specialty", terms)
    return None


def _plain(specialty: str) -> str:
    return specialty.strip().lower().replace(" ", "_")


def _error(row: ChartRow, field: str, problem: str, terms: Terms) -> RowError:
    value = shown(getattr(row, field))
    problem = f"{problem} (version {terms.version})"
    return RowError(row.file, row.row, field, value, problem, REMEDY)
