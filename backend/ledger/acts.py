"""Declare each kind of ledger entry once: its readable words, whether it is public, what webhooks send.

The trade that writes the entries declares their kinds in its registration.py:

    acts.declare(
        Act("product.listed", words=_("Duyệt sản phẩm lên sàn"), public=True, payload=product_payload),
        Act("product.drafted", words=_("Viết bản nháp sản phẩm")),
    )

The declarations are read by a member's history (`words_for`), the public log (backend.ledger.kinds) and
webhooks (backend.webhooks.types).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class WebhookPayload:
    """Data of a webhook message: its producer, and few values without personal data.

    The receiver gets details from the API.
    """

    producer_id: int
    data: Mapping[str, Any]


# Gets the entry's subject and payload; None where the subject's row is gone.
type PayloadOf = Callable[[str, Mapping[str, Any]], WebhookPayload | None]


@dataclass(frozen=True, slots=True)
class Act:
    """Declaration of the entries of one kind.

    kind: the kind of entries, "order.packed"; or a family, "order", whose `public` holds for all kinds below
        it.
    words: a short translatable verb phrase for a person's history. None for kinds that no person does.
    public: whether everybody may read entries of this kind, and of kinds below it, in the public log.
    payload: builds the data that webhooks send. A kind without it is no webhook type.
    title: the webhook type's name, if it differs from `words`.
    """

    kind: str
    words: Any = None
    public: bool = False
    payload: PayloadOf | None = None
    title: Any = None


_acts: dict[str, Act] = {}


def declare(*acts: Act) -> None:
    """Declare acts. Each app calls it once, from its register().

    Raises RuntimeError for a kind that is declared already.
    """
    for act in acts:
        if _acts.get(act.kind, act) is not act:
            raise RuntimeError(f"The act {act.kind} is declared already.")
        _acts[act.kind] = act


def find(kind: str) -> Act | None:
    """Return the act declared for `kind` itself, not for its family; None without one."""
    return _acts.get(kind)


def declared() -> list[Act]:
    """Return all acts in the order in which they were declared."""
    return list(_acts.values())


def has_words(kind: str) -> bool:
    act = _acts.get(kind)
    return act is not None and act.words is not None


def words_for(kind: str) -> Any:
    """Return the readable words of `kind`, or a general phrase if the kind has none."""
    return _acts[kind].words if has_words(kind) else _("Việc khác trên Piêu")
