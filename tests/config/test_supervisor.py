import os
import select
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from config import supervisor
from config.embedded.places import BASE_DIR
from config.supervisor import ChildEnded, Supervisor

WAITS = "import signal; print('up', flush=True); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS
FAILS = "print('the reason'); raise SystemExit(3)"


@pytest.fixture
def programs(tmp_path: Path):
    running = Supervisor(logs=tmp_path / "log", environment=dict(os.environ), folder=tmp_path)
    yield running
    running.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def is_up(programs: Supervisor, name: str) -> bool:
    return "up" in programs.log_of(name).read_text()


def test_ended_program_is_reported_with_the_end_of_its_log(programs):
    programs.start("web", python(FAILS))
    with pytest.raises(ChildEnded, match=r"web ended with exit code 3:\n    the reason"):
        programs.watch()


def test_stop_ends_every_program(programs):
    for name in ("one", "two"):
        programs.start(name, python(WAITS))
        programs.wait_until(lambda name=name: is_up(programs, name), seconds=30, what=name)
    programs.stop()
    codes = {name: child.returncode for name, child in programs.children.items()}
    assert codes == {"one": -signal.SIGTERM, "two": -signal.SIGTERM}


def test_stop_forces_a_program_that_ignores_it(programs, monkeypatch):
    monkeypatch.setattr(supervisor, "PATIENCE_SECONDS", 0)
    programs.start("stubborn", python(STUBBORN))
    programs.wait_until(lambda: is_up(programs, "stubborn"), seconds=30, what="stubborn")
    programs.stop()
    assert programs.children["stubborn"].returncode == -signal.SIGKILL


def test_failing_step_names_its_command(programs):
    with pytest.raises(ChildEnded, match="failed with exit code 3"):
        programs.run(python(FAILS))


def test_readiness_that_never_comes_is_an_error(programs):
    programs.start("web", python(WAITS))
    with pytest.raises(ChildEnded, match="web did not come up within 0 s"):
        programs.wait_until(lambda: False, seconds=0, what="web")


@pytest.fixture
def supervised(tmp_path):
    """A supervisor of one program, as (process, the program's pid)."""
    script = textwrap.dedent(f"""
        import os, sys
        from pathlib import Path
        from config.supervisor import Supervisor
        programs = Supervisor(Path({str(tmp_path)!r}), dict(os.environ), Path({str(tmp_path)!r}))
        programs.catch_signals()
        try:
            programs.start("child", [sys.executable, "-c", {WAITS!r}])
            print(programs.children["child"].pid, flush=True)
            programs.watch()
        except KeyboardInterrupt:
            programs.stop()
            print("stopped", flush=True)
    """)
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter
        python(script), cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    yield process, int(process.stdout.readline())
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_supervisor_and_program(supervised, number):
    process, child = supervised
    process.send_signal(number)
    assert process.communicate(timeout=60)[0] == "stopped\n"
    assert not Path(f"/proc/{child}").exists()


def test_program_does_not_outlive_a_supervisor_that_is_killed_outright(supervised):
    process, child = supervised
    ends = select.poll()
    ends.register(os.pidfd_open(child), select.POLLIN)
    process.kill()
    assert ends.poll(60_000)
