"""Select a code's links for a request: by linkType, then by language, media type and context (GS1 Resolution
1.2, §5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from traceability.resolver.links import DEFAULT, DEFAULT_MULTI, Level
from traceability.resolver.targets import Link

LINKSET = "linkset"
ALL = "all"  # the name of a linkset before version 1.1
VOCABULARY = ("https://gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/", "gs1:")
LINKSET_TYPES = ("application/linkset+json", "application/ld+json", "application/json")
HTML = "text/html"
OURS = frozenset({"linkType", "linktype", "context"})

_QUALITY = re.compile(r"\s*q=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A request's preferences.

    `link_type` is None if the request names none. `rest` is the query to pass on, as received.
    """

    link_type: str | None
    context: str
    rest: str
    types: Sequence[tuple[str, float]]
    languages: Sequence[tuple[str, float]]

    @property
    def wants_page(self) -> bool:
        """Return whether the client is a browser: it prefers HTML at least equally and names no link type."""
        return self.link_type is None and self.wants_html and not self.linkset_type

    @property
    def wants_html(self) -> bool:
        return dict(self.types).get(HTML, 0.0) > 0

    @property
    def linkset_type(self) -> str:
        """Return the media type of a linkset that the request prefers by name; "" for any other type."""
        given = dict(self.types)
        best = max(LINKSET_TYPES, key=lambda name: given.get(name, 0.0))
        return best if given.get(best, 0.0) > given.get(HTML, 0.0) else ""


def wish_of(query: str, accept: str, accept_language: str) -> Wish:
    """Return the preferences of a request; `query` is as received."""
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
    """Return the links that match best: none, one, or several that nothing in the request distinguishes.

    Each criterion filters the result of the one before, and is skipped if it would leave none.
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
    # Types of other vocabularies are not ours; the two names of a linkset have no prefix.
    return text


def _weighed(header: str) -> list[tuple[str, float]]:
    """Return (value, quality) of an Accept or Accept-Language header, values in lower case.

    By RFC 9110 §12.4.2 and 12.5.
    """
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
    """Return those of `links` with the highest weight, if it is above zero."""
    weights = [weigh(link) for link in links]
    highest = max(weights, default=0.0)
    return [link for link, weight in zip(links, weights, strict=True) if weight == highest > 0]


def _speaks(wish: Wish) -> Callable[[Link], float]:
    """Return a function that weighs a link by its language.

    A link without a language weighs a little less than any named language (RFC 4647 §3.3.1).
    """
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
    """Return the links for `context`; if there are none, those for everybody, or else all `links`."""
    if context:
        named = [link for link in links if context in link.contexts]
        if named:
            return named
    return [link for link in links if not link.contexts] or links
