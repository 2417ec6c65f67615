"""The data-return package: a ZIP of CSV, JSON and stored files, with a manifest of hashes.

Written as a stream: neither a table nor a file is ever held in memory whole.
"""

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path, PurePath
from typing import IO, Any

from engagements.enums import DocumentKind
from engagements.kernel.crypto import decrypt_text
from engagements.models import Document, Engagement, User
from engagements.selectors.owned import OwnedColumn, OwnedTable, owned_rows, owned_tables

FORMAT = 1
MANIFEST = "manifest.json"
ENCRYPTED = "ciphertext"
PIECE = 1 << 20
OF_PEOPLE = 3  # tables that `_people` adds
SPOOL = 4 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
Progress = Callable[[int, int, str], None]
README = """Data return of {name}

tables/NAME.csv and tables/NAME.json hold the same rows of one table: CSV with a header (an empty
cell is "no value" or an empty text; the JSON tells them apart), JSON as a list of objects, one per
line. Times are UTC in ISO 8601, amounts are decimal texts. Encrypted texts are decrypted; this
package is the practice's and is to be kept as such. files/ holds the stored documents, named by
their number in tables/engagements_document. manifest.json lists every file with its SHA-256.

Check it:  manage.py exit_verify FILE
"""


class _Hashed(io.RawIOBase):
    """Counts and hashes what goes through to another file."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.size, self.digest = target, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.target.write(piece)
        self.digest.update(piece)
        self.size += len(piece)
        return len(piece)


@dataclass
class Package:
    """What was written; `manifest_sha256` is what the certificate names."""

    manifest: dict[str, Any] = field(default_factory=dict)
    manifest_sha256: str = ""

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"])


def package_write(
    *,
    engagement: Engagement,
    path: Path,
    version: str,
    generated_at: dt.datetime,
    progress: Progress,
) -> Package:
    """Writes the package of the engagement to `path`. Needs its scope; reads only."""
    tables = owned_tables()
    documents = Document.objects.filter(engagement=engagement).exclude(
        kind=DocumentKind.DATA_RETURN
    )
    total = len(tables) + OF_PEOPLE + documents.count()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "engagement": {"slug": engagement.slug, "name": engagement.name},
        "practice": engagement.practice.name,
        "vendor": engagement.vendor.name,
        "generated_at": generated_at.isoformat(),
        "software_version": version,
        "tables": [],
        "files": [],
        "missing_files": [],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        readme = README.format(name=engagement.name).encode()
        manifest["readme"] = _put(archive, "README.txt", [readme])
        done = 0
        owned = ((table, owned_rows(table, engagement)) for table in tables)
        for done, (table, rows) in enumerate(chain(owned, _people(engagement)), start=1):
            manifest["tables"].append(_table(archive, table, rows))
            progress(done, total, f"Table {table.name}")
        for number, document in enumerate(documents.order_by("pk").iterator(), start=done + 1):
            _file(archive, document, manifest)
            progress(number, total, f"File {document.pk}")
        content = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False).encode()
        entry = _put(archive, MANIFEST, [content])
    return Package(manifest=manifest, manifest_sha256=entry["sha256"])


def _people(engagement: Engagement) -> Iterator[tuple[OwnedTable, Iterable[tuple[object, ...]]]]:
    """The engagement's own row, its organizations and the people whom the other tables name."""
    own = ("id", "name", "slug", "time_zone", "phase", "live_on", "created_at")
    yield _plain("engagement", own), [tuple(getattr(engagement, name) for name in own)]
    sides = [engagement.practice, engagement.vendor, engagement.auditor]
    present = [organization for organization in sides if organization is not None]
    of_side = ("id", "name", "kind", "country")
    rows = [tuple(getattr(organization, name) for name in of_side) for organization in present]
    yield _plain("organizations", of_side), rows
    of_person = ("id", "name", "email", "organization_id", "is_active")
    people = User.objects.filter(organization__in=present).order_by("pk")
    yield _plain("people", of_person), people.values_list(*of_person).iterator()


def _plain(name: str, columns: Sequence[str]) -> OwnedTable:
    return OwnedTable(name, tuple(OwnedColumn(column, "text") for column in columns), ("id",))


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    """One entry of the archive; returns its line of the manifest."""
    info = zipfile.ZipInfo(name, date_time=EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as target:
        out = _Hashed(target)
        for piece in pieces:
            out.write(piece)
    return {"file": name, "sha256": out.digest.hexdigest(), "bytes": out.size}


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def _table(
    archive: zipfile.ZipFile, table: OwnedTable, rows: Iterable[tuple[object, ...]]
) -> dict[str, Any]:
    """Both files of a table from one pass over its rows."""
    names = [column.name for column in table.columns]
    kinds = [column.type for column in table.columns]
    count = 0
    with (
        tempfile.SpooledTemporaryFile(SPOOL) as sheet,
        tempfile.SpooledTemporaryFile(SPOOL) as listed,
    ):
        text = io.TextIOWrapper(sheet, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(names)
        listed.write(b"[")
        for count, row in enumerate(rows, start=1):
            values = [plain(*cell) for cell in zip(row, names, kinds, strict=True)]
            writer.writerow([_cell(value) for value in values])
            line = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False)
            listed.write((",\n" if count > 1 else "\n").encode() + line.encode())
        listed.write(b"\n]\n")
        text.flush()
        sheet.seek(0)
        listed.seek(0)
        entry = {
            "table": table.name,
            "rows": count,
            "columns": [{"name": n, "type": k} for n, k in zip(names, kinds, strict=True)],
            "csv": _put(archive, f"tables/{table.name}.csv", _pieces(sheet)),
            "json": _put(archive, f"tables/{table.name}.json", _pieces(listed)),
        }
        text.detach()
    return entry


def plain(value: object, name: str, kind: str) -> Any:
    """A value as JSON can say it. Encrypted text is decrypted; other bytes are base64."""
    if isinstance(value, memoryview | bytes):
        return decrypt_text(value) if name == ENCRYPTED else base64.b64encode(value).decode()
    if kind in {"json", "jsonb"} and isinstance(value, str):
        return json.loads(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, list | tuple):
        return [plain(item, name, kind) for item in value]
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return str(value) if isinstance(value, Decimal) else _said(value)


def _said(value: object) -> str:
    said = getattr(value, "isoformat", None)
    return str(said()) if callable(said) else str(value)


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _file(archive: zipfile.ZipFile, document: Document, manifest: dict[str, Any]) -> None:
    """A stored file; one that is not in the store any more is named, never left out silently."""
    name = f"files/{document.pk}{PurePath(str(document.file.name)).suffix}"
    try:
        source = document.file.open("rb")
    except FileNotFoundError:
        manifest["missing_files"].append({"document": document.pk, "sha256": document.sha256})
        return
    with source, tempfile.SpooledTemporaryFile(SPOOL) as copy:
        shutil.copyfileobj(source, copy, PIECE)
        copy.seek(0)
        entry = _put(archive, name, _pieces(copy))
    as_stored = entry["sha256"] == document.sha256
    manifest["files"].append(entry | {"document": document.pk, "as_stored": as_stored})
