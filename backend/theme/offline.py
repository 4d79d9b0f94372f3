"""Which pages have to open without a connection.

An app names its pages in AppConfig.ready():

    offline.register_offline_page("traceability:diary")

Their copies are kept by the service worker on the phone of who is logged in, under her reference, and wiped when she
logs out or somebody else logs in (service_worker.js). A page registered here must work from an old copy: forms post
through the outbox, lists say from when they are.
"""

from django.urls import NoReverseMatch, reverse

_pages: list[str] = []


def register_offline_page(url_name: str) -> None:
    """Registering a page twice keeps it once."""
    if url_name not in _pages:
        _pages.append(url_name)


def offline_urls() -> list[str]:
    """Addresses in the order of registration; a name that does not resolve is left out."""
    urls = []
    for name in _pages:
        try:
            urls.append(reverse(name))
        except NoReverseMatch:
            continue
    return urls
