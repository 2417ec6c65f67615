import csv
import gzip
import io
from contextlib import ExitStack
from datetime import date

import pytest

from charts.codesets import icd10cm
from charts.codesets.base import CodesetError, day
from charts.codesets.readers import (
    read_add_on,
    read_adjustments,
    read_benchmark,
    read_icd10cm,
    read_mue,
    read_pos,
    read_procedures,
    read_ptp,
    read_rvu,
)
from charts.importers.files import Source, open_source
from charts.rows import CodeRow

TABULAR = b"""<?xml version="1.0"?><ICD10CM.tabular><chapter><name>19</name><desc>Injury</desc>
<section id="S00"><desc>Head</desc><diag><name>S06</name><desc>Intracranial injury</desc>
<sevenChrNote><note>7th characters D and S do not apply to codes in category S06 with 6th
 character 7 - death, or 8 - other.</note></sevenChrNote>
<sevenChrDef><extension char="A">initial encounter</extension>
<extension char="D">subsequent encounter</extension></sevenChrDef>
<diag><name>S06.0</name><desc>Concussion</desc>
<inclusionTerm><note>Commotio cerebri</note></inclusionTerm></diag>
<diag><name>S06.307</name><desc>Fatal injury</desc></diag></diag>
<diag><name>I10</name><desc>Essential  hypertension</desc>
<includes><note>high blood pressure</note></includes></diag>
</section></chapter></ICD10CM.tabular>""".replace(b"\n character", b" character")


def source(text, name="file"):
    return Source(name, io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def shared(stack, folder, *names):
    return [stack.enter_context(open_source(folder / "codesets" / name)) for name in names]


def test_tabular_expands_seventh_characters():
    rows = {row.code: row for row in icd10cm.read_tabular(io.BytesIO(TABULAR))}
    assert {code for code, row in rows.items() if row.billable} == {
        "S06.0XXA", "S06.0XXD", "S06.307A", "I10",
    }  # fmt: skip
    assert {code for code, row in rows.items() if not row.billable} == {"S06", "S06.0", "S06.307"}
    assert rows["S06.0XXA"].title == "Concussion, initial encounter"
    assert rows["S06.0XXA"].terms == "Commotio cerebri"
    assert rows["I10"].title == "Essential hypertension"
    assert rows["I10"].terms == "high blood pressure"


def test_order_file_carries_the_billable_flag():
    text = (
        "00001 A00     0 Cholera                                                      Cholera\n"
        "00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           "
        "Cholera due to Vibrio cholerae 01, biovar cholerae\n"
    )
    assert list(read_icd10cm([source(text)])) == [
        CodeRow("icd10cm", "A00", "Cholera", billable=False),
        CodeRow("icd10cm", "A00.0", "Cholera due to Vibrio cholerae 01, biovar cholerae"),
    ]


def test_bare_list_knows_billable_codes_by_what_follows():
    rows = list(read_icd10cm([source("1\nA00-A09\nA00\nA000\nA009\nI10\nI10\n")]))
    assert [(row.code, row.billable) for row in rows] == [
        ("A00", False), ("A00.0", True), ("A00.9", True), ("I10", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_icd10cm, "nothing here"),
        (read_icd10cm, TABULAR[:400]),
        (read_icd10cm, '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x/>'),
        (read_procedures, "a,b\n1,2\n"),
        (read_ptp, "a,b\n1,2\n"),
        (read_rvu, "a,b\n1,2\n"),
        (read_benchmark, "a,b\n1,2\n"),
        (read_benchmark, "specialty,code,services\nCardiology,99213,many\n"),
        (read_benchmark, "specialty,code,services\nCardiology,99213,-4\n"),
        (read_mue, "hcpcs_code,mue_units,mue_mai,mue_service\n99213,x,1,P\n"),
    ],
)
def test_wrong_file_is_refused_in_words(reader, text):
    with pytest.raises(CodesetError):
        list(reader([source(text)]))


@pytest.mark.covers("R107")
@pytest.mark.parametrize(
    "header", ["specialty,code,services", "Rndrng_Prvdr_Type,HCPCS_Cd,Tot_Srvcs"]
)
def test_visits_of_one_specialty_are_added_up_under_our_name(header):
    rows = 'Family Practice,99213,"1,200"\nfamily medicine,99213,30.0\nNeurology,99214,7\n'
    others = "Cardiology,93000,900\n"
    assert list(read_benchmark([source(f"{header}\n{rows}{others}")])) == [
        ("family_medicine", "99213", 1230),
        ("neurology", "99214", 7),
    ]


def test_dates_of_files_are_read():
    assert day("2020-12-31") == date(2020, 12, 31)
    assert day("20201231") == date(2020, 12, 31)
    assert day("9999-12-31") is None
    assert day("") is None
    with pytest.raises(CodesetError):
        day("soon")


def test_place_of_service_spans_are_opened():
    rows = list(read_pos([source("pos_code,pos_name\n11,Office\n27-30,Unassigned\n35-36,Other\n")]))
    assert [(row.code, row.title) for row in rows] == [
        ("11", "Office"), ("35", "Other"), ("36", "Other"),
    ]  # fmt: skip


@pytest.mark.covers("R45")
def test_two_releases_differ_as_published(shared_data):
    releases = {}
    with ExitStack() as stack:
        for year, tabular in (("2025", "April-2025"), ("2026", "April-1-2026")):
            files = shared(
                stack, shared_data,
                f"icd10cm-code-list-April-{year}.txt.gz", f"icd10cm-tabular-{tabular}.xml.gz",
            )  # fmt: skip
            both = {row.code: row.title for row in read_icd10cm(files) if row.billable}
            alone = {row.code: row.title for row in read_icd10cm(files[1:]) if row.billable}
            assert both == alone
            releases[year] = both
    old, new = releases["2025"], releases["2026"]
    assert (len(old), len(new)) == (74260, 74719)
    with (shared_data / "codesets" / "icd10cm-diff_Apr2025_to_Apr2026.csv").open() as lines:
        published = [(row["change"], row["code"]) for row in csv.DictReader(lines)]
    found = {("new", code) for code in new.keys() - old.keys()}
    found |= {("deleted_as_billable", code) for code in old.keys() - new.keys()}
    found |= {("revised", code) for code in old.keys() & new.keys() if old[code] != new[code]}
    assert found == set(published)


def test_shared_procedure_files_are_read(shared_data):
    with ExitStack() as stack:
        rbcs = {row.code: row for row in read_procedures(shared(stack, shared_data, "rbcs.csv.gz"))}
        files = shared(stack, shared_data, "hcpcs_lvl2.csv.gz", "hcpcs_level2_descriptions.csv.gz")
        hcpcs = {row.code: row for row in read_procedures(files)}
    assert len(rbcs) == 15522
    assert rbcs["99201"] == CodeRow("cpt", "99201", "", True, date(1992, 1, 1), date(2020, 12, 31))
    assert all(row.title == "" for row in rbcs.values() if row.system == "cpt")
    assert len(hcpcs) == 8033
    assert hcpcs["A4397"].ends == date(2021, 12, 31)
    assert hcpcs["A0100"].title == "Non-emergency transportation; taxi"


def test_shared_edit_files_are_read(shared_data):
    with ExitStack() as stack:
        mue = list(read_mue(shared(stack, shared_data, "ncci_mue_prac.csv.gz")))
        add_on = list(read_add_on(shared(stack, shared_data, "ncci_aoc.csv.gz")))
        pos = list(read_pos(shared(stack, shared_data, "pos_codes.csv.gz")))
        dates = list(read_adjustments(shared(stack, shared_data, "carc_rarc_dates.csv")))
        rvu = list(read_rvu(shared(stack, shared_data, "pfs_rvu_amt.csv.gz", "pfs_rvu_ind.csv.gz")))
    assert (len(mue), len(add_on), len(pos), len(dates), len(rvu)) == (14677, 7465, 52, 1576, 18664)
    assert {row.primary for row in add_on if row.add_on == "0054T"} == {""}
    visit = next(row for row in rvu if (row.code, row.modifier) == ("99213", ""))
    assert (str(visit.total_nonfacility), visit.status, visit.global_days) == ("2.73", "A", "XXX")


def test_broken_off_code_set_is_refused(shared_data, tmp_path):
    whole = (shared_data / "codesets" / "hcpcs_lvl2.csv.gz").read_bytes()
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    with open_source(cut) as opened, pytest.raises(CodesetError, match="breaks off"):
        list(read_procedures([opened]))
    assert gzip.decompress(whole)
