"""The reporting app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from engagements.kernel.registry import NavItem, nav
        from reporting import alerts, billing_work, sections
        from reporting.selectors import cohorts

        sections.register()
        alerts.register()
        billing_work.register()
        cohorts.register()

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
                key="monthly_reports",
                label="Periodic reports",
                url_name="reporting:report_list",
                icon="report-analytics",
                action="report.view",
                section="Reports",
                order=20,
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
