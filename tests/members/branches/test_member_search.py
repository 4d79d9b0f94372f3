"""The officer's search for members, by what people call each other."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.branches.enums import MembershipState
from members.branches.member_search import search_members
from members.models import Branch, Membership, RoleGrant, User
from members.people.cards import format_card_number
from members.roles.enums import Role
from tests.factories.members import UserFactory
from tests.factories.products import make_branch, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Branch:
    return make_branch(make_unit())


@pytest.fixture
def officer(commune: Branch) -> User:
    user = UserFactory(full_name="Tòng Thị Thu")
    RoleGrant.objects.create(user=user, role=Role.OFFICER, branch=commune)
    return user


@pytest.fixture
def people(commune: Branch) -> dict[str, User]:
    hamlet = Branch.objects.create(
        name="Chi hội bản Áng", level="chapter", unit=commune.unit, parent=commune, path=f"{commune.path}x/"
    )
    Branch.objects.filter(pk=hamlet.pk).update(path=f"{commune.path}{hamlet.pk}/")
    hamlet.refresh_from_db()
    rows = [
        ("mai", "Lò Thị Mai", commune, {"birth_year": 1961, "phone": "+84912000123"}),
        ("mai_ang", "Lò Thị Mai", hamlet, {"birth_year": 1990, "phone": None}),
        ("ba", "Lò Thị Ba", commune, {}),
        ("chi_mai", "Cầm Chi Mai", commune, {}),
        ("mai_first", "Mai Thị Hoa", commune, {}),
        ("ban", "Bàn Thị Lan", commune, {}),
        ("man", "Vì Thị Mận", commune, {}),
    ]
    # Fixed numbers: a factory's next number may end with the digits that a test looks for.
    people = {
        key: UserFactory(full_name=name, **{"phone": None, "card_number": f"4100000{at}", **fields})
        for at, (key, name, _branch, fields) in enumerate(rows, 1)
    }
    for key, _name, branch, _fields in rows:
        Membership.objects.create(user=people[key], branch=branch, state=MembershipState.CONFIRMED)
    return people


def found(query: str, people: dict[str, User]) -> list[str]:
    names = {user.pk: key for key, user in people.items()}
    return [names[pk] for pk in search_members(query, overseen=Membership.objects.all())]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ba mai", ["chi_mai", "mai", "mai_ang", "mai_first"]),
        ("Bà Mai", ["chi_mai", "mai", "mai_ang", "mai_first"]),
        ("em mai", ["chi_mai", "mai", "mai_ang", "mai_first"]),
        ("chi mai", ["chi_mai", "mai_ang", "mai", "mai_first"]),
        ("ba", ["ba", "ban"]),
        ("co ba", ["ba", "ban"]),
        ("mai lo", ["mai", "mai_ang"]),
        ("lò thị mai", ["mai", "mai_ang"]),
        ("mai bản áng", ["mai_ang"]),
        ("mai ang", ["mai_ang"]),
        ("bà mai 1961", ["mai"]),
        ("mai 123", ["mai"]),
        ("0123", ["mai"]),
        ("ban lan", ["ban"]),
        ("bàn", ["ban", "mai_ang"]),
        ("mận", ["man"]),
        ("ma", ["chi_mai", "mai", "mai_ang", "man", "mai_first"]),
        ("mai mai", []),
        ("thoa", []),
        ("...", []),
    ],
)
def test_people_are_found_by_what_others_call_them(query, expected, people):
    hits = found(query, people)
    assert (sorted(hits), hits[:1]) == (sorted(expected), expected[:1])


def test_accents_that_agree_come_first(commune):
    people = {
        key: UserFactory(full_name=name) for key, name in (("mai", "Lò Thị Mai"), ("mái", "Lò Thị Mái"))
    }
    for user in people.values():
        Membership.objects.create(user=user, branch=commune, state=MembershipState.CONFIRMED)
    assert found("mái", people) == ["mái", "mai"]
    assert found("mai", people) == ["mai", "mái"]


def test_officer_tells_two_of_one_name_apart_and_sees_her_own_commune_only(client, officer, people):
    far = make_branch(make_unit(4100, "Sốp Cộp"))
    stranger = UserFactory(full_name="Lò Thị Mai", birth_year=1955)
    Membership.objects.create(user=stranger, branch=far, state=MembershipState.CONFIRMED)
    client.force_login(officer)
    for name in ("members:assist", "members:members"):
        page = client.get(reverse(name), {"q": "ba mai"}).content.decode()
        for shown in ("1961", "1990", "Chi hội bản Áng", "0912 000 123"):
            assert shown in page, (name, shown)
        assert "1955" not in page
        assert page.index("Cầm Chi Mai") < page.index("Mai Thị Hoa")
    card = people["mai_ang"].card_number
    assert format_card_number(card) in client.get(reverse("members:assist"), {"q": "ba mai"}).content.decode()
