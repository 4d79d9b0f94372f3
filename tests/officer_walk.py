"""An officer at work, as a person without JavaScript: follow links, tick, type, press; count taps and page loads.

Only what the loaded page shows can be used. So a count holds for a person with a browser, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client

_VOID = {"input", "br", "img", "link", "meta", "source", "hr"}


@dataclass
class Element:
    """An element of a page with its attributes, the text in it, and the form that it belongs to."""

    tag: str
    attrs: dict[str, str]
    form: int | None
    # The place of its start tag in the page, to compare what comes first.
    place: int
    is_folded: bool
    text: str = ""

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    """Read the elements inside main that a person can use."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._forms = 0
        self._place = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._place += 1
        if tag == "form":
            self._forms += 1
        is_in_form = tag == "form" or any(each.tag == "form" for each in self._open)
        element = Element(
            tag,
            {name: value or "" for name, value in attrs},
            self._forms if is_in_form else None,
            self._place,
            any(each.tag == "details" and "open" not in each.attrs for each in self._open),
        )
        self.elements.append(element)
        if tag == "br":
            self.handle_data(" ")
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


@dataclass
class Walk:
    """A person with a browser. `taps` and `loads` count; a redirect is part of the load that it ends.

    Typing is no tap. A tick is one, and so is the fold over a button. Selects send only what was typed.
    """

    client: Client
    taps: int = 0
    loads: int = 0
    path: str = ""
    elements: list[Element] = field(default_factory=list)
    typed: dict[tuple[int | None, str], list[str]] = field(default_factory=dict)

    def open(self, path: str) -> None:
        """Load a page by its address, as from a bookmark: no tap."""
        self._take(self.client.get(path, follow=True))

    def follow(self, words: str) -> None:
        """Tap the first link with these words."""
        link = next(each for each in self.elements if each.tag == "a" and words in each.words)
        self.taps += 1
        self._take(self.client.get(urljoin(self.path, link.attrs["href"]), follow=True))

    def type(self, name: str, value: str) -> None:
        box = self._input(name)
        self.typed[box.form, name] = [value]

    def tick(self, name: str, value: str) -> None:
        box = next(
            each
            for each in self.elements
            if each.attrs.get("name") == name and each.attrs.get("value") == value
        )
        self.taps += 1
        before = self._values(box.form).get(name, [])
        self.typed[box.form, name] = [value] if box.attrs["type"] == "radio" else [*before, value]

    def press(self, words: str) -> None:
        """Tap the first button with these words, and the fold that hides it."""
        button = next(each for each in self.elements if each.tag == "button" and words in each.words)
        form = next(each for each in self.elements if each.tag == "form" and each.form == button.form)
        self.taps += 1 + button.is_folded
        data = self._values(button.form)
        if "name" in button.attrs:
            data[button.attrs["name"]] = [button.attrs["value"]]
        assert form.attrs["method"] == "post"
        self._take(self.client.post(urljoin(self.path, form.attrs.get("action", "")), data, follow=True))

    def submission(self, names: set[str]) -> tuple[str, dict[str, list[str]]]:
        """Return where the first POST form with these fields is sent, and what a browser sends of it untouched."""
        form = next(
            each
            for each in self.elements
            if each.tag == "form"
            and each.attrs.get("method") == "post"
            and names <= {field.attrs.get("name") for field in self.elements if field.form == each.form}
        )
        return urljoin(self.path, form.attrs.get("action", "")), self._values(form.form)

    def has_button(self, words: str) -> bool:
        return any(each.tag == "button" and words in each.words for each in self.elements)

    def place_of(self, tag: str, words: str) -> int:
        return next(each.place for each in self.elements if each.tag == tag and words in each.words)

    def names(self) -> set[str]:
        """Return the names of the fields that the page shows outside folds."""
        return {
            each.attrs["name"]
            for each in self.elements
            if each.tag in ("input", "textarea", "select")
            and each.attrs.get("type") != "hidden"
            and "name" in each.attrs
            and not each.is_folded
        }

    @property
    def heading(self) -> str:
        return next(each.words for each in self.elements if each.tag == "h1")

    @property
    def text(self) -> str:
        return next(each.words for each in self.elements if each.tag == "main")

    def _input(self, name: str) -> Element:
        return next(
            each
            for each in self.elements
            if each.tag in ("input", "textarea", "select") and each.attrs.get("name") == name
        )

    def _values(self, form: int | None) -> dict[str, list[str]]:
        """Return what a browser sends for the form: the values on the page, and what was ticked and typed."""
        values: dict[str, list[str]] = {}
        for each in self.elements:
            name = each.attrs.get("name")
            if each.form != form or not name:
                continue
            kind = each.attrs.get("type", "")
            if each.tag == "textarea":
                values[name] = [each.text]
            elif each.tag == "input" and (kind not in ("checkbox", "radio") or "checked" in each.attrs):
                values.setdefault(name, []).append(each.attrs.get("value", ""))
        return values | {name: value for (where, name), value in self.typed.items() if where == form}

    def _take(self, response: Any) -> None:
        assert response.status_code == 200, (response.status_code, response.request["PATH_INFO"])
        self.loads += 1
        self.path = response.request["PATH_INFO"]
        self.typed = {}
        reader = _Reader()
        reader.feed(response.content.decode())
        self.elements = reader.elements
