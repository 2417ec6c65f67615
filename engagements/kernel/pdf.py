"""HTML to PDF/UA-1. It reaches no network: style and fonts come from the project."""

import atexit
import threading
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders

VARIANT = "pdf/ua-1"
STATIC_SCHEME = "static"
STYLE = "css/report.css"
KINDS = {".css": "text/css", ".ttf": "font/ttf", ".woff2": "font/woff2"}


class _Style(threading.local):
    """The style sheet and its fonts, read at the first PDF of each thread."""

    def __init__(self) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        url = f"{STATIC_SCHEME}:///{STYLE}"
        self.sheet = CSS(url, url_fetcher=static_only, font_config=self.fonts)


@cache
def _style() -> _Style:
    atexit.register(_style.cache_clear)  # while the library that frees the fonts is still there
    return _Style()


def pdf_of(html: str) -> bytes:
    """The tagged PDF of a page in the report's style. The same page gives the same pages."""
    # Takes over a second to import: only where a PDF is made.
    from weasyprint import HTML

    style = _style()
    document = HTML(string=html, base_url=f"{STATIC_SCHEME}:///", url_fetcher=static_only)
    content: bytes = document.write_pdf(
        stylesheets=[style.sheet], font_config=style.fonts, pdf_variant=VARIANT
    )
    return content


def static_only(url: str, *_args: Any, **_kwargs: Any) -> Any:
    """Serves the project's static files and nothing else."""
    from weasyprint.urls import URLFetcherResponse

    parts = urlsplit(url)
    found = finders.find(unquote(parts.path).lstrip("/")) if parts.scheme == STATIC_SCHEME else None
    if not found:
        raise ValueError(f"The report may not load {url!r}.")
    path = Path(str(found))
    return URLFetcherResponse(url, path.read_bytes(), headers={"Content-Type": KINDS[path.suffix]})
