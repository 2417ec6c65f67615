"""Syntax of the identifiers and codes of coding: what can be judged without a table.

Whether a code exists on a date is asked of `charts.selectors.codes`; this module only knows what
a code of each system looks like.
"""

import re
from collections.abc import Sequence

from engagements.validators import npi_is_valid

MAX_MODIFIERS = 4

_ICD10CM = re.compile(r"[A-Z][0-9A][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_CPT = re.compile(r"[0-9]{5}|[0-9]{4}[AFMTU]")
_HCPCS = re.compile(r"[A-V][0-9]{4}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_POS = re.compile(r"[0-9]{2}")

DOTTED_AFTER = 3


def npi_check_digit(first_nine: str) -> str:
    """The digit that makes a valid identifier of nine digits."""
    return next(str(digit) for digit in range(10) if npi_is_valid(f"{first_nine}{digit}"))


def icd10cm_normalize(text: str) -> str:
    """`e119` and `E11.9` are the same code; it is kept with its dot."""
    bare = text.strip().upper().replace(".", "")
    return bare if len(bare) <= DOTTED_AFTER else f"{bare[:DOTTED_AFTER]}.{bare[DOTTED_AFTER:]}"


def icd10cm_syntax_ok(code: str) -> bool:
    return _ICD10CM.fullmatch(code.upper()) is not None


def cpt_syntax_ok(code: str) -> bool:
    return _CPT.fullmatch(code.upper()) is not None


def hcpcs_syntax_ok(code: str) -> bool:
    """A HCPCS level II code; level I is CPT."""
    return _HCPCS.fullmatch(code.upper()) is not None


def pos_syntax_ok(code: str) -> bool:
    return _POS.fullmatch(code) is not None


def procedure_normalize(text: str) -> str:
    return text.strip().upper()


def modifiers_problem(modifiers: Sequence[str]) -> str | None:
    """What is wrong with the modifiers of one line, or nothing."""
    if len(modifiers) > MAX_MODIFIERS:
        return f"at most {MAX_MODIFIERS} modifiers fit on a claim line"
    for modifier in modifiers:
        if not _MODIFIER.fullmatch(modifier):
            return f"{modifier[:8]!r} is no modifier: two capital letters or digits"
    if len(set(modifiers)) != len(modifiers):
        return "the same modifier is given twice"
    return None
