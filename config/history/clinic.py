"""What happens in the demo clinic: encounters, what they support, and how coders err."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from charts.services.codings import LineInput
from config.history.cast import PAYERS, PROVIDERS, npi_of

DX, CPT = "icd10cm", "cpt"


@dataclass(frozen=True)
class Scene:
    """A kind of encounter: its class and the codes its documentation supports."""

    encounter_class: str
    diagnoses: tuple[str, ...]
    procedures: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...]
    amount: Decimal


def dotted(code: str) -> str:
    """I4891 as people write it: I48.91."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code  # noqa: PLR2004 -- the category


def scene(
    diagnoses: str, *procedures: tuple[str, str, str], amount: int, kind: str = "outpatient"
) -> Scene:
    """`procedures` are (code, modifiers, pointers) as in "99214", "25", "1 2"."""
    return Scene(
        kind,
        tuple(dotted(code) for code in diagnoses.split()),
        tuple(
            (code, tuple(modifiers.split()), tuple(int(p) for p in pointers.split()))
            for code, modifiers, pointers in procedures
        ),
        Decimal(amount),
    )


SCENES: dict[str, tuple[Scene, ...]] = {
    "family_medicine": (
        scene("I10 E785", ("99213", "", "1 2"), amount=132),
        scene("E119 I10", ("99214", "", "1 2"), amount=188),
        scene("J069", ("99213", "", "1"), amount=124),
        scene("E1165 Z794", ("99214", "", "1 2"), ("36415", "", "1"), amount=205),
        scene("M5450 I10", ("99214", "", "1 2"), amount=186),
        scene("Z0000", ("99396", "", "1"), amount=221),
        scene("F411 I10", ("99215", "", "1 2"), amount=262),
        scene("B351", ("99212", "", "1"), amount=88),
    ),
    "cardiology": (
        scene("I2510 I10", ("99214", "25", "1 2"), ("93000", "", "1"), amount=241),
        scene("I4891", ("99215", "25", "1"), ("93000", "", "1"), amount=318),
        scene("I509 I110", ("99214", "", "2 1"), amount=208),
        scene("R079", ("99284", "", "1"), amount=402, kind="emergency"),
    ),
    "orthopedics": (
        scene("M1711", ("99213", "25", "1"), ("20610", "RT", "1"), amount=297),
        scene("M25511", ("99213", "", "1"), ("73030", "RT", "1"), amount=224),
        scene("S52501A", ("99284", "", "1"), ("73110", "RT", "1"), amount=466, kind="emergency"),
        scene("M5416", ("99204", "", "1"), amount=312),
    ),
}
PROCEDURE_CODES = (
    *("99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"),
    *("99281", "99282", "99283", "99284", "99285", "99395", "99396", "99397"),
    *("20605", "20610", "36415", "73030", "73110", "73562", "93000", "93005", "93010", "96372"),
)
ERROR_RATE = {"coder": 0.04, "coder2": 0.09, "coder3": 0.17}
DOWN = {"99215": "99214", "99214": "99213", "99213": "99212", "99204": "99203", "99284": "99283"}
UP = {"99212": "99213", "99213": "99214", "99214": "99215"}


@dataclass(frozen=True)
class Encounter:
    ref: str
    scene: Scene
    provider: tuple[str, str, str]
    payer: str
    day: dt.date
    urgency: str

    @property
    def npi(self) -> str:
        return npi_of(self.provider[1])


def encounter(ref: str, day: dt.date) -> Encounter:
    """The same reference always gives the same encounter."""
    random = Random(ref)  # noqa: S311 -- a reproducible demo, no secret
    provider = random.choices(PROVIDERS, weights=(5, 3, 2))[0]
    return Encounter(
        ref=ref,
        scene=random.choice(SCENES[provider[2]]),
        provider=provider,
        payer=random.choices(PAYERS, weights=(4, 4, 2))[0],
        day=day,
        urgency="urgent" if random.random() < 0.08 else "routine",  # noqa: PLR2004 -- one in twelve
    )


def supported(chart_ref: str, day: dt.date) -> list[LineInput]:
    """What the documentation supports: the auditor's answer."""
    found = encounter(chart_ref, day).scene
    evidence = "Progress note, assessment and plan"
    lines = [LineInput(DX, code, evidence=evidence) for code in found.diagnoses]
    lines += [
        LineInput(CPT, code, modifiers=modifiers, pointers=pointers, evidence="Visit note")
        for code, modifiers, pointers in found.procedures
    ]
    return lines


def coded_by(coder: str, chart_ref: str, day: dt.date) -> list[LineInput]:
    """The coder's answer: right, or wrong in one of the usual ways, at the coder's own rate."""
    lines = supported(chart_ref, day)
    random = Random(f"{coder}:{chart_ref}")  # noqa: S311 -- a reproducible demo, no secret
    if random.random() >= ERROR_RATE[coder]:
        return lines
    return random.choice((_level, _modifier, _missed_diagnosis, _level))(lines, random)


def _level(lines: list[LineInput], random: Random) -> list[LineInput]:
    """One E/M level off, three times out of four too low."""
    table = UP if random.random() > 0.75 else DOWN  # noqa: PLR2004 -- undercoding is commoner
    return [replace(line, code=table[line.code]) if line.code in table else line for line in lines]


def _modifier(lines: list[LineInput], random: Random) -> list[LineInput]:
    if not any(line.modifiers for line in lines):
        return _level(lines, random)
    return [replace(line, modifiers=()) for line in lines]


def _missed_diagnosis(lines: list[LineInput], random: Random) -> list[LineInput]:
    diagnoses = [line for line in lines if line.system == DX]
    if len(diagnoses) == 1:
        return _level(lines, random)
    kept = [line for line in lines if line.system == CPT]
    return [diagnoses[0], *(replace(line, pointers=(1,)) for line in kept)]
