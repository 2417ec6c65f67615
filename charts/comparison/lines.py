"""The lines that are compared, and a difference between two of them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from charts.comparison.direction import Direction

DIAGNOSIS_SYSTEMS = frozenset({"icd10cm"})
EVALUATION = ("99202", "99499")  # the section "Evaluation and management" of CPT


class Component(StrEnum):
    """The four parts of a coded encounter that contracts score."""

    PROCEDURE = "procedure"
    DIAGNOSIS = "diagnosis"
    MODIFIER = "modifier"
    LINKAGE = "linkage"


class Kind(StrEnum):
    MISSED = "missed"
    EXTRA = "extra"
    WRONG_CODE = "wrong_code"
    MODIFIER = "modifier"
    UNITS = "units"
    LINKAGE = "linkage"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a coding; pointers are the sequence numbers of its diagnoses."""

    system: str
    code: str
    sequence: int = 1
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    pointers: tuple[int, ...] = ()

    @property
    def is_diagnosis(self) -> bool:
        return self.system in DIAGNOSIS_SYSTEMS

    @property
    def is_visit(self) -> bool:
        """Whether it names an evaluation and management service."""
        return not self.is_diagnosis and EVALUATION[0] <= self.bare <= EVALUATION[1]

    @property
    def component(self) -> Component:
        return Component.DIAGNOSIS if self.is_diagnosis else Component.PROCEDURE

    @property
    def bare(self) -> str:
        return self.code.replace(".", "").strip().upper()

    @property
    def key(self) -> tuple[Component, str]:
        """CPT and HCPCS never share a code, so which of the two was named does not matter."""
        return self.component, self.bare

    @property
    def place(self) -> tuple[Component, int, str]:
        return self.component, self.sequence, self.bare

    @property
    def modifier_set(self) -> frozenset[str]:
        return frozenset(modifier.strip().upper() for modifier in self.modifiers)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the coder's coding differs from the reviewer's."""

    kind: Kind
    component: Component
    direction: Direction
    reviewer: Line | None
    coder: Line | None
    fails_component: bool = True

    @property
    def line(self) -> Line:
        line = self.reviewer or self.coder
        if line is None:
            raise ValueError("a difference names a line of at least one side")
        return line
