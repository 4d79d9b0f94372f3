"""The tabs at the bottom of a member's phone. Apps register the pages behind them.

The theme knows the five places and their words. The app that owns a page registers its URL in
AppConfig.ready():

    navigation.register_tab("diary", url_name="traceability:diary", count=lambda request: waiting(request.user))

A tab whose URL does not resolve is left out, so that a page renders with any set of apps installed.
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
) -> None:
    """Add the tab `key`, or change the given values of an existing tab.

    `visible` and `count` are called once per page with the request.
    """
    given: dict[str, Any] = {
        "url_name": url_name,
        "label": label,
        "icon": icon,
        "order": order,
        "visible": visible,
        "count": count,
        "count_words": count_words,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if key in _tabs:
        _tabs[key] = replace(_tabs[key], **changes)
    else:
        _tabs[key] = Tab(**{"key": key, "icon": "circle", "order": 50, **changes})


register_tab("home", label=_("Trang chủ"), icon="house", url_name="home", order=10)
register_tab("products", label=_("Sản phẩm"), icon="package", url_name="products:mine", order=20)
register_tab("diary", label=_("Nhật ký"), icon="notebook-pen", url_name="traceability:diary", order=30)
register_tab("labels", label=_("Tem"), icon="qr-code", url_name="traceability:labels", order=40)
register_tab(
    "notices",
    label=_("Thông báo"),
    icon="bell",
    url_name="members:notices",
    order=50,
    count_words=_("chưa đọc"),
)


def visible_tabs(request: HttpRequest) -> list[VisibleTab]:
    """Return the tabs of this request in order.

    The current tab is the one with the longest URL that the path starts with.
    """
    found = []
    for tab in sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key)):
        try:
            url = reverse(tab.url_name)
        except NoReverseMatch:
            continue
        if tab.visible and not tab.visible(request):
            continue
        found.append((tab, url))
    here = max((url for _tab, url in found if _begins(request.path, url)), key=len, default=None)
    return [
        VisibleTab(
            tab.key,
            tab.label,
            tab.icon,
            url,
            url == here,
            tab.count(request) if tab.count else 0,
            tab.count_words,
        )
        for tab, url in found
    ]


def _begins(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
