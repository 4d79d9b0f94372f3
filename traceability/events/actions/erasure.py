"""Erase the personal words of events and leave what can be proved."""

from __future__ import annotations

import json
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from backend.ledger.actions import Fact, append_entries, append_entry
from members.acting import Actor
from members.models import User
from members.rules import require
from products.models import Photo
from products.photos.actions import erase_unused_photo
from products.producers.enums import ProducerKind
from traceability.epcis.hashing import event_hash, keyed_hashes
from traceability.epcis.pins import compact
from traceability.epcis.querysets import EpcisEventQuerySet
from traceability.epcis.reading import is_hash, uuid_of
from traceability.epcis.words import is_neutral, without_words
from traceability.events.rules import may_declare_error
from traceability.models import EpcisEvent, EpcisThing, Event, EventDetail


@transaction.atomic
def erase_details(user: User) -> int:
    """Erase the notes, names and photos of events by `user`; their pins stay. Return how many were erased."""
    own_events = Event.objects.filter(on_behalf_ref=user.ref) | Event.objects.filter(
        on_behalf_ref=None, by_ref=user.ref
    )
    details = EventDetail.objects.filter(event_id__in=own_events.values("event_id"), erased_at=None)
    photos = list(Photo.objects.filter(pk__in=details.values("photo")))
    emptied = details.update(text="", photo=None, salt=None, erased_at=timezone.now())
    for photo in photos:
        erase_unused_photo(photo)
    return emptied


@transaction.atomic
def erase_captured_words_of(user: User) -> int:
    """Erase the texts of events that `user`'s software sent, and copies in error declarations by others.

    Also erase texts about lots of the user's own household if it is no longer active. Return the number of
    erased rows.
    """
    captured = EpcisEvent.objects.filter(captured_by_ref=user.ref)
    repeated = Q(is_error=True, event_id__in=captured.filter(is_error=False).values("event_id"))
    gone = EpcisThing.objects.filter(
        lot__product__producer__kind=ProducerKind.HOUSEHOLD,
        lot__product__producer__is_active=False,
        lot__product__producer__people__user=user,
    )
    erased = _erase(
        EpcisEvent.objects.filter(
            Q(captured_by_ref=user.ref) | repeated | Q(event_id__in=gone.values("event_id"))
        )
    )
    if erased:
        append_entries(
            Fact("event.words_erased", urn, {"eventID": urn}, by=user.ref)
            for urn in dict.fromkeys(f"urn:uuid:{row.event_id}" for row in erased)
        )
    return len(erased)


@transaction.atomic
def erase_captured_words(*, actor: Actor, event: Event) -> bool:
    """Erase the texts of `event` and of its declaration, because a partner's software named a person in them.

    Facts about the goods, the entry and the pin stay. Return False if there was nothing to erase. Raises
    NotAllowed.
    """
    require(may_declare_error(actor.member, event))
    if not _erase(EpcisEvent.objects.filter(event_id=event.event_id)):
        return False
    append_entry(
        kind="event.words_erased", subject=event.urn, payload={"eventID": event.urn}, **actor.ledger_refs()
    )
    return True


def _erase(events: EpcisEventQuerySet) -> list[EpcisEvent]:
    rows = list(events.exclude(salt=None).exclude(pin="").order_by("pk").select_for_update())
    names: dict[uuid.UUID, str] = {}
    for row in rows:
        body = without_words(json.loads(row.body))
        # An eventID that is a hash of the content would show whether a guessed text was right. For an older
        # event our own id is derived from that hash; it stays, because the ledger has it.
        if is_hash(row.uri) and row.event_id != uuid_of(row.uri):
            row.was_called = keyed_hashes(row.uri)[0]
            row.uri = body["eventID"] = names.get(row.event_id) or _own_name(row.event_id)
            names[row.event_id] = row.uri
        row.body = compact(body)
        # The former hash would show whether a guessed word was right.
        row.hash_id = event_hash(body)
        row.salt = None
        row.read_point, row.biz_location = (
            one if is_neutral(one) else "" for one in (row.read_point, row.biz_location)
        )
        row.save(update_fields=["body", "hash_id", "salt", "read_point", "biz_location", "uri", "was_called"])
    return rows


def _own_name(event_id: uuid.UUID) -> str:
    """Return an eventID without content: our event id as a URN.

    If another event already has that eventID, return a random one.
    """
    name = f"urn:uuid:{event_id}"
    if EpcisEvent.objects.filter(uri__iexact=name).exclude(event_id=event_id).exists():
        return f"urn:uuid:{uuid.uuid4()}"
    return name
