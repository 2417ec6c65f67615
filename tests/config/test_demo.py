import fcntl
import http.client
import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config import demo, embedded
from config.embedded.places import BASE_DIR, lock_file


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def url_of(url: str) -> str:
    """The same server and role, on the test's database."""
    return url.replace("/concord?", f"/{connection.settings_dict['NAME']}?")


@pytest.fixture
def running(transactional_db, tmp_path: Path):
    """`manage.py demo --empty` on the test's database: (process, port, its first lines)."""
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "CONCORD_DATA_DIR": str(tmp_path),
        "DATABASE_URL": url_of(os.environ["DATABASE_URL"]),
        "DATABASE_OWNER_URL": url_of(settings.DATABASE_OWNER_URL),
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--empty"],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    yield process, port, "".join(lines)
    if process.poll() is None:
        process.kill()
        process.wait()
    embedded.remove(tmp_path)


def programs_of(process: subprocess.Popen) -> dict[str, int]:
    """The programs that the supervisor started, by the end of their command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            command = entry.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if parent == process.pid:
            found[command] = int(entry.name)
    return found


def get(port: int, path: str) -> http.client.HTTPResponse:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("GET", path, headers={"Host": f"localhost:{port}"})
    return client.getresponse()


@pytest.mark.flow
def test_demo_serves_and_one_signal_ends_everything(running, tmp_path):
    process, port, output = running
    assert f"Concord is at http://localhost:{port}/" in output
    assert get(port, "/readyz").status == 200
    assert get(port, "/accounts/login/").status == 200
    started = programs_of(process)
    kinds = {kind for kind in ("mailsink", "gunicorn", "default,imports", "-Q pdf", "beat")
             if any(kind in command for command in started)}  # fmt: skip
    assert kinds == {"mailsink", "gunicorn", "default,imports", "-Q pdf", "beat"}
    mail_port = re.search(r":(\d+) in", (tmp_path / "log" / "mail.log").read_text()).group(1)
    smtplib.SMTP("127.0.0.1", int(mail_port), timeout=30).quit()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 0
    assert process.stdout.read().endswith("stopped\n")
    assert not any(Path(f"/proc/{pid}").exists() for pid in started.values())
    assert not embedded.Redis(tmp_path).is_running()


@pytest.fixture
def demo_running(tmp_path, monkeypatch):
    """Another demo in the same folder, as its lock says: gives the lock back when called."""
    monkeypatch.setenv("CONCORD_DATA_DIR", str(tmp_path))
    descriptor = lock_file(tmp_path, "demo.lock")
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return lambda: os.close(descriptor)


def test_demo_does_not_begin_beside_another_in_its_folder(demo_running, monkeypatch, capsys):
    monkeypatch.setattr(demo, "STOP_SECONDS", 0)
    assert demo.main([]) == 1
    assert capsys.readouterr().out.endswith("End it with Ctrl-C.\n")
    demo_running()


def test_demo_waits_for_the_one_that_is_stopping(demo_running, monkeypatch):
    """It goes on as soon as the other has ended, here with a port that does not exist."""
    said = []

    def say(text):
        said.append(text)
        if text.startswith("waiting for the demo"):
            demo_running()

    monkeypatch.setattr(demo, "_say", say)
    monkeypatch.setenv("PORT", "99999")
    assert demo.main([]) == 1
    assert [text.split()[0] for text in said] == ["waiting", "There"]


def test_demo_names_another_port_when_its_own_is_taken(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert demo.main([]) == 1
    expected = f"Port {port} is in use. Choose another: make demo PORT={port + 1}\n"
    assert capsys.readouterr().out == expected


def test_demo_names_another_port_when_only_the_other_localhost_is_taken(monkeypatch, capsys):
    with socket.socket(socket.AF_INET6) as taken:
        try:
            taken.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        assert demo.main([]) == 1
    assert "is in use. Choose another: make demo PORT=" in capsys.readouterr().out


def test_demo_refuses_a_port_that_does_not_exist(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "99999")
    assert demo.main([]) == 1
    expected = "There is no port 99999. Choose another: make demo PORT=8000\n"
    assert capsys.readouterr().out == expected


def test_malformed_variable_is_one_line_and_no_traceback():
    environment = {**os.environ, "PORT": "abc"}
    command = [sys.executable, "manage.py", "demo"]
    ended = subprocess.run(  # noqa: S603 -- our own command
        command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    expected = "PORT is 'abc', not a whole number. Use digits only, such as 30.\n"
    assert (ended.returncode, ended.stderr) == (1, expected)


def test_servers_that_were_being_started_are_stopped_when_interrupted(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("CONCORD_DATA_DIR", str(tmp_path))

    def interrupted():
        embedded.Redis(tmp_path).start()
        raise KeyboardInterrupt

    monkeypatch.setattr(embedded, "ensure_environment", interrupted)
    assert demo.main([]) == 0
    assert capsys.readouterr().out == "stopped\n"
    assert not embedded.Redis(tmp_path).is_running()


def test_demo_refuses_an_option_it_does_not_know(capsys):
    assert demo.main(["--nothing"]) == 2
    assert capsys.readouterr().out == "usage: manage.py demo [--empty]\n"


def test_demo_is_never_made_where_its_passwords_would_let_strangers_in(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="passwords of the demo's people are public"):
        call_command("seed_demo")
