"""Checks that guardian's rows are what the memberships say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagements.services import grants_verify


class Command(BaseCommand):
    help = "Compares guardian's grants with the memberships; --repair makes them equal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        drifts = grants_verify(repair=options["repair"])
        for drift in drifts:
            self.stdout.write(
                f"engagement {drift.engagement_id}, user {drift.user_id}:"
                f" missing {sorted(drift.missing)}, surplus {sorted(drift.surplus)}"
            )
        if drifts and not options["repair"]:
            raise CommandError(f"{len(drifts)} differences; run again with --repair.")
        self.stdout.write(f"{len(drifts)} repaired" if drifts else "Grants equal the memberships.")
