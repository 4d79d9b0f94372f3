"""Texts of recalls: pinned in the ledger when they are written, and partly erased with a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from backend.ledger import pins
from members.models import User
from traceability.models import OriginVersion, Recall, RecallPin
from traceability.recalls.enums import RecallWord


def pin_words(recall: Recall, *fields: RecallWord) -> list[dict[str, str]]:
    """Pin those of `fields` that have a text. Return the payload's value of "pieu:pins"."""
    texts = [(what, getattr(recall, what)) for what in fields if getattr(recall, what)]
    salts = [pins.new_salt() for _each in texts]
    rows = [
        RecallPin(recall=recall, what=what, salt=salt, pin=pins.pin(salt, words))
        for (what, words), salt in zip(texts, salts, strict=True)
    ]
    RecallPin.objects.bulk_create(rows)
    return [{"of": row.what, "pin": row.pin} for row in rows]


def erase_contacts_of(user: User) -> None:
    """Erase the contact of recalls that the user began, or whose contact has the user's phone number.

    The contact of an open recall is erased at its end.
    """
    concerned = Q(by=user)
    if user.phone:
        concerned |= Q(
            pk__in=[pk for pk, contact in _contacts() if _digits(str(user.phone))[-9:] in _digits(contact)]
        )
    recalls = Recall.objects.filter(concerned).exclude(contact="")
    RecallPin.objects.filter(recall__in=recalls.filter(ended_at=None), what=RecallWord.CONTACT).update(
        goes_when_over=True
    )
    for recall in recalls.exclude(ended_at=None):
        erase_contact(recall)


def erase_contact(recall: Recall) -> None:
    """Erase the contact of an ended recall, and the page versions that showed it.

    Text and salt are deleted; pins stay.
    """
    versions = OriginVersion.objects.filter(
        lot__recall_reach__recall=recall, erased_at=None, facts__recall__contact=recall.contact
    )
    ids = list(versions.values_list("pk", flat=True).distinct())
    now = timezone.now()
    OriginVersion.objects.filter(pk__in=ids).update(facts=None, salt=None, erased_at=now)
    RecallPin.objects.filter(recall=recall, what=RecallWord.CONTACT, erased_at=None).update(
        salt=None, erased_at=now
    )
    recall.contact = ""
    recall.save(update_fields=["contact"])


def _contacts() -> Iterable[tuple[int, str]]:
    return Recall.objects.exclude(contact="").values_list("pk", "contact")


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
