"""Checks a data-return package: every hash and every count against its manifest."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagements.services.leaving.verify import package_verify


class Command(BaseCommand):
    help = "Checks a data-return package against its manifest. Needs no database."
    requires_system_checks: list[str] = []  # type: ignore[assignment]  # none: a file is all it needs

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--manifest-sha256", default="", help="The hash the certificate names.")

    def handle(self, *args: Any, **options: Any) -> None:
        result = package_verify(path=options["file"])
        wanted = options["manifest_sha256"].strip().lower()
        if wanted and wanted != result.manifest_sha256:
            result.problems.append(f"The manifest is not the one of the certificate ({wanted}).")
        if result.problems:
            raise CommandError("\n".join(result.problems))
        self.stdout.write(f"SHA-256 of the manifest: {result.manifest_sha256}")
        self.stdout.write(
            f"{result.tables} tables, {result.rows} rows, {result.files} files: all as stated."
        )
