"""Read-only Django admin for the Union's technical staff. One file per trade.

Changes go through the pages, which record who did what. The few admin actions here call the same functions.
"""

from products.certificates import admin as certificates
from products.listing import admin as listing
from products.photos import admin as photos
from products.producers import admin as producers

__all__ = ["certificates", "listing", "photos", "producers"]
