"""`manage.py recompute_clocks [--engagement SLUG]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charts.services.recompute_all import clocks_recompute_all
from engagements.models import Engagement
from engagements.selectors import system_actor


class Command(BaseCommand):
    """Reads every chart's event log again. Safe to run at any time, and twice."""

    help = "Compute due times, cutoffs and durations anew from the event logs (all, or one)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engagement", metavar="SLUG", help="only this engagement")

    def handle(self, *args: Any, **options: Any) -> None:
        engagements = Engagement.objects.order_by("slug")
        if options["engagement"]:
            engagements = engagements.filter(slug=options["engagement"])
            if not engagements.exists():
                raise CommandError(f"No engagement has the slug {options['engagement']}.")
        for engagement in engagements:
            self._engagement(engagement)

    def _engagement(self, engagement: Engagement) -> None:
        done = changed = 0
        for step in clocks_recompute_all(actor=system_actor(engagement)):
            done, changed = step.done, step.changed
            self.stderr.write(f"{engagement.slug}: {done:,} of {step.total:,} charts read")
        self.stdout.write(f"{engagement.slug}: {done:,} charts read, {changed:,} changed")
