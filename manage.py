#!/usr/bin/env python
"""Django's command line; starts the embedded servers first where no server is configured."""

import os
import sys


def main() -> int:
    from config import embedded, env  # Django may be missing: say so as Django does

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if sys.argv[1:2] == ["services"]:
            return embedded.main(sys.argv[2:])
        if sys.argv[1:2] == ["demo"]:
            from config import demo  # needs no Django of its own

            return demo.main(sys.argv[2:])
        embedded.ensure_environment()
    except (embedded.EmbeddedError, env.EnvironmentProblem) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
