"""Imports worklist files: CSV, XLSX or the files of one FHIR export together."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charts.importers.run import files_import
from charts.models import ImportBatch
from engagements.selectors import engagement_by_slug, system_actor


class Command(BaseCommand):
    help = (
        "Import charts from worklist files. Rows with errors go to an error file, the others go"
        " in; importing the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engagement", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON, last")
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        engagement = engagement_by_slug(options["engagement"])
        if engagement is None:
            raise CommandError(f"No engagement has the slug {options['engagement']!r}.")
        batch, reading = files_import(actor=system_actor(engagement), files=options["files"])
        for notice in reading.notices:
            self.stderr.write(notice)
        error_file = batch.error_file.file.path if batch.error_file else None
        if options["json"]:
            self.stdout.write(json.dumps(counts(batch) | {"error_file": error_file}))
            return
        words = ", ".join(f"{number:,} {word}" for word, number in counts(batch).items())
        self.stdout.write(f"{batch.rows:,} rows read: {words}.")
        if error_file:
            self.stdout.write(f"What was refused, and why: {error_file}")


def counts(batch: ImportBatch) -> dict[str, int]:
    return {
        "created": batch.created,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "errors": batch.errors,
    }
