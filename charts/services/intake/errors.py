"""The error file: what was refused, row by row, with the remedy."""

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from django.core.files import File

from charts.models import ImportBatch
from charts.rows import RowError
from engagements.enums import DocumentKind
from engagements.kernel.lists import formula_guarded
from engagements.kernel.policy import Actor
from engagements.models import Document

HEADER = ("file", "row", "field", "value", "problem", "remedy")


class ErrorFile:
    """Written while the import reads, in constant memory; kept only if there are errors."""

    def __init__(self) -> None:
        self.rows = 0
        self._last: tuple[str, int] | None = None

    def __enter__(self) -> Self:
        self._binary = tempfile.TemporaryFile()
        self._file = io.TextIOWrapper(self._binary, encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADER)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, errors: Iterable[RowError]) -> None:
        for error in errors:
            if (error.file, error.row) != self._last or not error.row:
                self.rows += 1
                self._last = (error.file, error.row)
            cells = (
                error.file, error.row or "", error.field, error.value, error.problem, error.remedy,
            )  # fmt: skip
            self._writer.writerow([formula_guarded(cell) for cell in cells])

    def store(self, *, actor: Actor, batch: ImportBatch) -> Document | None:
        if not self.rows:
            return None
        self._file.flush()
        binary = self._binary
        binary.seek(0)
        digest = hashlib.file_digest(binary, "sha256").hexdigest()
        document = Document(
            engagement=actor.engagement,
            kind=DocumentKind.ERROR_FILE,
            title=f"Errors of import {batch.pk}",
            sha256=digest,
            size=binary.tell(),
            content_type="text/csv",
            uploaded_by=actor.user,
        )
        binary.seek(0)
        document.file.save(f"{digest}.csv", File(binary), save=False)
        document.save()
        return document
