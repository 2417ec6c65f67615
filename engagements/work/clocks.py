"""What the clocks' rules add to the navigation."""

from engagements.kernel.registry import NavItem, nav


def register() -> None:
    nav.register(
        NavItem(
            key="engagements.clocks",
            label="Clocks and payers",
            url_name="engagements:clock-documents",
            icon="clock",
            action="clockrule.view",
            section="Contract and people",
            order=945,
        )
    )
