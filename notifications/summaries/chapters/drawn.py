"""A chart as a block of the files: as large as it was drawn, or as the type area lets it be."""

from collections.abc import Iterator

from notifications.charts.drawing import STEPS, Drawing
from notifications.summaries.blocks import Chart

# The type area in millimetres, upright and across, less a heading's line and a caption's.
UPRIGHT, ACROSS = (156, 205), (225, 146)


def drawn(drawing: Drawing | None, *, wide: bool = False) -> Iterator[Chart]:
    """Yield the chart's block; nothing where there is nothing to draw."""
    if drawing is None:
        return
    width, height = ACROSS if wide else UPRIGHT
    scale = min(1 / STEPS, width / drawing.width, height / drawing.height)
    yield Chart(
        about=drawing.caption,
        said=f"{drawing.title}：{drawing.said}{drawing.table}。",
        svg=drawing.svg(),
        width=round(drawing.width * scale, 2),
        height=round(drawing.height * scale, 2),
        wide=wide,
    )
