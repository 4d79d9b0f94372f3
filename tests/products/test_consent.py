"""What buyers see of a person: her number and her portrait, by her consent and no longer than that."""

import pytest

from members.acting import Actor
from members.actions.consents import give_consent, withdraw_consent
from members.enums import ConsentPurpose
from products.enums import ProducerKind, ProducerRole
from products.models import ProducerPerson
from products.rules import shows_phone, shows_portrait
from tests.factories.products import ListedProductFactory, PhotoFactory

pytestmark = pytest.mark.django_db
NUMBER = "+84912000001"


@pytest.fixture
def listed(producer):
    """A listed product of Lan's household, which has a number and a portrait."""
    producer.phone = NUMBER
    producer.portrait = PhotoFactory(producer=producer, is_public=True)
    producer.save()
    return ListedProductFactory(producer=producer, slug="man-cua-lan")


def agree(user, purpose):
    give_consent(actor=Actor.herself(user), purpose=purpose)


def test_household_shows_what_its_owner_agrees_to_and_no_longer_than_that(listed, lan, minh):
    producer = listed.producer
    assert (shows_phone(producer), shows_portrait(producer)) == (False, False)
    agree(lan, ConsentPurpose.PUBLIC_PHONE)
    assert (shows_phone(producer), shows_portrait(producer)) == (True, False)
    agree(lan, ConsentPurpose.PUBLIC_PHOTO)
    assert (shows_phone(producer), shows_portrait(producer)) == (True, True)
    withdraw_consent(actor=Actor.herself(lan), purpose=ConsentPurpose.PUBLIC_PHONE)
    assert (shows_phone(producer), shows_portrait(producer)) == (False, True)
    # Somebody who only helps there speaks for herself.
    ProducerPerson.objects.create(producer=producer, user=minh, role=ProducerRole.HELPER)
    agree(minh, ConsentPurpose.PUBLIC_PHONE)
    assert not shows_phone(producer)


@pytest.mark.parametrize("kind", [ProducerKind.COOPERATIVE, ProducerKind.COMPANY])
def test_a_firm_shows_its_number_and_picture_where_it_has_them(listed, kind):
    producer = listed.producer
    producer.kind = kind
    assert (shows_phone(producer), shows_portrait(producer)) == (True, True)
    producer.phone, producer.portrait = "", None
    assert (shows_phone(producer), shows_portrait(producer)) == (False, False)
