"""The rows of an import in steps, the next one read while PostgreSQL writes this one."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Self

from charts.rows import ChartRow, RowError

Step = list[ChartRow | RowError]


class StepReader:
    """Reads in a thread of its own, one step ahead and only when told to.

    Reading needs the interpreter, writing needs PostgreSQL: `ahead` is called where the long
    statements begin, so that the two do not wait for each other.
    """

    def __init__(self, items: Iterable[ChartRow | RowError], size: int) -> None:
        self._items = iter(items)
        self._size = size
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")
        self._coming: Future[Step] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown()

    def ahead(self) -> None:
        """Begins to read the next step."""
        if self._coming is None:
            self._coming = self._thread.submit(self._read)

    def take(self) -> Step:
        """The next step; empty at the end."""
        self.ahead()
        assert self._coming is not None  # noqa: S101 -- `ahead` has set it
        step = self._coming.result()
        self._coming = None
        return step

    def _read(self) -> Step:
        return list(islice(self._items, self._size))
