from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from members.consent.enums import ConsentPurpose
from members.models import User
from members.rules import is_officer_of
from products.models import Producer, ProducerInvitation, ProducerPerson
from products.producers.enums import ProducerKind, ProducerRole


def runs(user: Any, producer: Producer) -> bool:
    """Return True if the active user runs `producer` now, as an owner or a helper."""
    return (
        user.is_authenticated
        and user.is_active
        and ProducerPerson.objects.filter(producer=producer, user=user, until=None).exists()
    )


def owns(user: Any, producer: Producer) -> bool:
    return (
        user.is_authenticated
        and user.is_active
        and ProducerPerson.objects.filter(
            producer=producer, user=user, until=None, role=ProducerRole.OWNER
        ).exists()
    )


def oversees(user: Any, producer: Producer) -> bool:
    """Return True if the user is staff, or an officer of the producer's branch or of a branch above."""
    if user.is_authenticated and user.is_active and user.is_staff:
        return True
    return is_officer_of(user, producer.branch)


def may_create_producer(user: Any) -> bool:
    return user.is_authenticated and user.is_active


def may_change_producer(user: Any, producer: Producer) -> bool:
    return owns(user, producer) or oversees(user, producer)


def may_invite_person(user: Any, producer: Producer) -> bool:
    return owns(user, producer)


def may_add_person(user: Any, producer: Producer, person: User) -> bool:
    """Return True if the user oversees the producer, and may see `person` as an officer.

    So an officer can record what two members agreed on paper.
    """
    return oversees(user, producer) and User.objects.visible_to(user).filter(pk=person.pk).exists()


def may_answer_invitation(user: Any, invitation: ProducerInvitation) -> bool:
    return ProducerInvitation.objects.addressed_to(user).filter(pk=invitation.pk).exists()


def may_ask_verification(user: Any, producer: Producer) -> bool:
    return runs(user, producer)


def may_verify_producer(user: Any, producer: Producer) -> bool:
    """Return True for officers who oversee the producer. People who run it can't verify it."""
    return oversees(user, producer) and not runs(user, producer)


def shows_phone(producer: Producer) -> bool:
    """Return True if buyers may see the phone number. For a household, a current owner must consent to it."""
    return bool(producer.phone) and _is_agreed(producer, ConsentPurpose.PUBLIC_PHONE)


def public_phones(producers: Iterable[Producer]) -> dict[int, str]:
    """Return {producer id: phone number} where buyers may see the number, in one query (see shows_phone)."""
    with_phone = {each.pk: each for each in producers if each.phone}
    agreed = set(
        ProducerPerson.objects.filter(
            producer__in=[pk for pk, each in with_phone.items() if each.kind == ProducerKind.HOUSEHOLD],
            **_agreement(ConsentPurpose.PUBLIC_PHONE),
        ).values_list("producer", flat=True)
    )
    return {
        pk: each.phone or ""
        for pk, each in with_phone.items()
        if each.kind != ProducerKind.HOUSEHOLD or pk in agreed
    }


def shows_portrait(producer: Producer) -> bool:
    """Return True if buyers may see the portrait. For a household, a current owner must consent to it."""
    return producer.portrait_id is not None and _is_agreed(producer, ConsentPurpose.PUBLIC_PHOTO)


def portrait_agreement(path: str) -> Exists:
    """Return the condition of shows_portrait for a household, in a query.

    path: lookup from the row to the id of its producer.
    """
    agreed = _agreement(ConsentPurpose.PUBLIC_PHOTO)
    return Exists(ProducerPerson.objects.filter(producer=OuterRef(path), **agreed))


def public_owners(producer: Producer) -> list[str]:
    """Return the full names of current owners who consent to their publication, the longest-serving first."""
    agreed = ProducerPerson.objects.filter(producer=producer, **_agreement(ConsentPurpose.PUBLIC_NAME))
    named = agreed.exclude(user__full_name="").order_by("since", "pk")
    return list(named.values_list("user__full_name", flat=True))


def _is_agreed(producer: Producer, purpose: ConsentPurpose) -> bool:
    if producer.kind != ProducerKind.HOUSEHOLD:
        return True
    return ProducerPerson.objects.filter(producer=producer, **_agreement(purpose)).exists()


def _agreement(purpose: ConsentPurpose) -> dict[str, Any]:
    """Return the filter for current owners (ProducerPerson) who consent to `purpose`."""
    return {
        "until": None,
        "role": ProducerRole.OWNER,
        "user__consents__purpose": purpose,
        "user__consents__withdrawn_at": None,
    }
