"""One link, and the addresses of our own that links lead to."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from traceability.gs1.digital_link import Code

PAGE_PREFIX = "/xem"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a resolver answer. `link_type` is a name of the GS1 Web Vocabulary without its prefix."""

    link_type: str
    href: str
    title: str
    media_type: str = ""
    languages: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()

    @property
    def is_choice(self) -> bool:
        """Return whether the link is one of several default links for a program to choose from.

        The same target has a link of its own type.
        """
        return self.link_type == "defaultLinkMulti"

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """Return the key that distinguishes links of a type.

        A nearer level's link hides a farther one with the same key.
        """
        return (self.link_type, self.media_type, self.languages, self.contexts)


def url_of(code: Code) -> str:
    """Return the canonical Digital Link URI of `code`."""
    return settings.PUBLIC_ORIGIN + code.path


def page_url(code: Code) -> str:
    """Return the URL of the page of `code`, for any client."""
    return f"{settings.PUBLIC_ORIGIN}{PAGE_PREFIX}{code.path}"
