"""The people of a producer, over the API."""

from __future__ import annotations

import pytest

from products.models import Producer, ProducerInvitation, ProducerPerson
from products.producers.enums import InvitationState
from tests.api import client_of, everything, problems, send_twice

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

ROWS = (Producer, ProducerPerson, ProducerInvitation)
API = "/api/v1"


@pytest.fixture
def owner(lan):
    return client_of(lan)


def invite(client, producer, contact: str) -> dict:
    return send_twice(
        client, "post", f"{API}/producers/{producer.pk}/invitations/", {"contact": contact}, status=201
    )


def test_invited_member_accepts_becomes_an_owner_and_leaves(owner, lan, minh, producer):
    invitation = invite(owner, producer, minh.card_number)
    client = client_of(minh)
    [waiting] = client.get(f"{API}/invitations/?state=waiting").json()["results"]
    assert waiting == invitation
    accepted = send_twice(client, "post", f"{API}/invitations/{invitation['id']}/accept/")
    assert (accepted["ref"], accepted["role"]) == (str(minh.ref), "helper")
    url = f"{API}/producers/{producer.pk}/people/"
    assert [row["name"] for row in owner.get(url).json()["results"]] == [str(lan), str(minh)]
    assert send_twice(owner, "patch", f"{url}{minh.ref}/", {"role": "owner"})["role"] == "owner"
    key = {"Idempotency-Key": "5b0f3f0e-0c2a-4a55-9c53-0d5b8a5ed1c7"}
    for _each in range(2):
        assert client.delete(f"{url}{minh.ref}/", headers=key).status_code == 204
    assert client.get(url).status_code == 404


def test_invitation_is_declined_or_withdrawn(owner, minh, producer):
    first = invite(owner, producer, minh.card_number)
    assert (
        send_twice(client_of(minh), "post", f"{API}/invitations/{first['id']}/decline/")["state"]
        == "declined"
    )
    second = invite(owner, producer, minh.card_number)
    assert send_twice(owner, "post", f"{API}/invitations/{second['id']}/withdraw/")["state"] == "withdrawn"
    assert not ProducerInvitation.objects.filter(state=InvitationState.WAITING).exists()


def test_bad_contact_bad_role_and_the_last_owner_are_refused(owner, lan, producer):
    before = everything(ROWS)
    url = f"{API}/producers/{producer.pk}"
    for answer, attr in (
        (owner.post(f"{url}/invitations/", {"contact": "12"}), "contact"),
        (owner.post(f"{url}/invitations/", {"contact": lan.card_number}), "contact"),
        (owner.patch(f"{url}/people/{lan.ref}/", {"role": "boss"}), "role"),
    ):
        assert (answer.status_code, [field for _code, field in problems(answer)]) == (400, [attr])
    for answer in (
        owner.patch(f"{url}/people/{lan.ref}/", {"role": "helper"}),
        owner.delete(f"{url}/people/{lan.ref}/"),
    ):
        assert answer.status_code in (400, 409)
        problems(answer)
    assert everything(ROWS) == before


@pytest.mark.parametrize("who", ["minh", "hoa", "nobody"])
def test_strangers_cannot_see_or_change_the_producers_people(request, owner, lan, producer, who):
    invitation = invite(owner, producer, "0987654321")
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))
    before = everything(ROWS)
    expected = 401 if who == "nobody" else 404
    url = f"{API}/producers/{producer.pk}"
    assert client.get(f"{url}/people/").status_code == expected
    for method, path, body in (
        ("post", f"{url}/invitations/", {"contact": "0987654322"}),
        ("patch", f"{url}/people/{lan.ref}/", {"role": "helper"}),
        ("delete", f"{url}/people/{lan.ref}/", None),
        ("post", f"{API}/invitations/{invitation['id']}/accept/", None),
        ("post", f"{API}/invitations/{invitation['id']}/decline/", None),
        ("post", f"{API}/invitations/{invitation['id']}/withdraw/", None),
    ):
        answer = getattr(client, method)(path, body)
        assert answer.status_code == expected, (path, answer.content)
        problems(answer)
    assert everything(ROWS) == before


def test_officer_sees_who_runs_it_and_invites_nobody(mai, producer):
    client = client_of(mai)
    before = everything(ROWS)
    assert len(client.get(f"{API}/producers/{producer.pk}/people/").json()["results"]) == 1
    assert (
        client.post(f"{API}/producers/{producer.pk}/invitations/", {"contact": "0987654322"}).status_code
        == 403
    )
    assert everything(ROWS) == before


def test_lists_cost_the_same_at_1_and_3_rows(owner, lan, minh, hoa, producer, django_assert_num_queries):
    people, invitations = f"{API}/producers/{producer.pk}/people/", f"{API}/invitations/"
    invite(owner, producer, "0987654321")

    def look(rows: int) -> None:
        with django_assert_num_queries(4):  # token, the user's branches as an officer, producer, people
            assert len(owner.get(people).json()["results"]) == rows
        with django_assert_num_queries(2):  # token, invitations
            assert len(owner.get(invitations).json()["results"]) == rows

    look(1)
    for number, user in (("2", minh), ("3", hoa)):
        invite(owner, producer, f"098765432{number}")
        ProducerPerson.objects.create(producer=producer, user=user)
    look(3)
