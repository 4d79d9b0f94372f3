"""The people of tests/people.py and Lan's producer; Mai is the officer of its commune, Nga of another."""

from types import SimpleNamespace

import pytest

from members.acting import Actor
from products.models import Producer, Product
from tests.factories.products import ProducerFactory, ProductFactory, make_branch, make_unit, make_user
from tests.people import HOA, LAN, MINH
from tests.shared_rows import begins_with, made


def make_home() -> SimpleNamespace:
    unit = make_unit()
    branch = make_branch(unit)
    return SimpleNamespace(unit=unit, branch=branch, lan=make_user(LAN.full_name, branch=branch))


@begins_with(make_home)
@pytest.fixture
def home(db) -> SimpleNamespace:
    return made(make_home)


@pytest.fixture
def unit(home):
    return home.unit


@pytest.fixture
def branch(home):
    return home.branch


@pytest.fixture
def lan(home):
    return home.lan


@pytest.fixture
def minh(branch):
    return make_user(MINH.full_name, branch=branch)


@pytest.fixture
def hoa(db):
    other = make_branch(make_unit(4100, "Sốp Cộp"))
    return make_user(HOA.full_name, branch=other)


@pytest.fixture
def mai(branch):
    return make_user("Quàng Thị Mai", branch=branch, officer_of=branch)


@pytest.fixture
def nga(db):
    other = make_branch(make_unit(4100, "Sốp Cộp"))
    return make_user("Cầm Thị Nga", branch=other, officer_of=other)


@pytest.fixture
def producer(lan, branch) -> Producer:
    return ProducerFactory(owner=lan, name="Hộ Lò Thị Lan", unit=branch.unit, branch=branch)


@pytest.fixture
def unverified(producer) -> Producer:
    """Return Lan's producer, which no officer verified yet."""
    producer.verified_at = None
    producer.save()
    return producer


@pytest.fixture
def product(producer) -> Product:
    """Return a complete draft of Lan's."""
    return ProductFactory(producer=producer, name="Mận hậu Mộc Châu")


@pytest.fixture
def as_self():
    """Return a function that makes the actor of a user on their own phone."""
    return Actor.of
