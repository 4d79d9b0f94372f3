"""The pictures by name, each an SVG text of 640 x 480 units."""

from courses.drawing.scenes import labels, law, live, page, tracing, trade

SCENES: dict[str, str] = (
    page.scenes() | trade.scenes() | live.scenes() | tracing.scenes() | labels.scenes() | law.scenes()
)
