"""The WebSub hub that hears of changed feeds, if the operator set one: https://www.w3.org/TR/websub/."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from backend.common.posting import AddressRefused, Answer, post

FORM = {"content-type": "application/x-www-form-urlencoded"}
# How long a task waits before it tells a hub again that didn't answer with success.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


class HubAtom(Atom1Feed):
    """An Atom feed that names the hub."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if settings.WEBSUB_HUB:
            handler.addQuickElement("link", "", {"rel": "hub", "href": settings.WEBSUB_HUB})


def tell_hub(paths: Iterable[str]) -> bool:
    """Tell the hub that the feeds at these paths changed. Return whether it took it; True without a hub."""
    if not settings.WEBSUB_HUB:
        return True
    body = urlencode(
        [("hub.mode", "publish"), *(("hub.url", f"{settings.PUBLIC_ORIGIN}{path}") for path in paths)]
    )
    try:
        answer = post(settings.WEBSUB_HUB, body.encode(), FORM)
    except AddressRefused as error:
        answer = Answer(error=error.message)
    return answer.status is not None and 200 <= answer.status < 300
