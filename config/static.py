"""Addresses of static files: a page names dozens of them, and they never change in a process."""

from functools import cached_property

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PlainStorage(StaticFilesStorage):
    """Works every address out once."""

    @cached_property
    def _addresses(self) -> dict[str | None, str]:
        return {}

    def url(self, name: str | None) -> str:
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]


class ManifestStorage(PlainStorage, CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Of production: compressed files whose names carry the hash of what is in them."""
