"""Published visit levels by specialty, to be set beside the practice's own."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from charts.enums import CodeSetKind
from charts.models import CodeSetRelease, EmBenchmark


@dataclass(frozen=True)
class Benchmark:
    """One release; `services` by specialty and code. Without a release it is empty."""

    release: CodeSetRelease | None = None
    services: Mapping[str, Counter[str]] = field(default_factory=dict)

    def of(self, specialty: str, family: tuple[str, ...]) -> Counter[str]:
        found = self.services.get(specialty, Counter())
        return Counter({code: found[code] for code in family if found[code]})


def em_benchmark(day: dt.date) -> Benchmark:
    """The newest release in force on the day; two queries."""
    releases = CodeSetRelease.objects.filter(kind=CodeSetKind.EM_BENCHMARK, effective_on__lte=day)
    release = releases.order_by("-effective_on").first()
    if release is None:
        return Benchmark()
    services: dict[str, Counter[str]] = {}
    rows = EmBenchmark.objects.filter(release=release)
    for specialty, code, number in rows.values_list("specialty", "code", "services"):
        services.setdefault(specialty, Counter())[code] = number
    return Benchmark(release, services)
