"""Draws stored samples again and says whether each still is what its certificate says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagements.kernel.scope import engagement_transaction
from engagements.selectors import engagement_by_slug
from qa.selectors import sample_check, samples_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engagement", required=True, metavar="SLUG")
        parser.add_argument("sample", nargs="*", type=int, help="numbers; none means all")

    def handle(self, *args: Any, **options: Any) -> None:
        engagement = engagement_by_slug(options["engagement"])
        if engagement is None:
            raise CommandError(f"There is no engagement {options['engagement']!r}.")
        broken = 0
        with engagement_transaction(engagement.pk):
            for sample in samples_of(engagement, options["sample"]):
                check = sample_check(sample)
                broken += not check.holds
                said = "holds" if check.holds else "DOES NOT HOLD"
                self.stdout.write(
                    f"{sample.pk} {sample.name}: {said} (frame {check.frame_matches},"
                    f" draw {check.draw_matches}, generator {check.generator_known})"
                )
        if broken:
            raise CommandError(f"{broken} samples do not hold.")
