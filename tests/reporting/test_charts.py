"""What is drawn must be readable: whole counts once, and no label cut off in print."""

import re
from decimal import Decimal

from reporting import charts

TEXT = re.compile(r"<text[^>]*>([^<]*)")


def test_an_axis_of_counts_names_whole_numbers_once():
    drawn = charts.pareto([("CO-16", 2), ("CO-197", 1)], title="Denials").svg(560)
    words = TEXT.findall(drawn)
    axis = words[words.index("CO-197") + 1 : words.index("Denials")]
    assert [word for word in axis if word] == ["0", "1", "2"]


def test_print_names_the_font_that_it_measured():
    rows = [("Family medicine", 0.9, 0.8, 1.0, Decimal("0.95"))]
    drawn = charts.intervals(rows, title="Accuracy (%)").svg(560)
    assert set(re.findall(r'font-family="([^"]*)"', drawn)) == {"DejaVu Sans"}


def test_the_running_share_is_of_all_and_not_of_what_is_shown():
    drawn = charts.pareto([("CO-16", 2), ("CO-197", 1)], title="Denials", whole=4)
    assert [row["share"] for row in drawn.data["rows"]] == [50, 75]


def test_a_printed_chart_can_be_read_aloud():
    drawn = charts.pareto([("CO-16", 2)], title="Denials").svg(says="Denials & their reasons")
    assert re.match(r"<svg[^>]*><title>Denials &amp; their reasons</title>", drawn)
