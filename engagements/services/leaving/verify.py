"""Checks a data-return package against its own manifest, without any database."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engagements.services.leaving.package import FORMAT, MANIFEST, PIECE

LONGEST_CELL = 2**31 - 1


@dataclass
class Verified:
    """`problems` is empty where every hash and every count is as the manifest says."""

    manifest_sha256: str = ""
    tables: int = 0
    rows: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def package_verify(*, path: Path) -> Verified:
    """Reads the package once, in pieces, and compares everything with its manifest."""
    result = Verified()
    try:
        with zipfile.ZipFile(path) as archive:
            _verify(archive, result)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        result.problems.append(f"The package cannot be read: {error}")
    return result


def _verify(archive: zipfile.ZipFile, result: Verified) -> None:
    content = archive.read(MANIFEST)
    result.manifest_sha256 = hashlib.sha256(content).hexdigest()
    manifest: dict[str, Any] = json.loads(content)
    if manifest.get("format") != FORMAT:
        result.problems.append(f"The manifest has format {manifest.get('format')!r}, not {FORMAT}.")
        return
    names = set(archive.namelist())
    expected = {MANIFEST}
    for entry in _entries(manifest):
        expected.add(entry["file"])
        _check(archive, entry, names, result)
    for extra in sorted(names - expected):
        result.problems.append(f"{extra} is not in the manifest.")
    for table in manifest["tables"]:
        if table["csv"]["file"] in names:
            _check_rows(archive, table, result)
    result.tables, result.files = len(manifest["tables"]), len(manifest["files"])


def _entries(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield manifest["readme"]
    for table in manifest["tables"]:
        yield table["csv"]
        yield table["json"]
    yield from manifest["files"]


def _check(
    archive: zipfile.ZipFile, entry: dict[str, Any], names: set[str], result: Verified
) -> None:
    name = entry["file"]
    if name not in names:
        result.problems.append(f"{name} is missing.")
        return
    digest = hashlib.sha256()
    with archive.open(name) as source:
        while piece := source.read(PIECE):
            digest.update(piece)
    if digest.hexdigest() != entry["sha256"]:
        found, stated = digest.hexdigest(), entry["sha256"]
        result.problems.append(f"{name} has the SHA-256 {found}, not {stated}.")


def _check_rows(archive: zipfile.ZipFile, table: dict[str, Any], result: Verified) -> None:
    csv.field_size_limit(LONGEST_CELL)
    with archive.open(table["csv"]["file"]) as source:
        text = io.TextIOWrapper(source, encoding="utf-8", newline="")
        count = sum(1 for _ in csv.reader(text)) - 1
    result.rows += count
    if count != table["rows"]:
        result.problems.append(f"{table['table']} has {count} rows, not {table['rows']}.")
