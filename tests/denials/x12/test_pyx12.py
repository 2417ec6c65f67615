"""A second reader agrees: pyx12 sees the same claims, lines and adjustments in the real files."""

from decimal import Decimal

import pytest

from denials.x12 import read_remittance

x12file = pytest.importorskip("pyx12.x12file", reason="pyx12 is not installed")
# pyx12 needs an ISA of exact width as the first thing in the file.
READABLE = 7


def _by_pyx12(path):
    """(claims, lines, [(group, reason, amount)]) by plain iteration over its segments."""
    claims, lines, adjustments = 0, 0, []
    with path.open(encoding="latin-1") as stream:
        for segment in x12file.X12Reader(stream):
            identifier = segment.get_seg_id()
            claims += identifier == "CLP"
            lines += identifier == "SVC"
            if identifier == "CAS":
                group = segment.get_value("CAS01")
                for number in range(2, 20, 3):
                    reason = segment.get_value(f"CAS{number:02d}")
                    if reason:
                        amount = Decimal(segment.get_value(f"CAS{number + 1:02d}"))
                        adjustments.append((group, reason, amount))
    return claims, lines, sorted(adjustments)


def test_pyx12_reads_the_same_amounts(shared_data):
    compared = 0
    for path in sorted((shared_data / "x12" / "835").iterdir()):
        if "__pass__" not in path.name:
            continue
        with path.open("rb") as stream:
            claims = [c for t in read_remittance(stream, path.name) for c in t.claims]
        lines = [line for claim in claims for line in claim.lines]
        found = [a for owner in (*claims, *lines) for a in owner.adjustments]
        amounts = sorted((a.group, a.reason, a.amount) for a in found)
        assert (len(claims), len(lines), amounts) == _by_pyx12(path), path.name
        compared += 1
    assert compared == READABLE
