"""The one exception the reader raises: where it is, what was found, what to do."""

from dataclasses import dataclass

# Segments that carry people's names, addresses or numbers: their values are never repeated.
_WITHHELD = frozenset({"NM1", "N2", "N3", "N4", "PER", "REF", "DMG"})
_SHOWN_CHARACTERS = 40


@dataclass(eq=False)
class X12Error(Exception):
    """A file that cannot be read. `kind` is stable for programs, the rest is for people."""

    kind: str
    message: str
    file: str = ""
    position: int = 0
    segment: str = ""
    element: int = 0
    value: str = ""
    remedy: str = ""

    def __post_init__(self) -> None:
        shown = "(withheld)" if self.segment in _WITHHELD and self.value else self.value
        self.value = shown[:_SHOWN_CHARACTERS]
        super().__init__(self.message)

    @property
    def place(self) -> str:
        """`segment 14, CAS03`: the position counts from the ISA, which is segment 1."""
        name = f"{self.segment}{self.element:02d}" if self.element else self.segment
        parts = [f"segment {self.position}" if self.position else "", name]
        return ", ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, str | int]:
        return {
            "kind": self.kind,
            "message": self.message,
            "file": self.file,
            "position": self.position,
            "segment": self.segment,
            "element": self.element,
            "value": self.value,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        place = f"segment {self.position}" if self.position else ""
        where = ": ".join(part for part in (self.file, place) if part)
        found = f" (found {self.value!r})" if self.value else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}: {self.message}{found}.{remedy}" if where else f"{self.message}.{remedy}"
