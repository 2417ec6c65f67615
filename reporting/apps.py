"""The reporting app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from engagements.kernel.registry import NavItem, nav

        nav.register(
            NavItem(
                key="health",
                label="Engagement health",
                url_name="reporting:health",
                icon="heartbeat",
                action="dashboard.view",
                section="Reports",
                order=10,
            )
        )
        nav.register(
            NavItem(
                key="portfolio",
                label="Portfolio",
                url_name="reporting:portfolio",
                icon="chart-bar",
                action="portfolio.view",
                section="Reports",
                order=90,
            )
        )
