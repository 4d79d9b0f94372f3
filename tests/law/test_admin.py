from __future__ import annotations

import pytest
from django.urls import reverse

from backend.law.library.actions.changes import NewChange, record_change
from tests.factories.law import BEGIN, a_document, a_provision
from tests.factories.members import StaffFactory

pytestmark = pytest.mark.django_db


def test_staff_look_at_law_and_change_nothing(client):
    law = a_document()
    row = a_provision("1", document=law, text="Lời.")
    change = record_change(actor=None, change=NewChange(kind="amends", document=law, from_date=BEGIN))
    client.force_login(StaffFactory(is_superuser=True))
    for name, pk in (
        ("document", law.pk),
        ("provision", row.pk),
        ("provisiontext", row.texts.get().pk),
        ("change", change.pk),
    ):
        assert client.get(reverse(f"admin:law_{name}_changelist")).status_code == 200
        assert client.get(reverse(f"admin:law_{name}_change", args=[pk])).status_code == 200
        assert client.post(reverse(f"admin:law_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    for name in ("bulletin", "bulletinversion"):
        assert client.get(reverse(f"admin:law_{name}_changelist")).status_code == 200
    assert client.get(reverse("admin:law_edition_changelist")).status_code == 200
    assert client.get(reverse("admin:law_edition_add")).status_code == 403
