"""Loading releases into the database: effective dates, repeats, any order."""

import csv
import datetime as dt
import json
from contextlib import ExitStack

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.codesets.readers import read_icd10cm
from charts.edits import LineDraft
from charts.importers.files import open_source
from charts.models import Code, CodeEdit, CodeSetRelease, EmBenchmark, FeeScheduleAmount
from charts.rows import CodeRow
from charts.selectors.codes import codes_in_force, codes_validate
from charts.services.codesets import codeset_load
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.selectors import control_actor

pytestmark = pytest.mark.django_db
APRIL_25, OCTOBER_25, APRIL_26 = dt.date(2025, 4, 1), dt.date(2025, 10, 1), dt.date(2026, 4, 1)


def load(name, effective, rows, kind="icd10cm", sha=None):
    return codeset_load(
        actor=None, kind=kind, name=name, effective_on=effective, rows=rows,
        source_sha256=sha or f"{name}{rows}"[:64],
    )  # fmt: skip


def row(code, title="Text", *, billable=True):
    return CodeRow("icd10cm", code, title, billable)


def periods(code):
    rows = Code.objects.filter(code=code).order_by("valid_from")
    return list(rows.values_list("description", "billable", "valid_from", "valid_to"))


def test_newer_release_ends_adds_and_revises():
    load("A", APRIL_25, [row("G35"), row("I10", "Old"), row("J00")])
    release = load("B", APRIL_26, [row("I10", "New"), row("J00"), row("G35.A")])
    assert release.counts == {"total": 3, "new": 1, "deleted": 1, "revised": 1}
    last_day = dt.date(2026, 3, 31)
    assert periods("G35") == [("Text", True, APRIL_25, last_day)]
    assert periods("I10") == [("Old", True, APRIL_25, last_day), ("New", True, APRIL_26, None)]
    assert periods("J00") == [("Text", True, APRIL_25, None)]
    assert periods("G35.A") == [("Text", True, APRIL_26, None)]


def test_code_that_becomes_a_heading_is_no_longer_billable():
    load("A", APRIL_25, [row("B88.0")])
    load("B", APRIL_26, [row("B88.0", billable=False), row("B88.01")])
    assert [p[1:] for p in periods("B88.0")] == [
        (True, APRIL_25, dt.date(2026, 3, 31)),
        (False, APRIL_26, None),
    ]


def test_same_file_again_changes_nothing():
    first = load("A", APRIL_25, [row("I10")], sha="1")
    again = load("A", APRIL_25, iter(()), sha="1")
    assert again.pk == first.pk
    assert periods("I10") == [("Text", True, APRIL_25, None)]


def test_corrected_file_of_a_release_replaces_it():
    load("A", APRIL_25, [row("I10"), row("J00")], sha="1")
    load("B", APRIL_26, [row("I10"), row("J00")], sha="1")
    load("A", APRIL_25, [row("I10")], sha="2")
    assert periods("J00") == [("Text", True, APRIL_26, None)]
    load("A", APRIL_25, [row("I10"), row("J00")], sha="3")
    assert periods("J00") == [("Text", True, APRIL_25, None)]
    assert CodeSetRelease.objects.count() == 2


def test_names_and_days_of_releases_do_not_clash():
    load("A", APRIL_25, [row("I10")])
    with pytest.raises(DomainError, match="loaded as effective 2025-04-01"):
        load("A", APRIL_26, [row("I10")])
    with pytest.raises(DomainError, match="Release A already takes effect"):
        load("B", APRIL_25, [row("I10")])
    with pytest.raises(DomainError, match="holds no rows of ICD-10-CM"):
        load("C", APRIL_26, [])


def test_list_without_texts_keeps_the_texts_known():
    load("A", APRIL_25, [row("I10", "Known")])
    load("B", APRIL_26, [row("I10", "")])
    assert periods("I10") == [("Known", True, APRIL_25, None)]


_release = st.dictionaries(
    st.sampled_from(["A00", "B00", "C00"]), st.tuples(st.sampled_from("xy"), st.booleans())
).map(lambda codes: {**codes, "Z00": ("x", True)})


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries({APRIL_25: _release, OCTOBER_25: _release, APRIL_26: _release}),
    st.permutations([APRIL_25, OCTOBER_25, APRIL_26]),
)
def test_any_order_of_loading_gives_the_same_truth(releases, order):
    Code.objects.all().delete()
    CodeSetRelease.objects.all().delete()
    for day in order:
        rows = [row(code, text, billable=bill) for code, (text, bill) in releases[day].items()]
        load(str(day), day, rows)
    for day, release in releases.items():
        for probe in (day, day + dt.timedelta(days=100)):
            held = codes_in_force(system="icd10cm", on_date=probe, billable=False)
            assert {c.code: (c.description, c.billable) for c in held} == release
    assert not codes_in_force(system="icd10cm", on_date=dt.date(2025, 3, 31)).exists()


def test_dates_of_the_file_are_kept_and_absent_codes_end():
    def hcpcs(code, starts, ends=None, title="Text"):
        return CodeRow("hcpcs", code, title, True, starts, ends)

    old, end = dt.date(2000, 1, 1), dt.date(2020, 12, 31)
    load("A", APRIL_25, [hcpcs("A0001", old), hcpcs("A0002", old, end), hcpcs("A0003", None)],
         kind="hcpcs")  # fmt: skip
    release = load("B", APRIL_26, [hcpcs("A0002", old, end), hcpcs("A0003", None)], kind="hcpcs")
    assert release.counts == {"total": 2, "new": 0, "deleted": 1, "revised": 0}
    assert periods("A0001") == [("Text", True, old, dt.date(2026, 3, 31))]
    assert periods("A0002") == [("Text", True, old, end)]
    assert periods("A0003") == [("Text", True, APRIL_25, None)]


def test_only_the_platform_admin_or_a_command_may_load(world):
    with pytest.raises(NotAllowed):
        codeset_load(
            actor=control_actor(world.user("practice_manager")), kind="icd10cm", name="A",
            effective_on=APRIL_25, rows=[row("I10")], source_sha256="1",
        )  # fmt: skip


def run(*arguments, capsys):
    call_command("load_codeset", *map(str, arguments), "--json")
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.covers("R45")
def test_deleted_codes_are_refused_after_their_end_and_accepted_before(shared_data):
    folder = shared_data / "codesets"
    with (folder / "icd10cm-diff_Apr2025_to_Apr2026.csv").open() as lines:
        changed = {(r["change"], r["code"]) for r in csv.DictReader(lines)}
    wanted = {code for _, code in changed}
    for year, effective in (("2025", APRIL_25), ("2026", APRIL_26)):
        names = [f"icd10cm-code-list-April-{year}.txt.gz"]
        names.append(f"icd10cm-tabular-April-{'1-' if year == '2026' else ''}{year}.xml.gz")
        with ExitStack() as stack:
            sources = [stack.enter_context(open_source(folder / name)) for name in names]
            release = load(year, effective, [r for r in read_icd10cm(sources) if r.code in wanted])
    assert release.counts == {"total": 525, "new": 487, "deleted": 28, "revised": 38}
    deleted = sorted(code for change, code in changed if change == "deleted_as_billable")
    assert len(deleted) == 28
    for code in deleted:
        line = LineDraft("icd10cm", code, 1)
        assert codes_validate(lines=[line], on_date=dt.date(2026, 3, 31)) == []
        (refused,) = codes_validate(lines=[line], on_date=dt.date(2026, 4, 1))
        assert refused.is_error
        assert refused.rule in {"not_valid", "not_billable"}


def test_command_loads_every_small_kind(shared_data, capsys):
    folder = shared_data / "codesets"
    loads = {
        "HCPCS": (["hcpcs_lvl2.csv.gz", "hcpcs_level2_descriptions.csv.gz"], 8033),
        "POS": (["pos_codes.csv.gz"], 52),
        "CARC-RARC": (["carc_rarc_dates.csv"], 1576),
        "MUE": (["ncci_mue_prac.csv.gz", "ncci_mue_out.csv.gz"], 29305),
        "add-on": (["ncci_aoc.csv.gz"], 7465),
        "RVU": (["pfs_rvu_amt.csv.gz", "pfs_rvu_ind.csv.gz"], 18664),
        "CPT": (["rbcs.csv.gz"], 10918),
    }
    for kind, (names, total) in loads.items():
        files = [folder / name for name in names]
        options = ("--release", "2024Q3", "--effective", "2024-07-01")
        assert run(kind, *options, *files, capsys=capsys)["total"] == total, kind
    before = CodeEdit.objects.count()
    again = [folder / "ncci_aoc.csv.gz"]
    run("AOC", "--release", "2024Q3", "--effective", "2024-07-01", *again, capsys=capsys)
    assert CodeEdit.objects.count() == before == 29305 + 7465
    assert FeeScheduleAmount.objects.get(code="99213", modifier="").total_rvu_facility > 1
    assert Code.objects.filter(system="cpt").exclude(description="").count() == 0
    assert Code.objects.get(system="cpt", code="99201").valid_to == dt.date(2020, 12, 31)


@pytest.mark.covers("R107")
def test_benchmarks_are_kept_by_release_and_loaded_again_in_place(tmp_path, capsys):
    file = tmp_path / "levels.csv"
    file.write_text("specialty,code,services\nCardiology,99213,10\nCardiology,99214,20\n")
    for name, effective in (("2024", "2026-01-01"), ("2025", "2026-07-01")):
        options = ("--release", name, "--effective", effective)
        assert run("benchmarks", *options, file, capsys=capsys)["total"] == 2
    file.write_text("specialty,code,services\nCardiology,99213,11\n")
    run("benchmarks", *options, file, capsys=capsys)
    rows = EmBenchmark.objects.order_by("release_id", "code")
    assert list(rows.values_list("release__name", "specialty", "code", "services")) == [
        ("2024", "cardiology", "99213", 10),
        ("2024", "cardiology", "99214", 20),
        ("2025", "cardiology", "99213", 11),
    ]


def test_pairs_replace_those_of_the_release_before(tmp_path, capsys):
    file = tmp_path / "ptp.csv"
    header = "column_1,column_2,deletion_date,modifier_indicator,rationale\n"
    file.write_text(header + "20610,20605,,1,x\n11042,97597,2020-01-01,0,x\n")
    options = ("--release", "Q1", "--effective", "2026-01-01")
    assert run("NCCI", *options, file, capsys=capsys)["total"] == 2
    file.write_text(header + "20610,20600,,1,x\n")
    options = ("--release", "Q2", "--effective", "2026-04-01")
    run("ptp", *options, file, capsys=capsys)
    assert list(CodeEdit.objects.values_list("column_1", "column_2")) == [("20610", "20600")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("DRG", "--release", "A", "--effective", "2026-01-01", "x"), "no kind of code set"),
        (("POS", "--release", "A", "--effective", "soon", "x"), "no date"),
        (("POS", "--release", "A", "--effective", "2026-01-01", "x"), "No such file"),
    ],
)
def test_command_refuses_in_words(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=said):
        call_command("load_codeset", *arguments)


def test_command_refuses_a_file_of_another_kind(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="lacks the columns"):
        call_command(
            "load_codeset", "POS", "--release", "A", "--effective", "2026-01-01", str(file)
        )
