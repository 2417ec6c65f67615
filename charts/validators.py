"""Syntax of the identifiers and codes of coding: what can be judged without a table.

Whether a code exists on a date is asked of `charts.selectors.codes`; this module only knows what
a code of each system looks like.
"""

import re

_ICD10CM = re.compile(r"[A-Z][0-9A][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_CPT = re.compile(r"[0-9]{5}|[0-9]{4}[AFMTU]")
_HCPCS = re.compile(r"[A-V][0-9]{4}")

DOTTED_AFTER = 3


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


def procedure_normalize(text: str) -> str:
    return text.strip().upper()
