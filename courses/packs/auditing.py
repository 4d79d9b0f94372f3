"""What ledger entries state of courses from other servers: the origin of each, and the packs that were taken in."""

from backend.ledger.row_values import Stated
from courses.packs.models import CourseOrigin, TakenPack

STATED = (
    Stated(
        CourseOrigin,
        subject=lambda origin: f"course:{origin.course.slug}",
        stated=("course", "issuer", "signer", "slug"),
        related=("course",),
    ),
    Stated(
        TakenPack,
        subject=lambda pack: f"course:{pack.version.course.slug}",
        stated=("version", "manifest_sha256", "number_there", "taken_at"),
        people=("taken_by",),
        related=("version__course",),
    ),
)
