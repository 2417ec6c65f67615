"""Every section of `make bench` can be started: it is no part of what is tested otherwise."""

import importlib
import pkgutil

import pytest

from bench import sections

NAMES = sorted(found.name for found in pkgutil.iter_modules(sections.__path__))


@pytest.mark.parametrize("name", NAMES)
def test_a_section_of_the_bench_can_be_run(name):
    assert callable(importlib.import_module(f"bench.sections.{name}").run)
