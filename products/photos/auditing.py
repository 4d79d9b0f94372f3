"""What ledger entries state of photos: whose they are, who sent them and who may see them. Their content is pinned (products.products.pinned_rows)."""

from backend.ledger.row_values import Stated
from products.photos.models import Photo

STATED = (
    Stated(
        Photo,
        subject=lambda photo: f"photo:{photo.key}",
        stated=(
            "producer",
            "uploaded_at",
            "removed_at",
            "state",
            "is_public",
            "width",
            "height",
            "colour",
            "is_from_table",
        ),
        people=("uploaded_by", "on_behalf_of"),
    ),
)
