"""Asks a running web process whether it is well: `python -m config.probe URL`.

For container health checks, where no curl exists. It speaks as the TLS proxy does, so that the
host check and the redirect to https do not get in the way.
"""

import argparse
import http.client
import os
import sys
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 4


def status_of(url: str, host: str | None = None) -> int:
    """The HTTP status of the address, 0 where nothing answers."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname or "127.0.0.1", parts.port or 80, timeout=TIMEOUT_SECONDS
    )
    headers = {"Host": host or parts.netloc, "X-Forwarded-Proto": "https"}
    try:
        connection.request("GET", parts.path or "/", headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--host", default=os.environ.get("ALLOWED_HOSTS", "").split(",")[0] or None)
    options = parser.parse_args()
    status = status_of(options.url, options.host)
    print(f"{options.url}: {status or 'no answer'}")  # noqa: T201 -- a command
    return 0 if status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
