"""The tabs at the bottom of a member's phone, and the bell in the header. Apps register the pages behind them.

The theme knows the places and their words. The app that owns a page registers its URL in AppConfig.ready():

    navigation.register_tab("diary", url_name="traceability:diary", count=lambda request: waiting(request.user))

A tab whose URL does not resolve is left out, so that a page renders with any set of apps installed. At most
five tabs fit in one line of a narrow phone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    visible: Callable[[Any], bool] | None = None
    count: Callable[[Any], int] | None = None
    count_words: Words = ""
    also: tuple[str, ...] = ()
    replaces: str = ""
    in_header: bool = False


@dataclass(frozen=True, slots=True)
class VisibleTab:
    key: str
    label: Words
    icon: str
    url: str
    current: bool
    count: int
    count_words: Words


_tabs: dict[str, Tab] = {}


def register_tab(
    key: str,
    *,
    url_name: str | None = None,
    label: Words | None = None,
    icon: str | None = None,
    order: int | None = None,
    visible: Callable[[Any], bool] | None = None,
    count: Callable[[Any], int] | None = None,
    count_words: Words | None = None,
    also: tuple[str, ...] | None = None,
    replaces: str | None = None,
    in_header: bool | None = None,
) -> None:
    """Add the tab `key`, or change the given values of an existing tab.

    `visible` and `count` are called once per page with the request. On pages below the URLs named in `also`,
    this tab is the current one, too. `replaces` is the key of a tab that is left out where this one is visible.
    """
    given: dict[str, Any] = {
        "url_name": url_name,
        "label": label,
        "icon": icon,
        "order": order,
        "visible": visible,
        "count": count,
        "count_words": count_words,
        "also": also,
        "replaces": replaces,
        "in_header": in_header,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if key in _tabs:
        _tabs[key] = replace(_tabs[key], **changes)
    else:
        _tabs[key] = Tab(**{"key": key, "icon": "circle", "order": 50, **changes})


register_tab("home", label=_("Trang chủ"), icon="house", url_name="home", order=10)
register_tab(
    "sales",
    label=_("Bán hàng"),
    icon="shopping-basket",
    url_name="orders:sales",
    order=20,
    also=("products:mine", "traceability:runs", "traceability:lots"),
)
register_tab("diary", label=_("Nhật ký"), icon="notebook-pen", url_name="traceability:diary", order=30)
register_tab(
    "notices",
    label=_("Thông báo"),
    icon="bell",
    url_name="members:notices",
    count_words=_("chưa đọc"),
    in_header=True,
)


def visible_tabs(request: HttpRequest) -> list[VisibleTab]:
    """Return the tabs of this request in order.

    The current tab is the one with the longest URL that the path starts with.
    """
    return _visible(request, in_header=False)


def header_links(request: HttpRequest) -> list[VisibleTab]:
    """Return the links of this request's header in order: the bell of the notices."""
    return _visible(request, in_header=True)


def _visible(request: HttpRequest, *, in_header: bool) -> list[VisibleTab]:
    found = []
    for tab in sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key)):
        if tab.in_header != in_header:
            continue
        url = _url(tab.url_name)
        if not url or (tab.visible and not tab.visible(request)):
            continue
        found.append((tab, url))
    replaced = {tab.replaces for tab, _url_of_tab in found}
    found = [(tab, url) for tab, url in found if tab.key not in replaced]
    begun = [
        (len(each), tab.key)
        for tab, url in found
        for each in (url, *map(_url, tab.also))
        if each and _begins(request.path, each)
    ]
    here = max(begun, default=(0, ""))[1]
    return [
        VisibleTab(
            tab.key,
            tab.label,
            tab.icon,
            url,
            tab.key == here,
            tab.count(request) if tab.count else 0,
            tab.count_words,
        )
        for tab, url in found
    ]


def _url(name: str) -> str:
    """Return the URL of the page `name`; empty if no installed app has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _begins(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
