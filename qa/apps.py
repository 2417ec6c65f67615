"""The qa app: what it adds to the pages and numbers of the apps below it."""

from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qa"

    def ready(self) -> None:
        # Models are only importable once the app registry is ready.
        from charts.policies import ChartClaim, blind_codings, own_charts
        from qa import metrics, policies

        metrics.register()
        own_charts.register(ChartClaim("audited", policies.audited_charts))
        blind_codings.register(ChartClaim("blind_audit", policies.blind_codings))
