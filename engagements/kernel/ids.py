"""Keys that arrive as text from a browser."""

LONGEST = 18  # digits that every 64-bit key has room for


def id_of(text: str) -> int | None:
    """The key that the text names; None where it can name none."""
    fits = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if fits else None
