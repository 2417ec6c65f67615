"""What can go wrong, in words a user can act on."""

from django.core.exceptions import PermissionDenied


class DomainError(Exception):
    """A rule was broken: shown to the user (HTTP 400) with the field and the remedy."""

    def __init__(self, message: str, *, field: str | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class NotAllowed(PermissionDenied):
    """The actor's roles lack the right (HTTP 403)."""

    def __init__(self, message: str, *, action: str = "") -> None:
        super().__init__(message)
        self.action = action


class GateClosed(NotAllowed):
    """A contract gate refuses the action for now, whatever the role (HTTP 403)."""


class StaleState(DomainError):  # noqa: N818 -- the field's word for a lost race
    """Somebody else changed the record first (HTTP 409); nothing was overwritten."""


class ScopeMissing(RuntimeError):  # noqa: N818 -- a programming error, named for what is missing
    """A data-plane query ran without an engagement scope."""
