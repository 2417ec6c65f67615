"""Loads a release of a code set from its published files."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charts.codesets.loading import codeset_files_load
from charts.enums import CodeSetKind
from engagements.kernel.errors import DomainError

KINDS = {
    "icd10cm": CodeSetKind.ICD10CM,
    "hcpcs": CodeSetKind.HCPCS,
    "cpt": CodeSetKind.CPT,
    "pos": CodeSetKind.POS,
    "carcrarc": CodeSetKind.CARC_RARC,
    "carc": CodeSetKind.CARC_RARC,
    "ncci": CodeSetKind.NCCI,
    "ptp": CodeSetKind.NCCI,
    "mue": CodeSetKind.MUE,
    "addon": CodeSetKind.ADD_ON,
    "aoc": CodeSetKind.ADD_ON,
    "rvu": CodeSetKind.RVU,
    "embenchmark": CodeSetKind.EM_BENCHMARK,
    "benchmark": CodeSetKind.EM_BENCHMARK,
    "benchmarks": CodeSetKind.EM_BENCHMARK,
}
"""How people write the kinds: ICD-10-CM, icd10cm, add-on, ADD_ON ..."""


class Command(BaseCommand):
    help = (
        "Load a release of a code set. Loading a newer release ends the codes it no longer holds;"
        " loading the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(CodeSetKind.values))
        parser.add_argument("--release", required=True, help="name of the release")
        parser.add_argument("--effective", required=True, help="first day it is in force")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = KINDS.get("".join(c for c in options["kind"].lower() if c.isalnum()))
        if kind is None:
            known = ", ".join(CodeSetKind.values)
            raise CommandError(f"{options['kind']!r} is no kind of code set. Use one of: {known}.")
        try:
            effective = dt.date.fromisoformat(options["effective"])
        except ValueError:
            raise CommandError("--effective is no date. Write it as YYYY-MM-DD.") from None
        try:
            release = codeset_files_load(
                actor=None,
                kind=kind,
                name=options["release"],
                effective_on=effective,
                files=options["files"],
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        result = {"kind": release.kind, "release": release.name, **release.counts}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            counts = ", ".join(f"{number} {word}" for word, number in release.counts.items())
            self.stdout.write(f"{kind.label} {release.name}, effective {effective}: {counts}.")
