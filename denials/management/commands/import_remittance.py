"""Import 835 remittance files from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from denials.services import ImportResult, remittance_import
from denials.x12 import X12Error
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import engagement_by_slug, system_actor


class Command(BaseCommand):
    help = (
        "Imports 835 remittance files. Each file is one transaction: it is imported whole or not "
        "at all, and importing it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engagement", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="one JSON object per transaction")
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        engagement = engagement_by_slug(options["engagement"])
        if engagement is None:
            raise CommandError(f"No engagement has the slug {options['engagement']!r}.")
        refused = [
            error
            for path in options["files"]
            if (error := self._import(engagement, path, as_json=options["json"]))
        ]
        if refused:
            raise CommandError("\n".join(refused))

    def _import(self, engagement: Any, path: Path, *, as_json: bool) -> str:
        """Imports one file and reports it; the reason where it was refused."""
        try:
            with path.open("rb") as stream, engagement_transaction(engagement.pk):
                result = remittance_import(
                    actor=system_actor(engagement), stream=stream, name=path.name
                )
        except X12Error as error:
            if as_json:
                self.stdout.write(json.dumps({"file": path.name, "error": error.as_dict()}))
            return str(error)
        except OSError as error:
            return f"{path}: {error.strerror}. Check the path and the file's permissions."
        self._report(result, as_json=as_json)
        return ""

    def _report(self, result: ImportResult, *, as_json: bool) -> None:
        if as_json:
            for row in result.as_rows():
                self.stdout.write(json.dumps(row))
            return
        self.stdout.write(result.message)
        for item in result.transactions:
            if not item.verdict.is_consistent:
                self.stdout.write(f"  Transaction {item.header.number}: {item.verdict.explanation}")
