"""Rows of the people in tests/people.py and of their branches.

lan, minh = LanFactory(), MinhFactory()      both confirmed in "Chi hội bản Áng", unless branch= says otherwise
hoa = HoaFactory()                           in a branch of another commune
officer = OfficerFactory(branch=lan.memberships.get().branch.parent)
secret of everybody: PIN
"""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from backend.common.text import fold
from members.branches.enums import BranchLevel, MembershipState, UnitKind
from members.models import Branch, Membership, RoleGrant, Unit, User
from members.roles.enums import Role
from tests.people import HOA, LAN, MINH

PIN = "407193"
LAWYERS_CAPACITY = "luật sư, Đoàn luật sư tỉnh Sơn La"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with a name, a proven phone and PIN."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Lò Thị Thử {'ABCDEFGHIK'[n % 10]}")
    phone = factory.Sequence(lambda n: f"+8498{n % 10_000_000:07}")
    phone_verified_at = factory.LazyAttribute(lambda user: timezone.now() if user.phone else None)
    password = factory.django.Password(PIN)


def _known(name: str, level: BranchLevel) -> Branch | None:
    """Most tests want the same few branches again and again."""
    return Branch.objects.select_related("unit").filter(name=name, level=level).order_by("pk").first()


def _branch(name: str, level: BranchLevel, unit: Unit, above: Branch | None = None) -> Branch:
    """Write the row that members.branches.actions.branches.create_branch writes, without its checks and savepoints."""
    branch = Branch.objects.create(
        name=name,
        name_folded=fold(name),
        level=level,
        unit=unit,
        parent=above,
        path=f"new:{unit.pk}:{name}"[:80],
    )
    branch.path = f"{above.path if above else '/'}{branch.pk}/"
    branch.save(update_fields=["path"])
    return branch


def _unit(code: int, name: str, kind: str, above: Unit | None = None) -> Unit:
    found = Unit.objects.filter(code=code).first()
    return found or Unit.objects.create(code=code, name=name, kind=kind, parent=above, name_folded=fold(name))


def province() -> Branch:
    name = "Hội LHPN tỉnh Sơn La"
    return _known(name, BranchLevel.PROVINCE) or _branch(
        name, BranchLevel.PROVINCE, _unit(14, "Tỉnh Sơn La", UnitKind.PROVINCE)
    )


def commune(name: str = "Xã Đoàn Kết", code: int = 4000) -> Branch:
    full_name = f"Hội LHPN {name[0].lower()}{name[1:]}"
    if found := _known(full_name, BranchLevel.COMMUNE):
        return found
    above = province()
    return _branch(full_name, BranchLevel.COMMUNE, _unit(code, name, UnitKind.COMMUNE, above.unit), above)


def chapter(name: str = "Chi hội bản Áng", of: Branch | None = None) -> Branch:
    above = of or commune()
    found = Branch.objects.select_related("unit").filter(name=name, parent=above).first()
    return found or _branch(name, BranchLevel.CHAPTER, above.unit, above)


class MemberFactory(UserFactory):
    """A member confirmed in `branch`; with `branch=None`, in no branch."""

    @factory.post_generation
    def branch(self: Any, create: bool, branch: Branch | None, **kwargs: Any) -> None:
        Membership.objects.create(
            user=self, branch=branch or chapter(), state=MembershipState.CONFIRMED, decided_at=timezone.now()
        )


class LanFactory(MemberFactory):
    full_name = LAN.full_name
    phone = LAN.phone
    card_number = LAN.card_number
    birth_year = LAN.birth_year


class MinhFactory(MemberFactory):
    full_name = MINH.full_name
    phone = MINH.phone
    card_number = MINH.card_number


class HoaFactory(UserFactory):
    """A stranger: from another commune, without any relation to Lan."""

    full_name = HOA.full_name
    phone = HOA.phone
    card_number = HOA.card_number

    @factory.post_generation
    def branch(self: Any, create: bool, branch: Branch | None, **kwargs: Any) -> None:
        far = branch or chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))
        Membership.objects.create(
            user=self, branch=far, state=MembershipState.CONFIRMED, decided_at=timezone.now()
        )


class OfficerFactory(UserFactory):
    """An officer of `branch` (the commune of Lan's chapter unless given)."""

    full_name = "Cà Thị Vân"
    phone = factory.Sequence(lambda n: f"+8497{n % 10_000_000:07}")

    @factory.post_generation
    def branch(self: Any, create: bool, branch: Branch | None, **kwargs: Any) -> None:
        RoleGrant.objects.create(user=self, role=Role.OFFICER, branch=branch or commune())


class TrainerFactory(UserFactory):
    full_name = "Quàng Thị Thu"

    @factory.post_generation
    def branch(self: Any, create: bool, branch: Branch | None, **kwargs: Any) -> None:
        RoleGrant.objects.create(user=self, role=Role.TRAINER, branch=branch or commune())


class LawyerFactory(UserFactory):
    full_name = "Đinh Thị Luật"

    @factory.post_generation
    def branch(self: Any, create: bool, branch: Branch | None, **kwargs: Any) -> None:
        RoleGrant.objects.create(
            user=self, role=Role.LAWYER, branch=branch or province(), capacity=LAWYERS_CAPACITY
        )


class StaffFactory(UserFactory):
    full_name = "Nguyễn Thị Quản"
    is_staff = True


def branch_of(user: User) -> Branch:
    """The branch a member belongs to."""
    return user.memberships.get(state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED]).branch
