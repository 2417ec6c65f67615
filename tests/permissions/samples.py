"""An object for every URL keyword, made in the world's own engagement.

`SAMPLES[keyword](world)` runs in the scope of the own engagement and returns the value for the
URL. The walk fails for a keyword without a sample, and for a sample no URL uses.
"""

from collections.abc import Callable
from typing import Any

from engagements.models import Job
from tests.factories.world import World


def make_job(world: World) -> int:
    return Job.objects.create(engagement=world.own, kind="chart_import").pk


SAMPLES: dict[str, Callable[[World], Any]] = {"job_id": make_job}
