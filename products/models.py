"""Models by noun. Import them from here: `from products.models import Product`."""

from products.certificates.models import Certificate
from products.imports.models import ImportRow, ProductImport
from products.photos.models import Photo
from products.producers.models import Producer, ProducerInvitation, ProducerPerson
from products.products.models import (
    FormerVoice,
    Product,
    ProductChange,
    ProductDecision,
    ProductFacts,
    ProductPhoto,
)
from products.search.models import ListingCard, SearchWord, StaleCard

__all__ = [
    "Certificate",
    "FormerVoice",
    "ImportRow",
    "ListingCard",
    "Photo",
    "Producer",
    "ProducerInvitation",
    "ProducerPerson",
    "Product",
    "ProductChange",
    "ProductDecision",
    "ProductFacts",
    "ProductImport",
    "ProductPhoto",
    "SearchWord",
    "StaleCard",
]
