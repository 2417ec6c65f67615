"""What intake must never do: keep a patient, fill memory, or count a row twice in a race."""

import base64
import gzip
import io
import json
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from charts.importers import Named, template_csv
from charts.importers.run import files_import
from charts.models import Chart, ImportBatch
from engagements.kernel.scope import engagement_scope, engagement_transaction
from engagements.selectors import system_actor
from tests.factories.traces import tables_holding
from tests.factories.world import build_world

HEADER, EXAMPLE = template_csv().splitlines()
PARSE = """
import datetime as dt, resource, sys
from pathlib import Path
from zoneinfo import ZoneInfo
limit = int(sys.argv[2]) << 20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
from charts.importers import Context, read_charts
context = Context(ZoneInfo("America/New_York"), dt.datetime.now(dt.UTC))
good = bad = 0
for item in read_charts([Path(sys.argv[1])], context):
    if hasattr(item, "encounter_ref"):
        good += 1
    else:
        bad += 1
        problem = item.problem
print(good, bad, problem if bad else "")
"""


def read_in_a_process(path: Path, megabytes: int) -> str:
    """Reads the file in a process of its own that may not hold more memory than this."""
    done = subprocess.run(  # noqa: S603 -- our own program and paths
        [sys.executable, "-c", PARSE, str(path), str(megabytes)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_hundred_thousand_rows_are_read_in_little_memory(tmp_path):
    file = tmp_path / "list.csv"
    with file.open("w") as out:
        out.write(HEADER + "\n")
        for number in range(100_000):
            out.write(EXAMPLE.replace("100234", str(number)) + "\n")
    assert read_in_a_process(file, 200) == "100000 0"


def write_zeros(file: Path, pieces: int) -> None:
    """So many times 4 MB in one gzip stream, of which every piece after the first is the same."""
    zeros, packer, crc = bytes(4 << 20), zlib.compressobj(1, zlib.DEFLATED, 31), 0
    for _ in range(pieces):
        crc = zlib.crc32(zeros, crc)
    first, again = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    end = packer.flush()[:-8] + struct.pack("<LL", crc, len(zeros) * pieces)
    file.write_bytes(first + again * (pieces - 1) + end)


def test_gigabytes_are_written_as_they_would_be_packed(tmp_path):
    write_zeros(tmp_path / "few.gz", 5)
    assert gzip.decompress((tmp_path / "few.gz").read_bytes()) == bytes(20 << 20)


def test_a_gigabyte_of_zeros_stops_at_the_limit(tmp_path):
    file = tmp_path / "zeros.csv.gz"
    write_zeros(file, 256)
    assert file.stat().st_size < 8 << 20
    said = read_in_a_process(file, 200)
    assert said in {
        "0 1 unpacks to more than 250 times its size",
        "0 1 is larger than 512 MB unpacked",
    }


def patients_and_notes(folder: Path) -> list[str]:
    """What may be found nowhere: names, birth dates, record numbers, pieces of the notes."""
    found: set[str] = set()
    with gzip.open(folder / "Patient.ndjson.gz", "rt") as lines:
        for patient in map(json.loads, lines):
            found.add(patient["birthDate"])
            found |= {address["line"][0] for address in patient["address"]}
            found |= {i["value"] for i in patient["identifier"] if "ssn" in i.get("system", "")}
            for name in patient["name"]:
                found.add(" ".join([*name["given"], name["family"]]))
                found.add(f"{name['given'][0]} {name['family']}")
    with gzip.open(folder / "DocumentReference.ndjson.gz", "rt") as lines:
        for number, document in enumerate(map(json.loads, lines)):
            if number % 20 == 0:
                raw = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
                found |= {line[:60] for line in raw.splitlines() if len(line) > 40}
    return sorted(text for text in found if len(text) > 6)


@pytest.mark.covers("R48")
def test_no_patient_of_an_export_is_kept_anywhere(scoped, shared_data):
    folder = shared_data / "fhir"
    batch, _ = files_import(
        actor=system_actor(scoped.own), files=sorted(folder.glob("*.ndjson.gz"))
    )
    assert batch.created == 1215
    words = patients_and_notes(folder)
    assert len(words) > 100
    reference = Chart.objects.values_list("encounter_ref", flat=True)[0]
    assert ("charts_chart", reference) in tables_holding([reference])
    assert tables_holding(words) == []
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    texts = [path.read_bytes() for path in kept]
    assert [word for word in words for text in texts if word.encode() in text] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_the_same_time_counts_each_chart_once():
    world = build_world()
    rows = [EXAMPLE.replace("100234", str(number)) for number in range(400)]
    content = "\n".join([HEADER, *rows]).encode()
    barrier, failures = threading.Barrier(3), []

    def one(order: int) -> None:
        try:
            lines = content.splitlines(keepends=True)
            body = lines[1:] if order else lines[:0:-1]
            mixed = lines[0] + b"\n".join(line.strip() for line in body)
            barrier.wait()
            files_import(
                actor=system_actor(world.own), files=[Named(io.BytesIO(mixed), "list.csv")]
            )
        except Exception as error:  # noqa: BLE001 -- told in the main thread
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(order,)) for order in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with engagement_transaction(world.own.pk):
        batches = ImportBatch.objects.values_list("created", "unchanged", "errors")
        assert sorted(batches) == [(0, 400, 0), (0, 400, 0), (400, 0, 0)]
        assert Chart.objects.count() == 400


@pytest.mark.django_db(transaction=True)
def test_other_engagements_see_nothing_of_an_import():
    world = build_world()
    content = f"{HEADER}\n{EXAMPLE}".encode()
    files_import(actor=system_actor(world.own), files=[Named(io.BytesIO(content), "list.csv")])
    with engagement_transaction(world.foreign.pk), engagement_scope(world.foreign.pk):
        assert Chart.objects.count() == ImportBatch.objects.count() == 0
