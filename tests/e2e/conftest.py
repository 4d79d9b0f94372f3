from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from members.actions.units import load_province
from members.models import Branch, User
from tests.e2e.phone import NewPhone, give_pin
from tests.factories.members import OfficerFactory
from tests.live import LiveProject

MOC_CHAU = 3980


@pytest.fixture(scope="session")
def base_url() -> str:
    """In place of pytest-base-url's own, which newer pytests warn about; each test names its server's whole address."""
    return ""


@pytest.fixture
def new_phone(new_context: Any) -> NewPhone:
    def start(**more: Any) -> Page:
        context = new_context(**more)
        context.set_default_timeout(15_000)
        return context.new_page()

    return start


@pytest.fixture
def officer(live_project: LiveProject) -> User:
    """The officer of Mộc Châu ward with a PIN, and the province's branches: what an installation begins with."""
    with transaction.atomic():
        load_province()
        officer = OfficerFactory(card_number="40000002", branch=Branch.objects.get(unit_id=MOC_CHAU))
        give_pin(officer)
    return officer
