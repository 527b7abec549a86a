"""The workbook's own chart: 按时率 by unit in the plan's order, its figures the sheet 按单位."""

from typing import Any

from notifications.papers import Paper
from notifications.summaries.edition import Edition
from notifications.summaries.sheets import A4, print_on_paper

SOURCE, RATE = "按单位", "按时率"
NAME = "按时率图"
# Pixels of a unit's bar with its gap, and of all that stands around the bars.
BAR, AROUND, WIDTH = 20, 90, 760
# Columns of the sheet 按单位, from nought.
UNIT = 0


def write_chart(book: Any, paper: Paper, edition: Edition, *, rate: int) -> None:
    """Add a sheet with the chart; `rate` is the column of the sheet 按单位 it shows."""
    page, last = book.add_worksheet(NAME), len(paper.units)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": RATE,
            "categories": [SOURCE, 1, UNIT, last, UNIT],
            "values": [SOURCE, 1, rate, last, rate],
            "fill": {"color": "#0B4A82"},
        }
    )
    chart.set_title({"name": f"{paper.label}各单位按时率（按规划次序）"})
    chart.set_legend({"none": True})
    # The plan's first unit above, as in the table, and no unit without its name.
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 9}})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%"})
    chart.set_size({"width": WIDTH, "height": AROUND + BAR * last})
    page.insert_chart(0, 0, chart, {"description": f"各单位的按时率，数据见“{SOURCE}”表。"})
    print_on_paper(page, A4, edition)
    page.set_portrait()
    page.fit_to_pages(1, 1)
