"""Providers and payers of the rows: found in the directory, or added to it."""

from collections.abc import Sequence

from charts.rows import ChartRow
from engagements.models import Payer, Provider

UNNAMED = "NPI "
"""How the name of a provider begins of whom only the number is known."""


class Directory:
    """The ids of everybody the rows name. A handful of queries, however many rows."""

    def __init__(self, engagement_id: int, rows: Sequence[ChartRow]) -> None:
        self.engagement_id = engagement_id
        self._providers = self._resolve_providers(rows)
        self._payers = self._resolve_payers(rows)

    def provider_id(self, row: ChartRow) -> int | None:
        return self._providers.get(row.provider_npi)

    def payer_id(self, row: ChartRow) -> int | None:
        return self._payers.get(row.payer.casefold())

    def _resolve_providers(self, rows: Sequence[ChartRow]) -> dict[str, int]:
        named: dict[str, ChartRow] = {}
        for row in rows:
            if row.provider_npi not in named or not named[row.provider_npi].provider_name:
                named[row.provider_npi] = row
        known = Provider.objects.filter(engagement_id=self.engagement_id, npi__in=named)
        held = {provider.npi: provider for provider in known}
        for npi, provider in held.items():
            name = named[npi].provider_name
            if name and provider.name.startswith(UNNAMED):
                Provider.objects.filter(pk=provider.pk).update(name=name)
        missing = [
            Provider(
                engagement_id=self.engagement_id,
                npi=npi,
                name=row.provider_name or f"{UNNAMED}{npi}",
                specialty=row.specialty,
            )
            for npi, row in named.items()
            if npi not in held
        ]
        if missing:
            Provider.objects.bulk_create(missing, ignore_conflicts=True)
        return dict(known.all().values_list("npi", "pk"))

    def _resolve_payers(self, rows: Sequence[ChartRow]) -> dict[str, int]:
        """By name or alias, whatever the case."""
        written = {row.payer.casefold(): row.payer for row in rows if row.payer}
        if not written:
            return {}
        ids = self._payer_ids()
        missing = [
            Payer(engagement_id=self.engagement_id, name=name)
            for key, name in written.items()
            if key not in ids
        ]
        if missing:
            Payer.objects.bulk_create(missing, ignore_conflicts=True)
            ids = self._payer_ids()
        return ids

    def _payer_ids(self) -> dict[str, int]:
        ids: dict[str, int] = {}
        payers = Payer.objects.filter(engagement_id=self.engagement_id).order_by("-pk")
        for pk, name, aliases in payers.values_list("pk", "name", "aliases"):
            ids |= {alias.casefold(): pk for alias in aliases}
            ids[name.casefold()] = pk
        return ids
