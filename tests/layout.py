"""Pages compared without the white space that only lays out a template."""

from __future__ import annotations

import re


def without_layout(page: str) -> str:
    """Drop the white space beside tags and at their ends; shorten other white space to one blank.

    For text that goes on across lines of a template. Whether a blank is shown beside a tag is not tested by it.
    """
    return re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]*?)\s*(>)\s*", r"\1\2", page)).strip()
