"""Loading of code set releases: effective-dated, set-based, safe to repeat."""

from charts.services.codesets.load import codeset_load

__all__ = ["codeset_load"]
