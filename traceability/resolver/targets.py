"""One link, and the addresses of our own that links lead to."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from traceability.gs1.digital_link import Code

PAGE_PREFIX = "/xem"


@dataclass(frozen=True, slots=True)
class Link:
    """A target by its type, a name of the GS1 Web Vocabulary without its prefix."""

    link_type: str
    href: str
    title: str
    media_type: str = ""
    languages: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()

    @property
    def is_choice(self) -> bool:
        """One of several default links, which a program chooses from; the same target has a link of its own type."""
        return self.link_type == "defaultLinkMulti"

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """What tells a link from another of its type; a nearer level's hides a farther one's of the same kind."""
        return (self.link_type, self.media_type, self.languages, self.contexts)


def url_of(code: Code) -> str:
    """The Digital Link URI of `code`, as it is spelled canonically."""
    return settings.PUBLIC_ORIGIN + code.path


def page_url(code: Code) -> str:
    """Where the page of `code` is, whoever asks for it."""
    return f"{settings.PUBLIC_ORIGIN}{PAGE_PREFIX}{code.path}"
