"""Read a page as somebody sees it: the words in main, and those before its main action. Folded and hidden text isn't seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
# No text of the page: code, what a closed list holds, and what she typed herself.
_UNSEEN = {"script", "style", "template", "noscript", "option", "textarea", "svg", "datalist", "iframe"}
# Parts that style sheets hide until a choice asks for them; tests/test_page_words.py looks the rules up.
SHOWN_BY_CHOICE = {
    "answer__more",
    "declare-right",
    "for-others",
    "for-processing",
    "ocop-only",
    "range-part",
    "reasons__other",
    "when-date",
}
_OUTLINED = {"button--secondary", "button--quiet", "button--danger"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "code",
    "em",
    "i",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
# A word has a letter or a digit: “·” and “/” are none.
_WORD = re.compile(r"\S*\w\S*")


@dataclass
class SeenPage:
    """`text` is what main shows, `before` the part of it before the main action; None if main has no action."""

    text: str
    before: str | None

    @property
    def words_first(self) -> int:
        """Return the number of words before the main action; without one, of the whole page."""
        return len(_WORD.findall(self.text if self.before is None else self.before))


def read_page(html: str) -> SeenPage:
    """Read the page's main; a page without one is read whole."""
    reader = _Reader(has_main="<main" in html)
    reader.feed(html)
    reader.close()
    before = None if reader.action is None else "".join(reader.parts[: reader.action])
    return SeenPage(_spaced("".join(reader.parts)), None if before is None else _spaced(before))


def _spaced(text: str) -> str:
    return " ".join(text.split())


@dataclass
class _Open:
    """An element that isn't closed yet."""

    tag: str
    is_seen: bool
    is_folded: bool = False  # a details without `open`: only its summary is seen
    is_get: bool = False  # a form that only asks


class _Reader(HTMLParser):
    def __init__(self, has_main: bool) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.action: int | None = None  # the number of parts before it
        self._stack = [_Open("", is_seen=not has_main)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        around = self._stack[-1]
        is_seen = around.is_seen or tag == "main"
        if (around.is_folded and tag != "summary") or tag in _UNSEEN or _is_hidden(tag, given, classes):
            is_seen = False
        if is_seen and self.action is None and self._is_action(tag, given, classes):
            self.action = len(self.parts)
        if tag not in _INLINE:
            self.parts.append(" ")
        if tag in _VOID:
            return
        self._stack.append(
            _Open(
                tag,
                is_seen,
                is_folded=tag == "details" and "open" not in given,
                is_get=tag == "form" and (given.get("method") or "get").lower() == "get",
            )
        )

    def handle_endtag(self, tag: str) -> None:
        if all(each.tag != tag for each in self._stack):
            return
        while self._stack.pop().tag != tag:
            pass
        if tag not in _INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if self._stack[-1].is_seen and not self._stack[-1].is_folded:
            self.parts.append(data)

    def _is_action(self, tag: str, given: dict[str, str | None], classes: set[str]) -> bool:
        """Return whether this is a submit or a filled button.

        The submit beside a search field finds a place in the page; it is its action only if it is filled.
        """
        if "btn-main" in classes or ("button" in classes and not classes & _OUTLINED):
            return tag in ("a", "button", "input", "label")
        is_submit = (tag == "button" and given.get("type", "submit") == "submit") or (
            tag == "input" and given.get("type") in ("submit", "image")
        )
        form = next((each for each in reversed(self._stack) if each.tag == "form"), None)
        return is_submit and not (form and form.is_get) and (form is not None or "form" in given)


def _is_hidden(tag: str, given: dict[str, str | None], classes: set[str]) -> bool:
    return bool(
        "hidden" in given
        or classes & ({"visually-hidden", "only-print"} | SHOWN_BY_CHOICE)
        or (tag == "dialog" and "open" not in given)
        or (tag == "input" and given.get("type") == "hidden")
    )
