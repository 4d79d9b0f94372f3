"""The bytes of a catalogue, item by item: RSS 2.0 with Google's namespace, or CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.utils import timezone

from backend.common.formulas import inert_in_csv
from orders.feeds.channels import Channel, Shape, cut
from orders.feeds.items import Item, Refused

CONTENT_TYPES = {Shape.XML: "application/xml; charset=utf-8", Shape.CSV: "text/csv; charset=utf-8"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
    "<title>{title}</title>\n<link>{link}</link>\n<description>{title}</description>\n"
)
_FOOT = "</channel>\n</rss>\n"
# Optional columns of TikTok's table; always the same, whatever the items have.
_CSV_MORE = ("item_group_id", "product_type", "additional_image_link", "custom_label_0")


def write(channel: Channel, items: Iterable[Item | Refused], *, title: str, link: str) -> Iterator[bytes]:
    """Yield the file of `channel`, a piece per item; items that the channel can't show are left out."""
    whole = (item for item in items if isinstance(item, Item) and not channel.lacking(item))
    yield from _rss(channel, whole, title, link) if channel.shape == Shape.XML else _csv(channel, whole)


def _rss(channel: Channel, items: Iterable[Item], title: str, link: str) -> Iterator[bytes]:
    yield _HEAD.format(title=escape(title), link=escape(link)).encode()
    for item in items:
        rows = [*channel.values(item).items(), *_more(channel, item)]
        fields = "".join(f"<g:{name}>{escape(value)}</g:{name}>\n" for name, value in rows if value)
        yield f"<item>\n{fields}</item>\n".encode()
    yield _FOOT.encode()


def _more(channel: Channel, item: Item) -> list[tuple[str, str]]:
    """Return the optional fields of an item as (name, value); the value is empty if the record lacks it."""
    fields = [("additional_image_link", url) for url in channel.large_enough(item)[1:]]
    if item.available_on:
        fields.append(("availability_date", _midnight(item.available_on)))
    fields += [
        ("gtin", item.gtin),
        ("identifier_exists", "" if item.gtin else "no"),
        ("unit_pricing_measure", item.measure),
        ("unit_pricing_base_measure", item.base_measure),
        ("item_group_id", _group(item)),
        ("size", cut(item.offer_label, 100) if item.is_one_of_several else ""),
        ("product_type", item.kind),
        ("custom_label_0", _stars(item)),
    ]
    return fields


def _csv(channel: Channel, items: Iterable[Item]) -> Iterator[bytes]:
    names = [need.field for need in channel.needs]
    yield _row([*names, *_CSV_MORE])
    for item in items:
        values = channel.values(item)
        more = [_group(item), item.kind, ",".join(channel.large_enough(item)[1:]), _stars(item)]
        yield _row([values[name] for name in names] + more)


def _row(cells: list[str]) -> bytes:
    """Return a CSV line with every cell quoted, and none that a spreadsheet would execute."""
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow([inert_in_csv(cell) for cell in cells])
    return out.getvalue().encode()


def _group(item: Item) -> str:
    return f"pieu-p{item.product_id}" if item.is_one_of_several else ""


def _stars(item: Item) -> str:
    return f"OCOP {item.stars}" if item.stars else ""


def _midnight(day: dt.date) -> str:
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return moment.strftime("%Y-%m-%dT%H:%M%z")
