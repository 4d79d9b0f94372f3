"""Which of a code's links a request means: by linkType, then by language, media type and context (GS1 Resolution 1.2, §5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from traceability.resolver.links import DEFAULT, DEFAULT_MULTI, Level
from traceability.resolver.targets import Link

LINKSET = "linkset"
ALL = "all"  # the word for a linkset before version 1.1
VOCABULARY = ("https://gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/", "gs1:")
LINKSET_TYPES = ("application/linkset+json", "application/ld+json", "application/json")
HTML = "text/html"
OURS = frozenset({"linkType", "linktype", "context"})

_QUALITY = re.compile(r"\s*q=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for. `link_type` is None where it names none; `rest` is the query that is passed on, as it was sent."""

    link_type: str | None
    context: str
    rest: str
    types: Sequence[tuple[str, float]]
    languages: Sequence[tuple[str, float]]

    @property
    def wants_page(self) -> bool:
        """A browser: it wants HTML at least as much as anything that a resolver has, and names no type of link."""
        return self.link_type is None and self.wants_html and not self.linkset_type

    @property
    def wants_html(self) -> bool:
        return dict(self.types).get(HTML, 0.0) > 0

    @property
    def linkset_type(self) -> str:
        """The media type of a linkset that is asked for by name, "" where HTML or anything else is liked better."""
        given = dict(self.types)
        best = max(LINKSET_TYPES, key=lambda name: given.get(name, 0.0))
        return best if given.get(best, 0.0) > given.get(HTML, 0.0) else ""


def wish_of(query: str, accept: str, accept_language: str) -> Wish:
    """`query` as it was sent."""
    link_type, context, rest = None, "", []
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        if name not in OURS:
            rest.append(part)
        elif name == "context":
            context = unquote_plus(value)
        elif value:
            link_type = _plain_type(unquote_plus(value))
    return Wish(
        link_type=link_type,
        context=context,
        rest="&".join(rest),
        types=_weighed(accept),
        languages=_weighed(accept_language),
    )


def matching(levels: Sequence[Level], wish: Wish) -> list[Link]:
    """The links that fit best: none, the one, or several that nothing in the request tells apart.

    Each question is asked of those that the one before left, and left aside where none of them answers it.
    """
    wanted = wish.link_type or DEFAULT
    links = [link for level in levels for link in level.links]
    if wanted == DEFAULT:
        by_language = _best([link for link in links if link.link_type == DEFAULT_MULTI], _speaks(wish))
        if wish.languages and len(by_language) == 1:
            return by_language
        return [link for link in links if link.link_type == DEFAULT][:1]
    found = [link for link in links if link.link_type == wanted]
    if wish.languages:
        found = _best(found, _speaks(wish)) or found
    if wish.types:
        found = _best(found, lambda link: _weight_of_type(link.media_type, wish)) or found
    return _of_context(found, wish.context)


def _plain_type(text: str) -> str:
    for prefix in VOCABULARY:
        if text.startswith(prefix):
            return text.removeprefix(prefix)
    # Another vocabulary's types are none of ours; the two words for a linkset have no prefix.
    return text


def _weighed(header: str) -> list[tuple[str, float]]:
    """What an Accept or Accept-Language header names, lower case, with its quality; RFC 9110 §12.4.2 and 12.5."""
    weighed = []
    for part in header.split(",") if header else ():
        name, *parameters = part.split(";")
        quality = 1.0
        for parameter in parameters:
            if match := _QUALITY.fullmatch(parameter):
                quality = float(match[1])
        if name.strip():
            weighed.append((name.strip().lower(), quality))
    return weighed


def _best(links: Sequence[Link], weigh: Callable[[Link], float]) -> list[Link]:
    """Those of the highest weight above zero."""
    weights = [weigh(link) for link in links]
    highest = max(weights, default=0.0)
    return [link for link, weight in zip(links, weights, strict=True) if weight == highest > 0]


def _speaks(wish: Wish) -> Callable[[Link], float]:
    """How well a link's language fits; one without a language fits a little less than any that was named (RFC 4647 §3.3.1)."""
    named = [(tag, quality) for tag, quality in wish.languages if tag != "*"]
    anything = dict(wish.languages).get("*", 0.0)

    def weigh(link: Link) -> float:
        if not link.languages:
            return max(anything, 0.001)
        fits = [
            quality
            for language in link.languages
            for tag, quality in named
            if tag == language or tag.startswith(f"{language}-")
        ]
        return max(fits, default=anything)

    return weigh


def _weight_of_type(media_type: str, wish: Wish) -> float:
    given = dict(wish.types)
    if not media_type:
        return given.get("*/*", 0.001)
    for name in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        if name in given:
            return given[name]
    return 0.0


def _of_context(links: list[Link], context: str) -> list[Link]:
    """Those for `context`; without any, those for everybody."""
    if context:
        named = [link for link in links if context in link.contexts]
        if named:
            return named
    return [link for link in links if not link.contexts] or links
