"""Encryption of free text that may carry PHI.

Fernet (AES-128-CBC with HMAC-SHA-256) with rotating keys: the first key of
`settings.FIELD_ENCRYPTION_KEYS` encrypts, all of them decrypt.
"""

from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from engagements.kernel.errors import DomainError


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _keys() -> tuple[str, ...]:
    keys: Sequence[str] = settings.FIELD_ENCRYPTION_KEYS
    return tuple(keys)


def encrypt_text(text: str) -> bytes:
    return _cipher(_keys()).encrypt(text.encode())


def decrypt_text(token: bytes | memoryview) -> str:
    """Raises `DomainError` where no configured key fits: the key was lost or rotated away."""
    try:
        return _cipher(_keys()).decrypt(bytes(token)).decode()
    except InvalidToken:
        raise DomainError(
            "This text cannot be decrypted with the configured keys.",
            remedy="Put the key it was written with back into FIELD_ENCRYPTION_KEYS.",
        ) from None
