"""Compare pages without the white space that comes from a template's layout."""

from __future__ import annotations

import re


def without_layout(page: str) -> str:
    """Drop the white space next to tags and at their ends; shorten other white space to one blank.

    For text across several lines of a template. It can't test whether a blank is shown next to a tag.
    """
    return re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]*?)\s*(>)\s*", r"\1\2", page)).strip()
