"""Uploads on their way to a worker: encrypted, and gone when the job is over.

A remittance carries patients' names, so it is never kept; between web and worker it lies in the
file storage in encrypted blocks under a random name.
"""

import io
import tempfile
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone

from engagements.kernel.crypto import decrypt_text, encrypt_text

_FOLDER = "spool/remittances"
_BLOCK = 512 * 1024
_IN_MEMORY = 4 * 1024 * 1024


def spool_write(chunks: Iterable[bytes]) -> str:
    """Stores the bytes encrypted; returns the key to open them with."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        for chunk in chunks:
            for start in range(0, len(chunk), _BLOCK):
                block = chunk[start : start + _BLOCK]
                out.write(encrypt_text(block.decode("latin-1")) + b"\n")
        out.seek(0)
        return default_storage.save(f"{_FOLDER}/{uuid.uuid4().hex}", File(out))


def spool_open(key: str) -> "SpoolReader":
    """Raises FileNotFoundError where the job is over and the upload gone."""
    return SpoolReader(default_storage.open(key))


def spool_discard(key: str) -> None:
    default_storage.delete(key)


def spool_sweep(*, older_than: timedelta) -> int:
    """Removes uploads whose job never ran: the page died between storing and committing."""
    if not default_storage.exists(_FOLDER):
        return 0
    limit, removed = timezone.now() - older_than, 0
    for name in default_storage.listdir(_FOLDER)[1]:
        key = f"{_FOLDER}/{name}"
        if default_storage.get_modified_time(key) < limit:
            default_storage.delete(key)
            removed += 1
    return removed


class SpoolReader(io.RawIOBase):
    """The decrypted bytes, a block at a time; may be rewound."""

    def __init__(self, source: Any) -> None:
        self._source: BinaryIO = source
        self._pending = b""

    def read(self, size: int = -1, /) -> bytes:
        parts, have = [self._pending], len(self._pending)
        while size < 0 or have < size:
            line = self._source.readline()
            if not line:
                break
            parts.append(decrypt_text(line.strip()).encode("latin-1"))
            have += len(parts[-1])
        data = b"".join(parts)
        cut = len(data) if size < 0 else size
        self._pending = data[cut:]
        return data[:cut]

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("A spooled upload can only be rewound.")
        self._source.seek(0)
        self._pending = b""
        return 0

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
