"""The pictures by name, each an SVG text of 640 x 480 units.

A picture with a tick or a cross has a second form, its name ending in "-khong-dau", that lacks them: a quiz asks with it.
"""

from art.lessons import signs
from art.lessons.scenes import labels, law, live, page, tracing, trade


def _drawn() -> dict[str, str]:
    return page.scenes() | trade.scenes() | live.scenes() | tracing.scenes() | labels.scenes() | law.scenes()


SCENES: dict[str, str] = _drawn()
with signs.unjudged():
    SCENES |= {f"{name}-khong-dau": svg for name, svg in _drawn().items() if svg != SCENES[name]}
