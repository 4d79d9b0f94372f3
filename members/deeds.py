"""Ledger entries in words for the person they are about: "Ghi thu hoạch", not "event.recorded".

An app registers the kinds it writes in AppConfig.ready():

    deeds.register("lot.opened", _("Mở lô hàng"))
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_words: dict[str, Any] = {}


def register(kind: str, words: Any) -> None:
    """Say `words` (a short verb phrase, translatable) for ledger entries of `kind`."""
    _words[kind] = words


def words_for(kind: str) -> Any:
    return _words.get(kind, _("Việc khác trên Piêu"))


def is_known(kind: str) -> bool:
    return kind in _words
