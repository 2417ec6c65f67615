"""What the reader tolerates and what it refuses, with the place, the value and the remedy."""

import io
import tracemalloc

import pytest

from denials.x12 import X12Error, iter_events, read_remittance
from tests.denials.x12.builders import BODY, ISA, interchange, segments


def _read(data):
    return read_remittance(io.BytesIO(data), "era.835")


def _records(data):
    (transaction,) = _read(data)
    return transaction.header, transaction.claims, transaction.provider_adjustments


def _refused(data):
    with pytest.raises(X12Error) as caught:
        _read(data)
    assert caught.value.file == "era.835"
    assert caught.value.remedy
    return caught.value


PLAIN = interchange()
TOLERATED = {
    "no line breaks": interchange(after=""),
    "windows line breaks": interchange(after="\r\n"),
    "blank lines": interchange(after="\n\n  \n"),
    "wrapped at 80 columns": b"\n".join(
        interchange(after="")[start : start + 80] for start in range(0, len(PLAIN), 80)
    ),
    "line feed as terminator": interchange(terminator="\n", after=""),
    "carriage return as terminator": interchange(terminator="\r", after="\n"),
    "no last terminator": PLAIN.rstrip(b"~\n"),
    "byte-order mark": b"\xef\xbb\xbf" + PLAIN,
    "lower case identifiers": PLAIN.replace(b"CLP*", b"clp*").replace(b"CAS*CO", b"cas*co"),
    "other delimiters": PLAIN.replace(b"*", b"|").replace(b"~", b"'").replace(b":", b">"),
    "control characters as delimiters": PLAIN.replace(b"*", b"\x1d").replace(b"~", b"\x1e"),
    "padding at the end": PLAIN + b"\n \x00\x00\x1a",
    "text before": b"Dear practice,\nplease find \x92attached\x92 ISA number 7.\n\n" + PLAIN,
    "text after": PLAIN + b"\nEnd of transmission.\n",
    "a stretched ISA": PLAIN.replace(b"PAYER          *ZZ", b"A PAYER WITH A LONG NAME*ZZ"),
}


@pytest.mark.parametrize("variant", TOLERATED)
def test_variants_read_like_the_plain_file(variant):
    header, claims, provider_adjustments = _records(TOLERATED[variant])
    plain_header, plain_claims, plain_adjustments = _records(PLAIN)
    assert header == plain_header
    assert claims == plain_claims
    assert provider_adjustments == plain_adjustments


def test_a_wholly_lower_case_file_keeps_its_codes():
    (transaction,) = _read(PLAIN.lower())
    (claim,) = transaction.claims
    assert claim.lines[0].procedure.modifiers == ("25",)
    assert [a.group for line in claim.lines for a in line.adjustments] == ["PR", "CO"]
    assert claim.lines[1].remarks == ["N19"]
    assert transaction.verdict.is_consistent


def test_two_interchanges_with_different_delimiters_are_both_read():
    other = PLAIN.replace(b"*", b"|").replace(b"~", b"!")
    transactions = _read(PLAIN + other)
    assert [t.header.number for t in transactions] == [1, 2]
    assert [t.claims[0].position for t in transactions] == [9, 29]
    assert transactions[0].verdict.content_hash == transactions[1].verdict.content_hash


@pytest.mark.parametrize("data", [b"", b"  \r\n\t", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    error = _refused(data)
    assert (error.kind, error.position) == ("empty", 0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x1f\x8b\x08rest", "compressed with gzip"),
        (b"%PDF-1.7 rest", "a PDF"),
        (PLAIN.decode().encode("utf-16"), "UTF-16"),
        (bytes(range(256)) * 4, "binary data"),
        (b"\x00" * 300_000, "binary data"),
        (PLAIN.replace(b"DEMO HEALTH", b"DEMO\x00HEALTH"), "unprintable character (0x00)"),
    ],
)
def test_binary_files_are_refused(data, says):
    error = _refused(data)
    assert error.kind == "binary"
    assert says in error.message


def test_text_without_isa_is_no_x12():
    assert _refused(b"claim,paid\n1,2\n").kind == "not-x12"
    assert _refused(b"<html><body>Sign in</body></html>").kind == "not-x12"


def test_an_isa_cut_short_is_refused():
    assert _refused(PLAIN[:60]).kind == "delimiter"


@pytest.mark.parametrize(
    ("data", "position", "says"),
    [
        (ISA.encode() + b"~" + PLAIN[107:].replace(b"*", b"|"), 2, "element separator '*'"),
        (ISA.encode() + b"~" + PLAIN[107:].replace(b"~", b"!"), 2, "segment terminator '~'"),
        (ISA.encode() + b"~" + PLAIN[107:].replace(b"~", b""), 2, "segment terminator '~'"),
        (PLAIN.replace(b"HC:", b"HC>"), 11, "component separator ':'"),
        (PLAIN.replace(b"7*X*005010X221A1", b"7|X|005010X221A1"), 2, "GS must hold 8 elements"),
    ],
)
def test_delimiters_that_do_not_match_the_isa_are_refused(data, position, says):
    error = _refused(data)
    assert (error.kind, error.position) == ("delimiter", position)
    assert says in error.message


def test_a_large_file_with_a_wrong_terminator_stops_early():
    body = PLAIN[107:].replace(b"~", b"!") * 2_000
    stream = io.BytesIO(ISA.encode() + b"~" + body)
    with pytest.raises(X12Error) as caught:
        list(iter_events(stream, "era.835"))
    assert caught.value.kind == "delimiter"
    assert stream.tell() <= 256 * 1024


def test_every_cut_after_the_isa_is_refused_as_truncated():
    """No prefix of a good file is taken for a file, wherever it is cut."""
    end = PLAIN.rindex(b"000000007")
    kinds = {_refused(PLAIN[:length]).kind for length in range(108, end)}
    assert kinds == {"truncated", "control-number"}


def test_segments_after_the_last_interchange_are_not_dropped_silently():
    orphan = "\n".join(f"{segment}~" for segment in segments()[1:]).encode()
    error = _refused(PLAIN + orphan)
    assert error.kind == "envelope"


def test_reading_is_streaming():
    """A file passes through a fraction of its size in memory: one claim at a time, nothing kept."""
    claim = "".join(f"{s}~\n" for s in BODY[5:])
    count = 5_000
    isa, gs, st, *rest = segments()
    head = "".join(f"{s}~\n" for s in (isa, gs, st, *rest[:5]))
    tail = f"SE*{2 + 5 + 9 * count}*0001~\nGE*1*7~\nIEA*1*000000007~\n"

    class Stream(io.RawIOBase):
        """Makes the file as it is read."""

        def __init__(self):
            self.size = 0
            self.parts = iter([head, *[claim * 50] * (count // 50), tail])

        def read(self, size=-1):
            part = next(self.parts, "").encode()
            self.size += len(part)
            return part

    stream = Stream()
    tracemalloc.start()
    verdict = None
    for event in iter_events(stream, "era.835"):
        verdict = event
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (verdict.claims, verdict.service_lines) == (count, 2 * count)
    assert verdict.notices == []
    assert stream.size > 1_000_000
    # Other threads allocate too; a reader that keeps the file needs several times it.
    assert peak < stream.size / 2
