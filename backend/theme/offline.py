"""Register the pages that open without a connection.

An app registers its pages in AppConfig.ready():

    offline.register_offline_page("traceability:diary")

The service worker stores their copies on the signed-in user's phone, under the user's reference. It deletes
them when the user signs out or somebody else signs in (service_worker.js). A page registered here must work
from an old copy: forms post through the outbox, lists show their time.

The outbox (static/theme/outbox.js) sends requests with Idempotency-Key, X-Device-Time and X-Entry-Created.
The server answers 2xx with JSON, which may have {"next": URL}, or a redirect once the entry is saved. It
answers errors by 400, 409, 413, 415 or 422 with {"errors": {field: [text]}}, {"errors": [{"attr", "detail"}]}
or {"detail": text}. 401, 408, 425, 429, 5xx and 409 with Retry-After mean "later".
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
    """Return the URLs of the offline pages in the order of registration.

    Names that don't resolve are left out.
    """
    urls = []
    for name in _pages:
        try:
            urls.append(reverse(name))
        except NoReverseMatch:
            continue
    return urls


def register_shared_page(url_name: str, *, replaces: tuple[str, ...] = ()) -> None:
    """Register an offline page without personal data that scripts fill in.

    Offline it is also shown in place of the pages in `replaces`.
    """
    for name in (url_name, *replaces):
        _shared[name] = url_name


def shared_urls() -> dict[str, str]:
    """Return {URL: the URL of the shared page that is shown in its place offline}."""
    urls = {}
    for name, source in _shared.items():
        try:
            urls[reverse(name)] = reverse(source)
        except NoReverseMatch:
            continue
    return urls


def register_pack_files(url_name: str, folder: str) -> None:
    """Let the phone store files below `folder` of the page's URL together with course packs.

    Their names are hashes of their content.
    """
    if (url_name, folder) not in _files:
        _files.append((url_name, folder))


def pack_file_prefixes() -> list[str]:
    return _prefixes(_files)


def register_continued(url_name: str, folder: str) -> None:
    """Let pages below `folder` of the page's URL continue offline on a stored page.

    The phone's own "/__below/<address>" stores the URL of that page (service_worker_packs.js). A form that
    can't be sent leads to it.
    """
    if (url_name, folder) not in _continued:
        _continued.append((url_name, folder))


def continued_prefixes() -> list[str]:
    return _prefixes(_continued)


def register_own_folder(url_name: str, folder: str = "") -> None:
    """Let the phone store pages below `folder` of the page's URL once the user opened them.

    They are not fetched in advance.
    """
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
