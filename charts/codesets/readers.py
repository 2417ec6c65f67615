"""Which reader fits which file of which kind of code set."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from charts.codesets import icd10cm
from charts.codesets.base import (
    MAX_LINE,
    CodesetError,
    columns_of,
    day,
    has_columns,
    table,
)
from charts.comparison.direction import LEVELS
from charts.enums import CodeSystem, EditService, ReferenceSystem
from charts.importers.cells import specialty_name
from charts.importers.files import Source, sniff_encoding, text_lines
from charts.rows import AddOnRow, BenchmarkRow, CodeRow, MueRow, PtpRow, RvuRow
from charts.validators import cpt_syntax_ok, hcpcs_syntax_ok

CPT, HCPCS, POS = CodeSystem.CPT.value, CodeSystem.HCPCS.value, ReferenceSystem.POS.value
SERVICES = {
    "Practitioner": EditService.PRACTITIONER.value,
    "Outpatient Hospital": EditService.OUTPATIENT.value,
    "DME Supplier": EditService.EQUIPMENT.value,
}


def read_icd10cm(sources: Sequence[Source]) -> Iterator[CodeRow]:
    """The tabular XML, an order, code or list file; a list and its XML together."""
    xml = [source for source in sources if b"<" in source.head()[:200]]
    plain = [source for source in sources if source not in xml]
    for source in sources:
        if source.truncated:
            raise CodesetError(f"{source.name} breaks off: download it again")
    listed = [row for source in plain for row in _icd10cm_text(source)]
    if not xml:
        yield from listed
        return
    tabular = (row for source in xml for row in _tabular(source))
    yield from icd10cm.merge(listed, tabular) if listed else tabular


def _tabular(source: Source) -> Iterator[CodeRow]:
    if b"<!ENTITY" in source.head():
        raise CodesetError(f"{source.name} declares entities: this is no published file")
    source.stream.seek(0)
    return icd10cm.read_tabular(source.stream)


def _icd10cm_text(source: Source) -> Iterator[CodeRow]:
    sniff_encoding(source, MAX_LINE)
    for reader in (icd10cm.read_order, icd10cm.read_codes, icd10cm.read_list):
        first = next(reader(text_lines(source, MAX_LINE)), None)
        if first is not None:
            return reader(text_lines(source, MAX_LINE))
    raise CodesetError(f"{source.name} holds no ICD-10-CM codes")


def read_procedures(sources: Sequence[Source]) -> Iterator[CodeRow]:
    """HCPCS level II and CPT: dates of one file and texts of another, joined by code."""
    starts: dict[str, date | None] = {}
    ends: dict[str, date | None] = {}
    titles: dict[str, str] = {}
    for source in sources:
        if has_columns(source, "hcpcs_code", "date_added", "date_term"):
            added, ended = "date_added", "date_term"
        elif has_columns(source, "hcpcs_code", "hcpcs_date_added", "hcpcs_date_ended"):
            added, ended = "hcpcs_date_added", "hcpcs_date_ended"
        else:
            for row in table(source, "hcpcs_code", "hcpcs_description"):
                if row.get("hcpcs_desc_type") != "Short" or row["hcpcs_code"] not in titles:
                    titles[row["hcpcs_code"]] = row["hcpcs_description"]
            continue
        for row in table(source, "hcpcs_code", added, ended):
            starts[row["hcpcs_code"]] = day(row[added])
            ends[row["hcpcs_code"]] = day(row[ended])
    for code in sorted(starts.keys() | titles.keys()):
        system = HCPCS if hcpcs_syntax_ok(code) else CPT
        if system == HCPCS or cpt_syntax_ok(code):
            text = titles.get(code, "") if system == HCPCS else ""
            yield CodeRow(system, code, text, True, starts.get(code), ends.get(code))


def read_pos(sources: Sequence[Source]) -> Iterator[CodeRow]:
    for source in sources:
        for row in table(source, "pos_code", "pos_name"):
            unassigned = row["pos_name"].strip().lower() in {"", "unassigned"}
            for code in _span(row["pos_code"]):
                if not unassigned:
                    yield CodeRow(POS, code, row["pos_name"].strip())


def _span(text: str) -> Iterator[str]:
    first, _, last = text.partition("-")
    if first.strip().isdigit():
        for number in range(int(first), int(last or first) + 1):
            yield f"{number:02d}"


def read_adjustments(sources: Sequence[Source]) -> Iterator[CodeRow]:
    """Claim adjustment and remark codes: dates alone, their texts are X12's."""
    for source in sources:
        for row in table(source, "code", "kind", "start", "end"):
            system = row["kind"].lower()
            if system in {ReferenceSystem.CARC, ReferenceSystem.RARC}:
                starts, ends = day(row["start"]), day(row["end"])
                if starts and ends and ends < starts:
                    starts = None
                yield CodeRow(system, row["code"], "", True, starts, ends)


def read_ptp(sources: Sequence[Source]) -> Iterator[PtpRow]:
    for source in sources:
        ends: dict[str, date | None] = {}
        for one, two, deleted, indicator in columns_of(
            source, "column_1", "column_2", "deletion_date", "modifier_indicator"
        ):
            if deleted not in ends:
                ends[deleted] = day(deleted)
            yield PtpRow(one, two, ends[deleted], indicator)


def read_mue(sources: Sequence[Source]) -> Iterator[MueRow]:
    for source in sources:
        for row in table(source, "hcpcs_code", "mue_units", "mue_mai", "mue_service"):
            units = _number(row["mue_units"], row["hcpcs_code"])
            service = SERVICES.get(row["mue_service"], "")
            yield MueRow(row["hcpcs_code"], int(units or 0), row["mue_mai"], service)


def read_add_on(sources: Sequence[Source]) -> Iterator[AddOnRow]:
    for source in sources:
        for row in table(source, "primary_code", "add_on_code", "aoc_edit_type"):
            primary = "" if row["primary_code"] == "CCCCC" else row["primary_code"]
            yield AddOnRow(row["add_on_code"], primary, row["aoc_edit_type"])


def read_rvu(sources: Sequence[Source]) -> Iterator[RvuRow]:
    """The amounts file, with status and global days where the indicator file is given too."""
    amounts = [source for source in sources if has_columns(source, "rvu_work")]
    if not amounts:
        raise CodesetError("none of the files has relative value units (column rvu_work)")
    indicators = {
        (row["hcpcs_code"], row["mod"]): row
        for source in sources
        if source not in amounts
        for row in table(source, "hcpcs_code", "mod", "status", "glob")
    }
    for source in amounts:
        for row in table(source, "hcpcs_code", "mod", "rvu_non_sum", "rvu_fac_sum", "cf"):
            code = row["hcpcs_code"]
            other = indicators.get((code, row["mod"]), {})
            yield RvuRow(
                code,
                row["mod"],
                other.get("status", ""),
                _number(row["rvu_fac_sum"], code),
                _number(row["rvu_non_sum"], code),
                _number(row["cf"], code),
                other.get("glob", ""),
            )


BENCHMARK_COLUMNS = (
    ("specialty", "code", "services"),
    ("Rndrng_Prvdr_Type", "HCPCS_Cd", "Tot_Srvcs"),
)


def read_benchmark(sources: Sequence[Source]) -> Iterator[BenchmarkRow]:
    """Visit codes by specialty: our three columns, or CMS's file of physicians and services."""
    found: Counter[tuple[str, str]] = Counter()
    for source in sources:
        columns = next((each for each in BENCHMARK_COLUMNS if has_columns(source, *each)), None)
        if columns is None:
            raise CodesetError(f"{source.name} lacks the columns {', '.join(BENCHMARK_COLUMNS[0])}")
        for specialty, code, services in columns_of(source, *columns):
            if code in LEVELS:
                found[specialty_name(specialty), code] += _services(services, code)
    for (specialty, code), services in sorted(found.items()):
        yield BenchmarkRow(specialty, code, services)


def _services(text: str, code: str) -> int:
    number = _number(text.replace(",", ""), code)
    if number is None or number < 0:
        raise CodesetError(f"{text[:20]!r} of code {code} is no number of services")
    return int(number)


def _number(text: str, code: str) -> Decimal | None:
    if text.strip() in {"", "NA"}:
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        raise CodesetError(f"{text[:20]!r} of code {code} is no number") from None
