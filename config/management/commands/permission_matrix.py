"""Prints who may do what as CSV: one row per right, one column per role."""

import csv
import io
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from engagements.roles import ACTIONS, GRANTS


def matrix_csv() -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["action", "label", "needs_baa", *GRANTS])
    for action in ACTIONS:
        cells = [GRANTS[role].get(action.name, "none") for role in GRANTS]
        writer.writerow([action.name, action.label, "yes" if action.gated else "no", *cells])
    return out.getvalue()


class Command(BaseCommand):
    help = "Prints the permission matrix (role x right: own, any or none) as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", type=Path, help="Write it to this file instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            options["write"].write_text(matrix_csv(), encoding="utf-8")
        else:
            self.stdout.write(matrix_csv())
