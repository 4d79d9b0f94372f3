"""What the page for a woman in danger shows."""

from __future__ import annotations

from typing import Any

from union.alarms.places import places_for
from union.models import Alarm


def help_page(alarm: Alarm | None) -> dict[str, Any]:
    """Return the context of the page; its places are never empty."""
    return {"alarm": alarm, "places": places_for(alarm.kinds if alarm else [])}
