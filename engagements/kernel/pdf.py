"""HTML to PDF/UA-1. It reaches no network: style and fonts come from the project."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders

VARIANT = "pdf/ua-1"
STATIC_SCHEME = "static"
STYLE = "css/report.css"


def pdf_of(html: str) -> bytes:
    """The tagged PDF of a page in the report's style. The same page gives the same pages."""
    # Takes over a second to import: only where a PDF is made.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sources = {"base_url": f"{STATIC_SCHEME}:///", "url_fetcher": static_only}
    style = CSS(f"{STATIC_SCHEME}:///{STYLE}", url_fetcher=static_only, font_config=fonts)
    document = HTML(string=html, **sources)
    content: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
    return content


def static_only(url: str, *_args: Any, **_kwargs: Any) -> Any:
    """Serves the project's static files and nothing else."""
    from weasyprint.urls import URLFetcherResponse

    parts = urlsplit(url)
    found = finders.find(unquote(parts.path).lstrip("/")) if parts.scheme == STATIC_SCHEME else None
    if not found:
        raise ValueError(f"The report may not load {url!r}.")
    path = Path(str(found))
    kind = "text/css" if path.suffix == ".css" else "font/woff2"
    return URLFetcherResponse(url, path.read_bytes(), headers={"Content-Type": kind})
