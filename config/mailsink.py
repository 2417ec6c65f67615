"""A real SMTP server that keeps what it receives in a folder: `python -m config.mailsink`.

Each message becomes a folder with `message.eml` and its attachments, so a mailed report can be
opened at once. For the demo, for tests and for trying an installation; it delivers nothing.
"""

import argparse
import asyncio
import itertools
import signal
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern_policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_BYTES = 50 * 1024 * 1024


class FolderSink:
    """Keeps each message as `<folder>/<number>/`, numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = [int(child.name) for child in folder.iterdir() if child.name.isdigit()]
        self.numbers = itertools.count(max(taken, default=0) + 1)

    async def handle_DATA(  # noqa: N802 -- the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        self.keep(content, list(envelope.rcpt_tos))
        return "250 Message kept"

    def keep(self, content: bytes, recipients: list[Any]) -> Path:
        number = next(self.numbers)
        partial = self.folder / f".{number:05d}"
        partial.mkdir(mode=0o700)
        header = "".join(f"X-Envelope-To: {recipient}\r\n" for recipient in recipients)
        partial.joinpath("message.eml").write_bytes(header.encode() + content)
        message = BytesParser(EmailMessage, policy=modern_policy).parsebytes(content)
        for attachment in message.iter_attachments():
            name = Path(attachment.get_filename() or "attachment").name
            data = attachment.get_payload(decode=True)
            if isinstance(data, bytes):
                partial.joinpath(name).write_bytes(data)
        return partial.rename(self.folder / f"{number:05d}")


async def serve(folder: Path, host: str, port: int) -> None:
    sink = FolderSink(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, data_size_limit=MOST_BYTES, enable_SMTPUTF8=True), host, port
    )
    bound = server.sockets[0].getsockname()
    print(f"keeping mail for {bound[0]}:{bound[1]} in {folder}", flush=True)  # noqa: T201 -- a command
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8025)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.folder, options.host, options.port))


if __name__ == "__main__":
    main()
