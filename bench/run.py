"""`python -m bench.run SECTION CHARTS`: one section on the database that DATABASE_URL names."""

import importlib
import os
import sys

import django

MODULES = {"import": "imports", "next-chart": "next_chart"}


def main() -> None:
    section, charts = sys.argv[1], int(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    module = importlib.import_module(f"bench.sections.{MODULES.get(section, section)}")
    module.run(charts)


if __name__ == "__main__":
    main()
