"""Which pages have to open without a connection.

An app names its pages in AppConfig.ready():

    offline.register_offline_page("traceability:diary")

Their copies are kept by the service worker on the phone of who is logged in, under her reference, and wiped when she
logs out or somebody else logs in (service_worker.js). A page registered here must work from an old copy: forms post
through the outbox, lists say from when they are.

What the outbox (static/theme/outbox.js) sends carries Idempotency-Key, X-Device-Time and X-Entry-Created. The server answers 2xx
with JSON, which may name {"next": address}, or a redirect once the entry is saved; what is wrong with it by 400, 409, 413, 415 or
422 with {"errors": {field: [text]}}, {"errors": [{"attr", "detail"}]} or {"detail": text}. 401, 408, 425, 429, 5xx and 409 with
Retry-After mean "later".
"""

from django.urls import NoReverseMatch, reverse

_pages: list[str] = []
_shared: dict[str, str] = {}
_files: list[tuple[str, str]] = []
_continued: list[tuple[str, str]] = []
_own: list[tuple[str, str]] = []


def register_offline_page(url_name: str) -> None:
    """Make a page available offline. Registering it twice has no effect."""
    if url_name not in _pages:
        _pages.append(url_name)


def offline_urls() -> list[str]:
    """Return the URLs in the order of registration, without names that don't resolve."""
    urls = []
    for name in _pages:
        try:
            urls.append(reverse(name))
        except NoReverseMatch:
            continue
    return urls


def register_shared_page(url_name: str, *, replaces: tuple[str, ...] = ()) -> None:
    """Register a page without personal data that scripts fill in.

    Offline it also replaces the pages in `replaces`.
    """
    for name in (url_name, *replaces):
        _shared[name] = url_name


def shared_urls() -> dict[str, str]:
    """Return URL -> the URL of the page that replaces it offline."""
    urls = {}
    for name, source in _shared.items():
        try:
            urls[reverse(name)] = reverse(source)
        except NoReverseMatch:
            continue
    return urls


def register_pack_files(url_name: str, folder: str) -> None:
    """Store files below `folder` of the page's URL with packs. Their names are hashes of their content."""
    if (url_name, folder) not in _files:
        _files.append((url_name, folder))


def pack_file_prefixes() -> list[str]:
    return _prefixes(_files)


def register_continued(url_name: str, folder: str) -> None:
    """Continue work below `folder` of the page's URL on a stored page while offline.

    The phone's own "/__below/<address>" stores the page's URL (service_worker_packs.js). A form that can't be
    sent leads to it.
    """
    if (url_name, folder) not in _continued:
        _continued.append((url_name, folder))


def continued_prefixes() -> list[str]:
    return _prefixes(_continued)


def register_own_folder(url_name: str, folder: str = "") -> None:
    """Store pages below a folder for offline use after the user opened them. They are not prefetched."""
    if (url_name, folder) not in _own:
        _own.append((url_name, folder))


def own_prefixes() -> list[str]:
    return _prefixes(_own)


def _prefixes(registered: list[tuple[str, str]]) -> list[str]:
    prefixes = []
    for name, folder in registered:
        try:
            prefixes.append(reverse(name) + folder)
        except NoReverseMatch:
            continue
    return prefixes
