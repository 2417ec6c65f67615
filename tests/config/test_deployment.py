"""What can be proved about the production shape where no container engine runs."""

import ast
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from config.embedded import postgres
from config.embedded.places import BASE_DIR

COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ["web", "worker", "pdf", "beat", "migrate", "mail"]
READERS = {"text", "flag", "integer", "items", "choice", "secret", "is_set"}


def variables_read() -> set[str]:
    """Every name that the configuration reads through config.env."""
    names = set()
    for path in (BASE_DIR / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            module = node.func.value
            if isinstance(module, ast.Name) and module.id == "env" and node.func.attr in READERS:
                names.add(ast.literal_eval(node.args[0]))
    return names


def test_compose_has_the_services_of_the_design():
    assert set(SERVICES) == {
        "proxy", "web", "worker", "pdf", "beat", "migrate", "postgres", "redis", "mail",
    }  # fmt: skip
    assert SERVICES["mail"]["profiles"] == ["dev"]


@pytest.mark.parametrize("name", [*OURS[:-1]])
def test_every_variable_of_a_service_is_one_the_configuration_reads(name):
    known = variables_read()
    given = {key.removesuffix("_FILE") for key in SERVICES[name]["environment"]}
    assert given - known - {"WORKER"} == set()


@pytest.mark.parametrize("name", ["web", "worker", "pdf", "beat"])
def test_no_running_service_holds_the_owner_or_superuser_password(name):
    assert set(SERVICES[name]["secrets"]) == {
        "secret_key", "field_encryption_keys", "database_url", "redis_url",
    }  # fmt: skip
    assert "DATABASE_OWNER_URL_FILE" not in SERVICES[name]["environment"]


def test_no_secret_is_written_into_the_file():
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|_URL", key) and key != "SITE_URL":
                assert key.endswith("_FILE") or value.startswith("${"), f"{name}: {key}={value}"


def test_every_secret_and_volume_and_network_is_declared_and_made(tmp_path):
    for kind in ("secrets", "networks"):
        used = {item for service in SERVICES.values() for item in service.get(kind, [])}
        assert used == set(COMPOSE[kind])
    mounts = {m.split(":")[0] for service in SERVICES.values() for m in service.get("volumes", [])}
    assert {m for m in mounts if not m.startswith("./")} == set(COMPOSE["volumes"])
    assert all((BASE_DIR / m).exists() for m in mounts if m.startswith("./"))
    script = (BASE_DIR / "deploy/make-secrets").read_text()
    assert set(re.findall(r"^keep (\w+)", script, re.MULTILINE)) == set(COMPOSE["secrets"])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_can_be_watched(name):
    health = SERVICES[name]["healthcheck"]
    assert health == {"disable": True} if name == "migrate" else health["test"]


@pytest.mark.parametrize("name", OURS)
def test_command_names_a_module_that_exists(name):
    command = SERVICES[name].get("command", ["gunicorn"])
    module = command[command.index("-m") + 1] if "-m" in command else command[0]
    if module == "python":
        assert (BASE_DIR / command[1]).exists()
    else:
        assert importlib.util.find_spec(module) is not None


def test_services_wait_for_servers_and_migrations():
    for name in ("web", "worker", "pdf", "beat"):
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_database_stores_and_sorts_text_as_the_embedded_one():
    """Whose start proves that initdb takes these words: it refuses this locale without UTF8."""
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == postgres.TEXT


def test_every_queue_has_a_worker():
    from config.celery import app

    commands = [SERVICES[name]["command"] for name in ("worker", "pdf")]
    served = {q for command in commands for q in command[command.index("-Q") + 1].split(",")}
    assert served == {queue.name for queue in app.conf.task_queues}


def test_servers_are_out_of_reach_from_outside():
    assert COMPOSE["networks"]["servers"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["servers"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_image_runs_as_an_ordinary_user_and_copies_what_exists():
    lines = (BASE_DIR / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER concord"]
    for line in lines:
        match = re.match(r"COPY (?!--from)(\S+) ", line)
        if match:
            assert (BASE_DIR / match.group(1)).exists()


def test_image_build_collects_static_files(tmp_path):
    """The very command of the Dockerfile, into a folder of the test's own."""
    text = (BASE_DIR / "Dockerfile").read_text()
    command = re.search(r"&& (PRODUCTION=true .*?collectstatic .*?)\n[A-Z]", text, re.DOTALL)
    words = shlex.split(command.group(1).replace("\\\n", " "))
    environment = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
    environment |= {"STATIC_ROOT": str(tmp_path), "PATH": os.environ["PATH"]}
    arguments = words[words.index("manage.py") :]
    subprocess.run(  # noqa: S603 -- the words of our own file
        [sys.executable, *arguments, "--verbosity", "0"], cwd=BASE_DIR, env=environment, check=True
    )
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    texts = [page.read_text() for page in (BASE_DIR / "templates").rglob("*.html")]
    asked = {name for text in texts for name in re.findall(r'{% static "(.*?)" %}', text)}
    assert asked - set(paths) == set()
    assert len(asked) > 15
    for name in {*asked, "django_htmx/htmx-2.min.js"}:
        assert {(tmp_path / f"{paths[name]}{end}").exists() for end in ("", ".gz")} == {True}


@pytest.mark.parametrize(
    "script",
    ["deploy/make-secrets", "deploy/postgres/roles.sh", ".ci/setup", ".ci/checks", ".ci/run"],
)
def test_shell_script_parses(script):
    subprocess.run(["/bin/bash", "-n", script], cwd=BASE_DIR, check=True)  # noqa: S603 -- fixed


def test_make_secrets_makes_private_and_consistent_files_once(tmp_path):
    folder = tmp_path / "deploy"
    folder.mkdir()
    script = folder / "make-secrets"
    script.write_bytes((BASE_DIR / "deploy/make-secrets").read_bytes())
    for _ in range(2):
        subprocess.run(["/bin/bash", str(script)], check=True)  # noqa: S603 -- our own script
    made = {path.name: path.read_text().strip() for path in (tmp_path / "secrets").iterdir()}
    assert made["database_app_password"] in made["database_url"]
    assert len(set(made.values())) == len(made)
    assert oct((tmp_path / "secrets").stat().st_mode)[-3:] == "700"


def test_environment_table_of_the_handbook_lists_exactly_what_is_read():
    text = (BASE_DIR / "docs/operations.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", text, re.MULTILINE))
    assert documented == variables_read()


def test_handbook_lists_exactly_the_commands_there_are():
    text = (BASE_DIR / "docs/operations.md").read_text()
    rows = re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \|", text, re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    queues = {"default", "imports", "pdf"}
    there = {path.stem for path in BASE_DIR.glob("*/management/commands/[!_]*.py")}
    assert documented - queues == there
