"""What pages show next to published versions: pinned by the action or by the clock, and compared."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from backend.ledger import page_pins
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry, Shown
from members.acting import Actor
from members.branches.actions.branches import change_branch
from members.models import Branch, Unit, User
from products.models import Photo, Producer
from products.photos.actions import add_photo, erase_unused_photo
from products.photos.tasks import make_photo_variants
from products.producers.actions.producers import update_producer
from tests.factories.products import make_user
from tests.traceability.conftest import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def found() -> list[str]:
    return [one.subject for one in page_pins.compare_rows() if isinstance(one, Finding)]


def entries(subject: str) -> list[dict]:
    rows = Entry.objects.filter(kind="shown", subject=subject).order_by("pk")
    return [json.loads(row.body) for row in rows]


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#7a3").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def book(db, settings, tmp_path) -> SimpleNamespace:
    settings.MEDIA_ROOT = tmp_path
    world = make_world()
    lan = world.as_.lan
    photo = add_photo(actor=lan, upload=a_picture(), producer=world.producer, alt="Vườn mận")
    make_photo_variants.func(photo_id=photo.pk)
    update_producer(actor=lan, producer=world.producer, changes={"phone": "0912345678", "portrait": photo})
    photo.refresh_from_db()
    Photo.objects.filter(pk=photo.pk).update(is_public=True)
    page_pins.pin_missing_rows()
    return SimpleNamespace(lan=world.lan, producer=world.producer, photo=photo, branch=world.branch, act=lan)


@pytest.mark.slow
def test_each_word_that_pages_show_is_compared(book):
    producer, photo, branch = book.producer, book.photo, book.branch
    assert found() == []
    other = make_user("Ai đó")
    changed = [
        (Producer, producer.pk, f"producer:{producer.ref}", {"phone": "+84900000000"}),
        (Producer, producer.pk, f"producer:{producer.ref}", {"portrait": None}),
        (Producer, producer.pk, f"producer:{producer.ref}", {"branch": None}),
        (Producer, producer.pk, f"producer:{producer.ref}", {"name": "Hộ khác"}),
        (Photo, photo.pk, f"photo:{photo.key}", {"sha256": "0" * 64}),
        (Photo, photo.pk, f"photo:{photo.key}", {"alt": "Vườn người khác"}),
        (Branch, branch.pk, f"branch:{branch.pk}", {"name": "Hội khác"}),
        (Unit, branch.unit_id, f"unit:{branch.unit_id}", {"name": "Xã khác"}),
        (User, book.lan.pk, f"member:{book.lan.ref}", {"full_name": other.full_name}),
    ]
    for model, pk, subject, values in changed:
        with transaction.atomic():
            model.objects.filter(pk=pk).update(**values)
            # The portrait's own hash is part of the producer's data, too.
            assert subject in found(), values
            # The clock pins nothing twice: a change behind its back remains a finding.
            page_pins.pin_missing_rows()
            assert subject in found(), values
            transaction.set_rollback(True)
    for each in (min(each["path"] for each in photo.variants.values()), str(photo.master.name)):
        with default_storage.open(each, "rb") as file:
            stored = file.read()
        default_storage.delete(each)
        default_storage.save(each, io.BytesIO(stored[:-1] + bytes([stored[-1] ^ 1])))
        assert found() == [f"photo:{photo.key}"]
        default_storage.delete(each)
        default_storage.save(each, io.BytesIO(stored))
    assert found() == []


@pytest.mark.slow
def test_a_change_is_pinned_once(book):
    subject = f"producer:{book.producer.ref}"
    before = len(entries(subject))
    for _twice in range(2):
        update_producer(actor=book.act, producer=book.producer, changes={"about": "Nhà ở bản Áng"})
    ledger_entries = entries(subject)
    assert len(ledger_entries) == before + 1
    assert ledger_entries[-1]["payload"] == {"pin": Shown.objects.get(subject=subject).pin}
    staff = make_user("Quản trị")
    staff.is_staff = True
    staff.save()
    change_branch(actor=Actor.of(staff), branch=book.branch, name="Hội phường Mộc Châu", is_active=True)
    assert found() == []


@pytest.mark.slow
def test_erased_data_has_no_salt(book):
    Producer.objects.filter(pk=book.producer.pk).update(portrait=None)
    assert erase_unused_photo(book.photo)
    assert Shown.objects.filter(subject=f"photo:{book.photo.key}").count() == 0
    assert len(entries(f"photo:{book.photo.key}")) == 1
