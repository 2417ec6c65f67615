"""Pages of a list that may have millions of rows."""

from functools import cached_property

from django.core.paginator import Paginator


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable at run time
    """Counts no further than the cap: a page of a huge list costs what one of a small list does."""

    cap = 10_000

    @cached_property
    def _counted(self) -> int:
        rows = getattr(getattr(self.object_list, "data", None), "data", self.object_list)
        sliced = rows[: self.cap + 1]
        counter = getattr(sliced, "count", None)
        return len(sliced) if isinstance(sliced, list | tuple) or counter is None else counter()

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.cap)

    @property
    def is_capped(self) -> bool:
        return self._counted > self.cap

    @property
    def shown_count(self) -> str:
        return f"more than {self.cap:,}" if self.is_capped else f"{self.count:,}"
