"""The branch that vouched, as buyers see it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.common.dates import format_date
from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch, RoleGrant
from members.roles.enums import Role
from products.producers.vouching import branch_that_vouched
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    ProducerFactory,
    make_branch,
    make_unit,
    make_user,
)
from tests.layout import without_layout
from tests.people import LAN
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.checks import check_event
from traceability.events.enums import EventKind
from traceability.lots.enums import Claim
from traceability.models import Lot
from traceability.scans.origin.facts import producer_facts, verification

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def branch() -> Branch:
    return make_branch()


@pytest.fixture
def elsewhere() -> Branch:
    return make_branch(make_unit(4001, "Tô Múa"))


def grant(user, branch, *, since: int, until: int | None = None) -> RoleGrant:
    """An office from `since` days ago to `until` days ago."""
    now = timezone.now()
    return RoleGrant.objects.create(
        user=user, role=Role.OFFICER, branch=branch, granted_at=now - since * DAY,
        ended_at=now - until * DAY if until is not None else None,
    )  # fmt: skip


def test_paper_names_the_office_held_on_the_day(branch, elsewhere):
    thu = make_user("Vì Thị Thu")
    product = ListedProductFactory(producer=ProducerFactory(branch=branch))
    paper = CertificateFactory(product=product, decided_by=thu, decided_at=timezone.now() - 20 * DAY)
    assert verification(paper)["verified_by"] == "Hội", "no office of the member is known"
    grant(thu, branch, since=5)
    assert verification(paper)["verified_by"] == "Hội", "an office that began later"
    grant(thu, elsewhere, since=90)
    assert verification(paper)["verified_by"] == "Hội", "an office elsewhere"
    grant(thu, branch.parent, since=60, until=10)
    assert verification(paper)["verified_by"] == branch.parent.name, "one that has ended since"


def test_nearest_office_of_several_is_named(branch, elsewhere):
    thu = make_user("Vì Thị Thu")
    for each in (branch.parent, elsewhere, branch):
        grant(thu, each, since=9)
    now = timezone.now()
    assert branch_that_vouched(thu, [branch], now) == branch
    assert branch_that_vouched(thu, [branch, elsewhere], now) == branch.parent
    assert branch_that_vouched(thu, [None], now) is None


def test_pages_of_products_name_the_same_branch_as_the_label(client, branch):
    thu = make_user("Vì Thị Thu")
    for each in (branch.parent, branch):
        grant(thu, each, since=9)
    at = timezone.now() - 2 * DAY
    chapter = make_branch(branch.unit)
    producer = ProducerFactory(
        branch=chapter, owner=make_user(LAN.full_name), verified_by=thu, verified_at=at
    )
    product = ListedProductFactory(producer=producer)
    verified_by = producer_facts(product)["verified_by"]
    assert verified_by == branch.name
    # The office ended since: acts during the office keep its name.
    RoleGrant.objects.filter(branch=branch).update(ended_at=timezone.now())
    client.force_login(producer.people.get().user)
    for page, words in (
        (
            reverse("products:detail", args=[product.slug]),
            f"{verified_by}, {format_date(timezone.localdate(at))}",
        ),
        (
            reverse("products:shopfront", args=[producer.pk]),
            f"{verified_by}, {format_date(timezone.localdate(at))}",
        ),
        (reverse("products:producer", args=[producer.pk]), f"Hội đã xác minh ({verified_by},"),
    ):
        assert words in without_layout(client.get(page).content.decode()), page


def test_check_of_an_event_names_the_branch_over_its_producer(branch, elsewhere):
    first = Branch.objects.create(
        name="Hội LHPN xã Bình Thuận", level=BranchLevel.COMMUNE, unit=make_unit(4002, "Bình Thuận"),
        parent=branch.parent, path="/0/",
    )  # fmt: skip
    thu, lan = make_user("Vì Thị Thu"), make_user(LAN.full_name, branch=branch)
    for each in (first, elsewhere, branch):
        grant(thu, each, since=9)
    producer = ProducerFactory(branch=branch, owner=lan)
    lot = Lot.objects.create(
        product=ListedProductFactory(producer=producer), code="A1", quantity=5, unit="kg"
    )
    event = record_event(
        actor=Actor.of(lan),
        kind=EventKind.HARVESTING,
        lots=[LotPart(lot=lot, quantity=Decimal(5), unit="kg")],
        event_time=timezone.now(),
    )
    check = check_event(actor=Actor.of(thu), event=event, claim=Claim.VERIFIED)
    assert check.branch == branch
