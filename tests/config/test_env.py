from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_text_returns_the_value_without_blanks(monkeypatch):
    monkeypatch.setenv("CONCORD_SAMPLE", "  a b ")
    assert env.text("CONCORD_SAMPLE") == "a b"


def test_text_falls_back_to_the_default_when_empty(monkeypatch):
    monkeypatch.setenv("CONCORD_SAMPLE", "")
    assert env.text("CONCORD_SAMPLE", default="x") == "x"


def test_missing_required_value_names_the_variable_and_the_remedy(monkeypatch):
    monkeypatch.delenv("CONCORD_SAMPLE", raising=False)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.text("CONCORD_SAMPLE")
    assert str(caught.value) == "CONCORD_SAMPLE is not set. Set it in the environment."


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1", True), ("TRUE", True), ("yes", True), ("off", False), ("No", False), ("0", False)],
)
def test_flag_reads_the_usual_words(monkeypatch, raw, expected):
    monkeypatch.setenv("CONCORD_SAMPLE", raw)
    assert env.flag("CONCORD_SAMPLE") is expected


def test_flag_refuses_another_word(monkeypatch):
    monkeypatch.setenv("CONCORD_SAMPLE", "maybe")
    with pytest.raises(env.EnvironmentProblem, match="'maybe', not a yes or no"):
        env.flag("CONCORD_SAMPLE", default=True)


def test_integer_refuses_text_and_values_below_the_minimum(monkeypatch):
    monkeypatch.setenv("CONCORD_SAMPLE", "ten")
    with pytest.raises(env.EnvironmentProblem, match="'ten', not a whole number"):
        env.integer("CONCORD_SAMPLE")
    monkeypatch.setenv("CONCORD_SAMPLE", "0")
    with pytest.raises(env.EnvironmentProblem, match="Use 1 or more"):
        env.integer("CONCORD_SAMPLE", minimum=1)


def test_items_splits_at_commas_and_drops_blanks(monkeypatch):
    monkeypatch.setenv("CONCORD_SAMPLE", "a, b,,c ")
    assert env.items("CONCORD_SAMPLE") == ["a", "b", "c"]
    monkeypatch.delenv("CONCORD_SAMPLE")
    assert env.items("CONCORD_SAMPLE", default=[]) == []


def test_choice_refuses_what_is_not_listed(monkeypatch):
    monkeypatch.setenv("CONCORD_SAMPLE", "blue")
    with pytest.raises(env.EnvironmentProblem, match="Use one of: red, green"):
        env.choice("CONCORD_SAMPLE", among=("red", "green"))


def test_secret_comes_from_its_file(monkeypatch, tmp_path: Path):
    path = tmp_path / "key"
    path.write_text("s3cret\n", encoding="utf-8")
    monkeypatch.setenv("CONCORD_SAMPLE_FILE", str(path))
    assert env.is_set("CONCORD_SAMPLE")
    assert env.secret("CONCORD_SAMPLE") == "s3cret"


def test_secret_refuses_value_and_file_together(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("CONCORD_SAMPLE", "a")
    monkeypatch.setenv("CONCORD_SAMPLE_FILE", str(tmp_path / "key"))
    with pytest.raises(env.EnvironmentProblem, match="are both set"):
        env.secret("CONCORD_SAMPLE")


def test_secret_file_that_is_missing_or_empty_is_named(monkeypatch, tmp_path: Path):
    path = tmp_path / "key"
    monkeypatch.setenv("CONCORD_SAMPLE_FILE", str(path))
    with pytest.raises(env.EnvironmentProblem, match=f"CONCORD_SAMPLE_FILE names {path}, which"):
        env.secret("CONCORD_SAMPLE")
    path.write_text(" \n", encoding="utf-8")
    with pytest.raises(env.EnvironmentProblem, match="which is empty"):
        env.secret("CONCORD_SAMPLE")


def test_database_url_with_host_and_options():
    url = "postgres://app:p%40ss@db.example:6432/concord?sslmode=require"
    assert env.database_from_url(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "concord",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_url_with_a_socket_folder():
    entry = env.database_from_url("postgresql://concord_app@/concord?host=/run/x%20y")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("/run/x y", "", {})


@pytest.mark.parametrize("url", ["mysql://a/b", "concord", "postgres://host/", "postgres://h:x/b"])
def test_database_url_that_cannot_work_is_refused(url):
    with pytest.raises(env.EnvironmentProblem, match="postgres://user:password@host:5432/name"):
        env.database_from_url(url)
