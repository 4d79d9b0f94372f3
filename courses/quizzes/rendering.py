"""Render a question's texts as safe HTML, and the lines of an answer."""

from __future__ import annotations

from typing import TypedDict

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from courses.authoring.content_shape import Media
from courses.authoring.markdown import TAGS, render_markdown

# Tags that Moodle's editor writes, in addition to those of Markdown.
_INLINE = {"b", "i", "u", "sub", "sup"}


def render_words(text: str, text_format: str) -> SafeString:
    """Return a text in one of the three formats as safe HTML: nothing in it runs or loads."""
    if text_format == "markdown":
        return mark_safe(render_markdown(text))
    if text_format == "html":
        return mark_safe(
            nh3.clean(
                text,
                tags=TAGS | _INLINE,
                attributes={"a": {"href"}, "ol": {"start"}},
                url_schemes={"http", "https", "mailto", "tel"},
                link_rel="noopener noreferrer nofollow",
                clean_content_tags={"script", "style"},
            )
        )
    return mark_safe(linebreaks(text, autoescape=True))


def on_one_line(text: str, text_format: str) -> SafeString:
    """Return a choice as inline HTML: a single paragraph loses its tags."""
    html = render_words(text, text_format).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return mark_safe(html)


class Line(TypedDict):
    """Line of an answer, with the picture of the choice or None."""

    text: str
    picture: Media | None


def lines_of(*texts: str) -> list[Line]:
    return [{"text": text, "picture": None} for text in texts]
