"""Register the periodic jobs of photos."""

from backend.common.clock import daily, every
from backend.ledger import row_states
from products.photos.actions import erase_old_records
from products.photos.auditing import STATED
from products.photos.tasks import resume_lost_photos


def register() -> None:
    """Register photos' clock jobs and states. Called once, when Django starts."""
    row_states.declare(*STATED)
    every(minutes=10, name="photos.resume_lost")(resume_lost_photos)
    daily(at="03:47", name="photo_records.erase_old")(erase_old_records)
