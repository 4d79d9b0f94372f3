"""Keeping what the public page of a product said, and since when."""

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
    """Pin in the ledger what the public page says now, if that differs from the last time; inside a transaction.

    The public list's copy of it is made anew, too. Nothing happens before a product is listed for the first time: nobody can see it. Afterwards its page answers for
    good, also retired, because labels are on packs. `actor` None: the clock did it.
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
    """The same for every product of a producer whose own data, or papers, changed."""
    for product in producer.products.select_related("producer__unit").order_by("pk"):
        product.producer = producer
        text = search_text(product)
        if text != product.search_text:
            product.search_text = text
            product.save(update_fields=["search_text"])
        if product.slug is None:
            # A lot's page may show it already; its cache goes by this number.
            Product.objects.filter(pk=product.pk).update(facts_version=F("facts_version") + 1)
        publish_facts(actor=actor, product=product)


def _tell_photographed(product: Product) -> None:
    """A listed product with three photos is a result that training counts; with fewer, or retired, it is none."""
    kind, subject = MilestoneKind.PRODUCT_PHOTOGRAPHED, f"product:{product.pk}"
    counts = product.state == ProductState.LISTED and product.photo_links.count() >= PHOTOS_FOR_MILESTONE
    act = record_milestones if counts else undo_milestones
    act(users=people_of(product.producer), kind=kind, subject=subject)
