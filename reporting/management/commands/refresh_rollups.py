"""`manage.py refresh_rollups [--engagement SLUG] [--rebuild]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engagements.models import Engagement
from engagements.selectors import system_actor
from reporting.services import rollup_refresh_all


class Command(BaseCommand):
    """Refreshes the days marked dirty. Safe to run at any time, twice, and beside the worker."""

    help = "Bring the daily rollups up to date (all engagements, or one)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engagement", metavar="SLUG", help="only this engagement")
        parser.add_argument(
            "--rebuild", action="store_true", help="make every day anew, marked or not"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        engagements = Engagement.objects.order_by("slug")
        if options["engagement"]:
            engagements = engagements.filter(slug=options["engagement"])
            if not engagements.exists():
                raise CommandError(f"No engagement has the slug {options['engagement']}.")
        for engagement in engagements:
            steps = rollup_refresh_all(actor=system_actor(engagement), rebuild=options["rebuild"])
            rebuilt = [step.family for step in steps if step.rebuilt]
            days = sum(step.days for step in steps)
            words = f"rebuilt {', '.join(rebuilt)}; " if rebuilt else ""
            self.stdout.write(f"{engagement.slug}: {words}{days} days refreshed")
