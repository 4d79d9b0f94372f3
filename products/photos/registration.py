"""Register the periodic jobs of photos, and the photos in a member's export."""

from django.utils.translation import gettext_lazy as _

from backend.common.clock import daily, every
from members.own_data import exporting
from products import own_data
from products.photos.actions import erase_old_records
from products.photos.tasks import resume_lost_photos


def register() -> None:
    """Register photos' exports and clock jobs. Called once, when Django starts."""
    every(minutes=10, name="photos.resume_lost")(resume_lost_photos)
    daily(at="03:47", name="photo_records.erase_old")(erase_old_records)
    exporting.register("photos", _("Ảnh chị đã gửi"), own_data.photos, order=33, words=own_data.WORDS)
    exporting.register_files("products", own_data.files)
