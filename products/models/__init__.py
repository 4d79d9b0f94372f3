"""Models by noun. Import them from here: `from products.models import Product`."""

from products.models.cards import ListingCard, SearchWord
from products.models.certificates import Certificate
from products.models.imports import ImportRow, ProductImport
from products.models.photos import Photo
from products.models.producers import Producer, ProducerInvitation, ProducerPerson
from products.models.products import Product, ProductChange, ProductDecision, ProductFacts, ProductPhoto
from products.models.voices import FormerVoice

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
]
