"""Who may do what to lots and events. `user` is whose act it is (`Actor.member`), also in làm hộ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from members.rules import is_staff
from products.models import Producer, Product
from products.producers.rules import may_change_producer, oversees, runs
from products.products.enums import ProductState
from traceability.enums import EventKind, LotRole
from traceability.models import CodeLink, EpcisGrant, Event, EventLot, Inquiry, Lot


def may_open_lot(user: Any, product: Product) -> bool:
    """Her people, and the officers who may fill in her product."""
    if product.state == ProductState.RETIRED:
        return False
    return runs(user, product.producer) or oversees(user, product.producer)


def may_change_lot(user: Any, lot: Lot) -> bool:
    producer = lot.product.producer
    return runs(user, producer) or oversees(user, producer)


def may_close_lot(user: Any, lot: Lot) -> bool:
    return may_change_lot(user, lot)


def may_see_history(user: Any, lot: Lot) -> bool:
    """Every event of a lot with its notes, those declared wrong included."""
    return may_change_lot(user, lot)


def may_record_event(user: Any, producers: Iterable[Producer]) -> bool:
    """Only her own people say what was done; an officer writes it down in làm hộ, as the member's act."""
    producers = list(producers)
    return bool(producers) and all(runs(user, producer) for producer in producers)


def may_use(user: Any, lot: Lot) -> bool:
    """Put `lot` into what she makes: her people, and whom they let record for it. How much was handed over is asked elsewhere."""
    return runs(user, lot.product.producer) or Lot.objects.granted_to(user).filter(pk=lot.pk).exists()


def producers_of(event: Event) -> list[Producer]:
    """Who says what happened: of a processing whoever made something, also of another household's lot; else all whose lots they are."""
    links = EventLot.objects.filter(event_id=event.event_id)
    if event.kind == EventKind.PROCESSING and (made := links.filter(role=LotRole.OUTPUT)).exists():
        links = made
    return list(Producer.objects.filter(products__lots__in=links.values("lot")).distinct())


def may_declare_error(user: Any, event: Event) -> bool:
    """Her people, and her officers."""
    producers = producers_of(event)
    return bool(producers) and all(runs(user, producer) or oversees(user, producer) for producer in producers)


def may_check_event(user: Any, event: Event) -> bool:
    """Her officers; nobody vouches for herself."""
    producers = producers_of(event)
    return bool(producers) and all(oversees(user, p) and not runs(user, p) for p in producers)


def may_answer(user: Any, inquiry: Inquiry) -> bool:
    """A buyer's words are answered by the producer's people or her officers; those that name no producer, by staff."""
    if inquiry.producer is None:
        return bool(user.is_staff)
    return runs(user, inquiry.producer) or oversees(user, inquiry.producer)


def may_recall(user: Any, lot: Lot) -> bool:
    """Her people and her officers may call a lot back at once."""
    return may_change_lot(user, lot)


def may_end_recall(user: Any, lot: Lot) -> bool:
    """Only an officer over the producer ends a recall: nobody clears herself."""
    return oversees(user, lot.product.producer) and not runs(user, lot.product.producer)


def may_publish_passport(user: Any, lot: Lot) -> bool:
    """Her own people; the law makes the maker answer for it (Decree 37/2026/NĐ-CP, Art. 32)."""
    return runs(user, lot.product.producer)


def may_switch_e_label(user: Any, product: Product) -> bool:
    return runs(user, product.producer)


def may_grant_inspection(user: Any) -> bool:
    """The Union's technical staff, on a paper that the inspector shows."""
    return is_staff(user)


def may_print_labels(user: Any, lot: Lot) -> bool:
    """Ask for labels, take them to a printer, void them: her people (an officer in làm hộ, as her act) and the operator."""
    return runs(user, lot.product.producer) or is_staff(user)


def may_add_link(user: Any, product: Product) -> bool:
    """Add, change and remove links of her product's codes: her people (an officer in làm hộ, as her act)."""
    return runs(user, product.producer)


def may_see_links(user: Any, product: Product) -> bool:
    """The page of all links with their history."""
    return runs(user, product.producer) or oversees(user, product.producer) or is_staff(user)


def may_take_down_link(user: Any, link: CodeLink) -> bool:
    """Her officers and the Union's staff; what is one's own is removed, not taken down."""
    producer = link.product.producer
    return (oversees(user, producer) or is_staff(user)) and not runs(user, producer)


def may_set_prefix(user: Any, producer: Producer) -> bool:
    """Who may change what her papers say of her: she, and her officers, who have seen the paper."""
    return may_change_producer(user, producer)


def may_grant(user: Any, producer: Producer) -> bool:
    """Only her own people let a partner's software in."""
    return runs(user, producer)


def may_end_grant(user: Any, grant: EpcisGrant) -> bool:
    """Her people, and her officers, who look after her."""
    return runs(user, grant.producer) or oversees(user, grant.producer)


def may_change_hosts(user: Any) -> bool:
    """The Union's technical staff, who also look after names and certificates."""
    return is_staff(user)
