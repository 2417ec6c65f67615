import re
import signal
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern_policy
from pathlib import Path

import pytest

from config.embedded.places import BASE_DIR


@pytest.fixture
def sink(tmp_path: Path):
    """The server as its own process on a free port: (folder, port)."""
    folder = tmp_path / "mail"
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-m", "config.mailsink", "--port", "0", "--folder", str(folder)],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    port = int(re.search(r":(\d+) in", process.stdout.readline()).group(1))
    yield folder, port
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


def message(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "a@x.test", "b@x.test"
    mail.set_content("Überschrift")
    return mail


def send(port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.send_message(mail, to_addrs=["b@x.test", "hidden@x.test"])


def test_message_and_attachment_are_kept_as_sent(sink):
    folder, port = sink
    mail = message("Report")
    mail.add_attachment(b"%PDF-1.7 \x00", maintype="application", subtype="pdf", filename="r.pdf")
    send(port, mail)
    assert (folder / "00001" / "r.pdf").read_bytes() == b"%PDF-1.7 \x00"
    kept = (folder / "00001" / "message.eml").read_bytes()
    parsed = BytesParser(policy=modern_policy).parsebytes(kept)
    assert parsed.get_all("X-Envelope-To") == ["b@x.test", "hidden@x.test"]
    assert parsed.get_body().get_content().strip() == "Überschrift"


def test_attachment_name_cannot_leave_the_folder(sink):
    folder, port = sink
    mail = message("Sly")
    mail.add_attachment(b"x", maintype="text", subtype="csv", filename="../../sly.csv")
    send(port, mail)
    found = {str(path.relative_to(folder.parent)) for path in folder.parent.rglob("*.csv")}
    assert found == {"mail/00001/sly.csv"}


def test_numbers_follow_the_order_of_arrival(sink):
    folder, port = sink
    for subject in ("one", "two"):
        send(port, message(subject))
    assert sorted(path.name for path in folder.iterdir()) == ["00001", "00002"]
    assert b"Subject: two" in (folder / "00002" / "message.eml").read_bytes()
