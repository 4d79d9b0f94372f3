"""Làm hộ: acts of the officer Mai for Lan on producers, products and certificates are stored as Lan's, on behalf of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.acting import Actor
from members.assist.history import ActsFor
from products.certificates.actions.certificates import add_certificate, update_certificate
from products.listing.actions.listing import retire_product
from products.models import ProducerPerson
from products.producers.actions.people import (
    accept_invitation,
    change_role,
    decline_invitation,
    invite_person,
    remove_person,
    withdraw_invitation,
)
from tests.factories.products import ProducerFactory, make_user

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def helping(lan, mai) -> Actor:
    return Actor(by=mai, member=lan)


def invited_lan(lan, minh, branch) -> Any:
    producer = ProducerFactory(owner=minh, branch=branch, unit=branch.unit)
    return invite_person(actor=Actor.of(minh), producer=producer, contact=lan.card_number)


def paper(producer, actor):
    return add_certificate(
        actor=actor, producer=producer, kind="gi", number="GI-1", issuer="Cục SHTT", issued_date=DAY
    )


ACTS: dict[str, Callable[..., Any]] = {
    "producer.invited": lambda w: invite_person(actor=w.act, producer=w.producer, contact="0912 345 678"),
    "producer.withdrawn": lambda w: withdraw_invitation(
        actor=w.act,
        invitation=invite_person(actor=Actor.of(w.lan), producer=w.producer, contact="0912 345 678"),
    ),
    "producer.joined": lambda w: accept_invitation(
        actor=w.act, invitation=invited_lan(w.lan, w.minh, w.branch)
    ),
    "producer.declined": lambda w: decline_invitation(
        actor=w.act, invitation=invited_lan(w.lan, w.minh, w.branch)
    ),
    "producer.role": lambda w: change_role(actor=w.act, producer=w.producer, user=w.hoa, role="owner"),
    "producer.left": lambda w: remove_person(actor=w.act, producer=w.producer, user=w.hoa),
    "certificate.drafted": lambda w: paper(w.producer, w.act),
    "certificate.changed": lambda w: update_certificate(
        actor=w.act, certificate=paper(w.producer, Actor.of(w.lan)), changes={"number": "GI-2"}
    ),
    "product.put_aside": lambda w: retire_product(actor=w.act, product=w.product),
}


@pytest.mark.parametrize("kind", ACTS)
def test_act_is_stored_on_behalf_of_the_member(kind, helping, producer, product, lan, minh, hoa, mai, branch):
    ProducerPerson.objects.create(producer=producer, user=hoa, role="helper")

    class World:
        act = helping

    world = World()
    for name, value in (
        ("producer", producer), ("product", product), ("lan", lan), ("minh", minh), ("hoa", hoa), ("branch", branch),
    ):  # fmt: skip
        setattr(world, name, value)
    ACTS[kind](world)
    entry = Entry.objects.get(kind=kind)
    assert (entry.by, entry.on_behalf_of) == (mai.ref, lan.ref)
    assert "912345678" not in entry.body
    acts = ActsFor(lan)[:50]
    assert {act.who for act in acts} == {mai}
    assert all(str(act.words) != "Việc khác trên Piêu" for act in acts)


def test_changes_of_a_producers_people_have_entries_without_an_officer(producer, lan, minh):
    invitation = invite_person(actor=Actor.of(lan), producer=producer, contact=minh.card_number)
    accept_invitation(actor=Actor.of(minh), invitation=invitation)
    remove_person(actor=Actor.of(lan), producer=producer, user=minh)
    kinds = Entry.objects.filter(subject=f"producer:{producer.ref}").exclude(kind=STATED).order_by("pk")
    assert list(kinds.values_list("kind", "by", "on_behalf_of")) == [
        ("producer.invited", lan.ref, None),
        ("producer.joined", minh.ref, None),
        ("producer.left", lan.ref, None),
    ]


def test_same_role_again_leaves_no_trace(producer, lan):
    change_role(actor=Actor.of(lan), producer=producer, user=lan, role="owner")
    assert not Entry.objects.filter(kind="producer.role").exists()


def test_refused_role_leaves_no_trace(producer, lan, mai):
    stranger = make_user("Vì Thị Xa")
    before = Entry.objects.count()
    with pytest.raises(Exception, match="không còn ở nơi sản xuất"):
        change_role(actor=Actor(by=mai, member=lan), producer=producer, user=stranger, role="owner")
    assert Entry.objects.count() == before
