"""The qa app: what it adds to the pages and numbers of the apps below it."""

from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qa"

    def ready(self) -> None:
        # Models are only importable once the app registry is ready.
        from charts.policies import ChartClaim, blind_codings, own_charts, unnamed_coders
        from engagements.kernel.registry import (
            ChartPanel,
            NavItem,
            WorkSource,
            chart_panels,
            my_work,
            nav,
        )
        from qa import escalations, metrics, panels, policies

        metrics.register()
        escalations.register()
        own_charts.register(ChartClaim("audited", policies.audited_charts))
        blind_codings.register(ChartClaim("blind_audit", policies.blind_codings))
        unnamed_coders.register(ChartClaim("blind_audit", policies.unnamed_charts))
        chart_panels.register(
            ChartPanel(
                key="audits",
                title="Audits",
                template="qa/_chart_panel.html",
                action="audit.view",
                context=panels.chart_context,
                order=60,
            )
        )
        my_work.register(WorkSource(key="qa", cards=panels.work_cards, order=40))
        for order, (key, label, url, icon, action) in enumerate(panels.NAVIGATION):
            nav.register(
                NavItem(key, label, url, icon, action, section="Quality", order=300 + order)
            )
