"""The models of products."""

from __future__ import annotations

from tests.audit.declared import Table
from tests.audit.declared.traceability import COUNT, ID, WORDS, free

HISTORY = "the history that the producer and officers read; each public version is in ProductFacts"
IMPORT = "a table on its way in; the products that came of it are compared"
SENT_IN = "how a paper was sent in and by whom is no part of the decision"
MADE = "who began the draft, and when: nothing shows or decides by it"
FILE = "follows from the picture's file, whose hash is pinned"

TABLES: dict[str, Table] = {
    "products.Product": Table(
        ("products' pages now", "products' states", "cards of the list"),
        derived={"search_text": "the product's, producer's and commune's names; the card's text is compared"},
        free={
            "created_by": MADE, "created_at": MADE, "updated_at": COUNT, "facts_version": COUNT,
            "listed_at": "compared where the listing's entry states the moment, which a row of the fixture's has not",
            "draft_key": "recognises a draft that a phone sends twice",
            "help_asked_at": "a request to the officer who reviews the draft; product.submitted states it",
            "voice_type": "the format of the voice's file, for the player",
        },
    ),
    "products.ProductFacts": Table(("product facts", "products' pages now"), free={"id": ID}),
    "products.ProductDecision": Table(("products' steps",), free={"reasons": WORDS}),
    "products.ProductChange": free("id product fields was_listed by on_behalf_of changed_at", HISTORY),
    "products.ProductPhoto": Table(
        ("products' pages now",), derived={"position": "the order of the photos in the facts"}, free={"id": ID}
    ),
    "products.FormerVoice": free(
        "id product file content_type removed_at", "a voice that is no longer played; it goes after a term"
    ),
    "products.Photo": Table(
        ("what pages show", "products' pages now"),
        free={
            **dict.fromkeys(("id", "tries", "state"), COUNT),
            **dict.fromkeys(("width", "height", "colour"), FILE),
            "key": "the address of the picture; another one only loses it, and its hash is pinned",
            "is_public": "a listed product's photos are public; the page shows only those of its facts",
            "is_from_table": "how it was sent in",
            **dict.fromkeys(
                ("producer", "uploaded_by", "on_behalf_of", "uploaded_at", "removed_at"),
                "who may replace it; a page shows only the pinned picture",
            ),
        },
    ),
    "products.Producer": Table(
        ("what pages show", "producers", "products' pages now", "producers' people"),
        free={
            "slug": "the address of its page", "created_by": MADE, "created_at": MADE, "verification_needs": WORDS,
            "verified_by": "the entry itself states it; that and when it was verified is compared",
        },
    ),
    "products.ProducerPerson": Table(
        ("producers' people",), free={"id": ID, "added_by": "the entry itself states it"}
    ),
    "products.ProducerInvitation": Table(
        ("producers' invitations",),
        free={
            "contact": "a phone number, in no entry; it goes after a term",
            "expires_at": "only ends an open invitation",
            "answered_at": "the entry of the answer states it", "answered_by": "the entry of the answer states it",
        },
        gone="deleted with the account of the invited person",
    ),
    "products.Certificate": Table(
        ("certificates",),
        free={
            "reason": WORDS,
            **dict.fromkeys(("scan_is_public", "submitted_by", "submitted_at"), SENT_IN),
        },
    ),
    "products.ListingCard": Table(("cards of the list",), free={"counted_date": COUNT}),
    "products.StaleCard": free("id product", COUNT),
    "products.SearchWord": free("id word", COUNT),
    "products.ProductImport": free(
        "id ref producer state file_name sha256 photos by on_behalf_of created_at beat_at ended_at error with_beside",
        IMPORT,
    ),
    "products.ImportRow": free(
        "id run line state draft_key name fields quantity unit photos changes offer beside notes errors product",
        IMPORT,
    ),
}  # fmt: skip
