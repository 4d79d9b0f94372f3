import pytest

from members.models import Branch, Membership
from tests.factories.members import LanFactory

pytestmark = pytest.mark.django_db
FAR = 10**40


def test_a_number_no_column_holds_matches_nothing():
    lan = LanFactory()
    branch = Membership.objects.get(user=lan).branch
    assert list(Branch.objects.filter(pk__in=[branch.pk, FAR, -FAR])) == [branch]
    assert Membership.objects.filter(branch__in=[branch.pk, FAR]).count() == 1
    assert Membership.objects.filter(branch__in=[FAR]).count() == 0
    assert Membership.objects.filter(branch=FAR).count() == 0
    assert Membership.objects.exclude(branch=FAR).count() == 1
    assert Membership.objects.filter(branch__parent__in=[FAR], user_id=lan.pk).count() == 0


def test_in_lookups_over_rows_and_querysets_are_unchanged():
    lan = LanFactory()
    memberships = Membership.objects.filter(user=lan)
    assert Branch.objects.filter(pk__in=memberships.values("branch")).count() == 1
    assert Membership.objects.filter(user__in=[lan], branch__in=Branch.objects.all()).count() == 1
    assert Membership.objects.filter(user__in=[]).count() == 0
