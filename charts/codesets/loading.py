"""From files to loaded releases: which reader and which loader belong to which kind."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import Any

from charts.codesets import readers
from charts.codesets.base import CodesetError
from charts.enums import CodeSetKind
from charts.importers.files import CHUNK, FileError, Source, open_source
from charts.models import CodeSetRelease
from charts.services.codesets import codeset_load
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor

PACKAGED = "simple_icd_10_cm.data"

Reader = Callable[[Sequence[Source]], Iterator[Any]]

READERS: dict[CodeSetKind, Reader] = {
    CodeSetKind.ICD10CM: readers.read_icd10cm,
    CodeSetKind.HCPCS: readers.read_procedures,
    CodeSetKind.CPT: readers.read_procedures,
    CodeSetKind.POS: readers.read_pos,
    CodeSetKind.CARC_RARC: readers.read_adjustments,
    CodeSetKind.NCCI: readers.read_ptp,
    CodeSetKind.MUE: readers.read_mue,
    CodeSetKind.ADD_ON: readers.read_add_on,
    CodeSetKind.RVU: readers.read_rvu,
    CodeSetKind.EM_BENCHMARK: readers.read_benchmark,
}


def codeset_files_load(
    *,
    actor: Actor | None,
    kind: str,
    name: str,
    effective_on: dt.date,
    files: Sequence[Path],
) -> CodeSetRelease:
    """Reads the files of one release and loads it. Raises `DomainError` in words."""
    with ExitStack() as stack:
        try:
            sources = [stack.enter_context(open_source(file)) for file in files]
            return codeset_load(
                actor=actor,
                kind=kind,
                name=name,
                effective_on=effective_on,
                rows=READERS[CodeSetKind(kind)](sources),
                source_sha256=_sha256(files),
            )
        except CodesetError as error:
            raise DomainError(
                f"This is no file of {CodeSetKind(kind).label}: {error}.",
                field="file",
                remedy="Check the kind, or download the file again.",
            ) from error
        except FileError as error:
            message = f"{error.name} {error.problem}."
            raise DomainError(message, field="file", remedy=f"{error.remedy}.") from error


def icd10cm_packaged_load(
    *, actor: Actor | None = None, effective_on: dt.date = dt.date(2025, 10, 1)
) -> CodeSetRelease:
    """The release that comes with the `simple-icd-10-cm` package: what the demo codes with."""
    folder = resources.files(PACKAGED)
    with ExitStack() as stack:
        files = sorted(
            stack.enter_context(resources.as_file(entry))
            for entry in folder.iterdir()
            if entry.name.endswith((".txt", ".xml"))
        )
        name = next(file.stem for file in files if file.suffix == ".txt")
        return codeset_files_load(
            actor=actor,
            kind=CodeSetKind.ICD10CM,
            name=name.removeprefix("code-list-").replace("-", " "),
            effective_on=effective_on,
            files=files,
        )


def _sha256(files: Sequence[Path]) -> str:
    """One hash of all the files' contents, whatever order they are given in."""
    hashes = []
    for file in files:
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        hashes.append(digest.hexdigest())
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()
