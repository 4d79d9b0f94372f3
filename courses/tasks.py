"""Background work of courses. Every task may run twice."""

from __future__ import annotations

from django.tasks import task

from courses.media import processing


@task()
def process_upload(asset_id: str) -> bool:
    """Make the forms of an upload that phones fetch."""
    return processing.process(asset_id)
