"""Convert a lesson's Markdown (without HTML) to safe HTML, and to the sentences that a voice reads."""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt

# Nothing that a trainer pastes may run, load or restyle: the parser ignores HTML and the cleaner filters the
# output.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table")
TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "pre", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_HEADINGS = (("<h1", "<h3"), ("</h1>", "</h3>"), ("<h2", "<h3"), ("</h2>", "</h3>"))


def render_markdown(text: str) -> str:
    """Return `text` as safe HTML with TAGS only, and links to http(s), mailto, tel or this site."""
    rendered = _MARKDOWN.render(text)
    for before, after in _HEADINGS:
        rendered = rendered.replace(before, after)
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style"},
    ).strip()


def spoken_text(text: str) -> str:
    """Return the words of Markdown `text` as read aloud.

    Each paragraph, line and list item is one line.
    """
    rendered = _MARKDOWN.render(text)
    broken = re.sub(r"</(p|li|h\d|tr|blockquote|pre)>|<br ?/?>", "\n", rendered)
    plain = html.unescape(re.sub(r"<[^>]+>", "", broken))
    lines = (re.sub(r"\s+", " ", line).strip() for line in plain.splitlines())
    return "\n".join(line for line in lines if line)
