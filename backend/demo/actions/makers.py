"""Producers with their portraits."""

from __future__ import annotations

from django.db import transaction

from backend.demo.actions.people import People
from backend.demo.actions.pictures import drawing
from backend.demo.data.makers import MAKERS
from backend.demo.data.people import MOC_CHAU, PEOPLE
from backend.demo.data.shapes import Maker
from members.acting import Actor
from members.models import Unit, User
from products.models import Producer
from products.producers.actions.producers import create_producer, update_producer, verify_producer
from products.producers.actions.verification import ask_verification

type Makers = dict[str, Producer]


# The number that buyers may call; the page shows it while the owner consents.
_PHONES = {person.key: person.phone for person in PEOPLE}


def load_makers(people: People) -> Makers:
    """Return the producers of the demo by key. Create missing ones; existing ones don't change."""
    return {maker.key: _known(maker, people) or _set_up(maker, people) for maker in MAKERS}


def acting_for(maker: Maker, people: People) -> Actor:
    """Return the actor for a producer: its owner, or an officer acting on behalf of the owner (làm hộ)."""
    owner = people[maker.owner]
    return Actor(by=people["thu"], member=owner) if maker.key == "mai" else Actor.of(owner)


def officer_of(maker: Maker, people: People) -> User:
    """Return the officer who decides about a producer: the officer of its ward, else the province's."""
    return people["thu" if maker.unit == MOC_CHAU else "huong"]


def _known(maker: Maker, people: People) -> Producer | None:
    return Producer.objects.filter(name=maker.name, people__user=people[maker.owner]).first()


@transaction.atomic
def _set_up(maker: Maker, people: People) -> Producer:
    actor = acting_for(maker, people)
    producer = create_producer(
        actor=actor,
        kind=maker.kind,
        name=maker.name,
        unit=Unit.objects.get(code=maker.unit),
        address=maker.address,
        identity_code=maker.identity_code,
        about=maker.about,
        phone=_PHONES[maker.owner],
    )
    if maker.portrait:
        portrait = drawing(maker.portrait, actor=actor, producer=producer)
        producer = update_producer(actor=actor, producer=producer, changes={"portrait": portrait})
    if not maker.is_verified:
        return ask_verification(actor=actor, producer=producer)
    officer = Actor.of(officer_of(maker, people))
    return verify_producer(actor=officer, producer=producer, saw_birth_date=True, saw_personal_id=True)
