"""The denials app."""

from django.apps import AppConfig

from engagements.kernel import registry


class DenialsConfig(AppConfig):
    name = "denials"

    def ready(self) -> None:
        from denials import alerts, metrics
        from denials.selectors.worklist import chart_panel, work_cards

        metrics.register()
        alerts.register()
        for item in NAVIGATION:
            registry.nav.register(item)
        registry.my_work.register(registry.WorkSource("denials", work_cards, order=40))
        registry.chart_panels.register(
            registry.ChartPanel(
                key="denials",
                title="Claims and denials",
                template="denials/snippets/chart_panel.html",
                action="denial.view",
                context=chart_panel,
                order=60,
            )
        )


def _item(key: str, label: str, icon: str, action: str, order: int) -> registry.NavItem:
    return registry.NavItem(
        key=f"denials.{key}",
        label=label,
        url_name=f"denials:{key}",
        icon=icon,
        action=action,
        section="Denials",
        order=order,
    )


NAVIGATION = (
    _item("denial_mine", "Denials of my charts", "receipt-refund", "denial.learn", 400),
    _item("denial_list", "Denials", "receipt-refund", "denial.view", 400),
    _item("pareto", "Pareto", "chart-bar", "denial.view", 410),
    _item("claim_list", "Claims", "receipt", "denial.view", 420),
    _item("remittance_list", "Remittances", "file-dollar", "remittance.view", 430),
)
