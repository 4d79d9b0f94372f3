"""Pin the content of a product's public page in the ledger, with the moment it began to show."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from members.acting import Actor
from members.notices.actions.milestones import record_milestones, undo_milestones
from members.notices.enums import MilestoneKind
from products.models import Producer, Product, ProductFacts
from products.producers.news import people_of
from products.products.enums import ProductState
from products.products.facts import canonical, public_facts, search_text
from products.search.actions import refresh_card

PHOTOS_FOR_MILESTONE = 3


def publish_facts(*, actor: Actor | None, product: Product) -> ProductFacts | None:
    """Pin the page's current content in the ledger if it changed. Return the new ProductFacts, else None.

    Runs in the caller's transaction. Also refreshes the product's card in the public list. Does nothing
    before the first listing, because nobody can see the page. Also runs for retired products, because labels
    lead to the page permanently. `actor` is None if the clock calls.
    """
    if product.slug is None:
        return None
    refresh_card(product=product)
    _tell_photographed(product)
    body = canonical(public_facts(product))
    last = ProductFacts.objects.filter(product=product).order_by("-version").first()
    if last is not None and last.body == body:
        return None
    version = max(product.facts_version, last.version + 1 if last else 1)
    Product.objects.filter(pk=product.pk).update(facts_version=version)
    product.facts_version = version
    salt = new_salt()
    facts = ProductFacts.objects.create(
        product=product, version=version, body=body, salt=salt, pin=pin(salt, body), since=timezone.now()
    )
    refs = actor.ledger_refs() if actor else {"by": None}
    append_entry(
        kind="product.facts",
        subject=f"product:{product.pk}",
        payload={"version": version, "pin": facts.pin},
        **refs,
    )
    return facts


def publish_facts_of_producer(*, actor: Actor | None, producer: Producer) -> None:
    """Call publish_facts for every product of `producer`, after its data or certificates changed."""
    for product in producer.products.select_related("producer__unit").order_by("pk"):
        product.producer = producer
        text = search_text(product)
        if text != product.search_text:
            product.search_text = text
            product.save(update_fields=["search_text"])
        if product.slug is None:
            # A lot's page may show the product already; its cache key contains this number.
            Product.objects.filter(pk=product.pk).update(facts_version=F("facts_version") + 1)
        publish_facts(actor=actor, product=product)


def _tell_photographed(product: Product) -> None:
    """Record a training milestone for the people of a listed product with three photos.

    With fewer photos, or once the product is retired, undo it.
    """
    kind, subject = MilestoneKind.PRODUCT_PHOTOGRAPHED, f"product:{product.pk}"
    counts = product.state == ProductState.LISTED and product.photo_links.count() >= PHOTOS_FOR_MILESTONE
    act = record_milestones if counts else undo_milestones
    act(users=people_of(product.producer), kind=kind, subject=subject)
