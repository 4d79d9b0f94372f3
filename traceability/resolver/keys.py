"""Codes that name no product: cartons and pallets (SSCC, or an address of ours under /thung/) and places of
    producers (GLN).

A browser gets a page with recalls first, then the contents or the place's producer. Others are redirected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.units import format_quantity
from products.models import Producer
from traceability.containers.contents import Content, contents_of
from traceability.epcis.identifiers import CANONICAL, CARTON, canonical
from traceability.gs1 import digital_link
from traceability.models import CompanyPrefix, Container, Lot, Recall, RecallReach
from traceability.resolver.links import DEFAULT, DEFAULT_MULTI, PRODUCT_PAGE, TRACEABILITY, Level
from traceability.resolver.recalls import RECALL_STATUS
from traceability.resolver.targets import PAGE_PREFIX, Link
from traceability.scans.enums import Verdict
from traceability.scans.origin import pages, verdicts
from traceability.scans.origin.addresses import origin_paths
from traceability.scans.origin.content import names_of

OWN = CARTON
KEYS = ("00", "414", "417")
MOST_LOTS = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A carton, pallet or producer's place that a URL names.

    path: canonical path.
    title: name for people.
    recalls: lots that are recalled as a whole, each with its open recall.
    perhaps: lots of which some labels are recalled, each with its open recall.
    rows: the lots inside.
    """

    path: str
    title: str
    is_carton: bool
    producer: Producer
    recalls: list[tuple[Lot, Recall]]
    perhaps: list[tuple[Lot, Recall]]
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def page_url(self) -> str:
        return settings.PUBLIC_ORIGIN + PAGE_PREFIX + self.path


def is_own(path: str) -> bool:
    """Return whether `path` names a carton of ours, well formed or not."""
    return path.lower().startswith(OWN)


def key_at(path: str) -> str | None:
    """Return the canonical key of `path`, a path as received; None for another kind of code.

    What follows a GLN (a part of the place, 254) leads to the place itself: no more of it is stored. After a
    carton of ours, only the number may follow. Otherwise raises MalformedCode; gs1/ checks whether a GS1 key
    is well formed.
    """
    path = path.partition("?")[0]
    if is_own(path):
        digital_link.check_number(path[len(OWN) :].removesuffix("/"))
    path = path.removesuffix("/") if path.count("/") > 1 else path
    known = canonical(settings.PUBLIC_ORIGIN + path)
    if known.startswith(OWN):
        return known
    key, _slash, rest = known.removeprefix(CANONICAL + "/").partition("/")
    return f"/{key}/{rest.partition('/')[0]}" if known.startswith(CANONICAL) and key in KEYS else None


def held_at(path: str) -> Held | None:
    """Return the carton, pallet or producer's place that `path` names; None if it is unknown or another code.

    `path` is the requested path, with or without its query. Raises MalformedCode for a malformed number of a
    carton of ours.
    """
    known = key_at(path)
    if known is None:
        return None
    _empty, key, number = known.split("/")
    if key in ("414", "417"):
        row = (
            CompanyPrefix.objects.select_related("producer__unit").filter(gln=number).exclude(gln="").first()
        )
        return None if row is None else _place(known, row.producer)
    uri = known if known.startswith(OWN) else CANONICAL + known
    container = Container.objects.select_related("producer__unit").filter(uri=uri).first()
    return None if container is None else _carton(container)


def _carton(container: Container) -> Held:
    contents = contents_of(container)
    visible = set(
        Lot.objects.visible_to(AnonymousUser())
        .filter(pk__in=[one.lot.pk for one in contents])
        .values_list("pk", flat=True)
    )
    # A recalled lot is listed even if its product isn't visible.
    listed = [one for one in contents if one.lot.pk in visible or one.recalls or one.perhaps][:MOST_LOTS]
    paths = origin_paths([one.lot for one in listed])
    path = container.uri.removeprefix(CANONICAL)
    name = _("Pallet %(number)s") if container.is_pallet else _("Thùng %(number)s")
    return Held(
        path=path,
        title=name % {"number": container},
        is_carton=True,
        producer=container.producer,
        recalls=[(one.lot, recall) for one in contents for recall in one.recalls],
        perhaps=[(one.lot, recall) for one in contents for recall in one.perhaps],
        rows=[
            {"lot": one.lot, "words": words_of(one), "path": page_path}
            for one, page_path in zip(listed, paths, strict=True)
        ],
    )


def words_of(content: Content) -> str:
    """Return how much of a lot is in a carton: "20 kg", "12 gói có tem", or both."""
    words = [format_quantity(content.quantity, content.lot.unit)] if content.quantity else []
    if content.labels:
        words.append(_("%(n)d gói có tem") % {"n": len(content.labels)})
    return " · ".join(words)


def _place(path: str, producer: Producer) -> Held:
    reach = RecallReach.objects.filter(lot__product__producer=producer, ended_at=None, recall__ended_at=None)
    rows = list(
        reach.filter(recall__in=Recall.objects.visible_to(AnonymousUser()))
        .select_related("recall__lot", "lot__product")
        .order_by("recall__started_at", "pk")[:MOST_LOTS]
    )
    return Held(
        path=path,
        title=producer.name,
        is_carton=False,
        producer=producer,
        recalls=[(row.lot, row.recall) for row in rows if row.run_id is None],
        perhaps=[(row.lot, row.recall) for row in rows if row.run_id is not None],
    )


def page(held: Held, language: str) -> str:
    """Return the HTML page of a carton, pallet or place."""
    with translation.override(language):
        verdict = Verdict.RECALLED if held.recalls or held.perhaps else Verdict.UNKNOWN
        recalled = [*held.recalls, *held.perhaps]
        lots = {
            lot.pk: lot for lot in (*(lot for lot, _recall in recalled), *(row["lot"] for row in held.rows))
        }
        names = dict(zip(lots, names_of(list(lots.values())), strict=True))
        context = {
            "held": held,
            "rows": [row | {"name": names[row["lot"].pk]} for row in held.rows],
            "verdict": verdict,
            "icon": verdicts.ICONS[verdict],
            "recalls": [
                {
                    "lot": lot,
                    "name": names[lot.pk],
                    "recall": recall,
                    "since": format_date(timezone.localdate(recall.started_at)),
                }
                for lot, recall in recalled
            ],
            "language": language,
            "css": pages.inline_css(),
            "DEMO": settings.PIEU_DEMO,
        }
        return render_to_string("traceability/scans/origin/held.html", context)


def level_of(held: Held) -> Level:
    """Return the links of a carton, pallet or place: its page, each recall, and for a place the producer's
    page.
    """
    with translation.override(settings.LANGUAGE_CODE):
        by_language = [
            (
                language,
                held.page_url if language == settings.LANGUAGE_CODE else f"{held.page_url}?lang={language}",
            )
            for language, _name in settings.LANGUAGES
        ]
        links = [Link(DEFAULT, held.page_url, held.title)]
        links += [
            Link(DEFAULT_MULTI, href, held.title, languages=(language,)) for language, href in by_language
        ]
        links += [
            Link(TRACEABILITY, href, held.title, media_type="text/html", languages=(language,))
            for language, href in by_language
        ]
        if not held.is_carton:
            href = settings.PUBLIC_ORIGIN + reverse("products:producer", args=[held.producer.pk])
            links.append(
                Link(PRODUCT_PAGE, href, held.producer.name, media_type="text/html", languages=("vi",))
            )
        for lot in dict.fromkeys(lot for lot, _recall in [*held.recalls, *held.perhaps]):
            words = _("Có hàng của lô %(lot)s đang bị thu hồi") % {"lot": lot.code}
            links.append(Link(RECALL_STATUS, held.page_url, words, media_type="text/html", languages=("vi",)))
    return Level(settings.PUBLIC_ORIGIN + held.path, held.title, tuple(links))
