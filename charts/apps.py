"""The charts app."""

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "charts"

    def ready(self) -> None:
        # Models are only importable once the app registry is ready.
        from charts import (
            clock_alerts,
            escalations,
            metrics,
            pages,
            parallel_work,
            rework_pages,
            transition,
            work_cards,
            workforce_work,
        )
        from engagements.kernel.registry import NavItem, Start, WorkSource, my_work, nav, starts

        metrics.register()
        escalations.register()
        clock_alerts.register()
        pages.register()
        rework_pages.register()
        transition.register()
        parallel_work.register()
        workforce_work.register()
        my_work.register(WorkSource("charts", work_cards.cards, order=10))
        starts.register(
            Start(
                key="charts.next",
                label="Next chart",
                url_name="charts:chart_next",
                icon="arrow-right",
                actions=("worklist.next", "coding.write"),
            )
        )
        nav.register(
            NavItem(
                key="worklist",
                label="Worklist",
                url_name="charts:worklist",
                icon="list-check",
                action="worklist.view",
                section="Charts",
                order=10,
            )
        )
        nav.register(
            NavItem(
                key="charts",
                label="Charts",
                url_name="charts:chart_list",
                icon="stack-2",
                action="chart.view",
                section="Charts",
                order=11,
            )
        )
        nav.register(
            NavItem(
                key="late-charts",
                label="Late charts",
                url_name="charts:late_list",
                icon="alarm",
                action="chart.view",
                section="Charts",
                order=13,
            )
        )
        nav.register(
            NavItem(
                key="imports",
                label="Imports",
                url_name="charts:import_list",
                icon="file-import",
                action="chart.import",
                section="Charts",
                order=19,
            )
        )
