"""Serve pictures and voice notes to the people who may see and hear them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from backend.common.media import serve
from members.acting import ActorRequest
from products.models import Photo, Producer, Product
from products.photos.enums import PhotoState
from products.photos.images import sizes as images
from products.producers.rules import shows_portrait
from products.products.take_downs import is_photo_withheld, taken_down_on
from products.templatetags.photos import FIRST_MADE

SOON = "no-cache"
NAMES = {*(str(size) for size in images.SIZES), *(crop.name for crop in images.CROPS)}


@require_safe
def photo(request: ActorRequest, key: UUID, variant: str) -> HttpResponseBase:
    """Serve a photo in one size. A private photo is a 404 for strangers.

    Its uploader, and people who run or oversee its producer, get it. A size that isn't made yet is served in
    the first size.
    """
    found = get_object_or_404(Photo, key=key)
    portrayed = Producer.objects.filter(portrait=found).first() if found.is_public else None
    # Checked each time: after the listing, consent may have been withdrawn or the product taken down.
    if portrayed is not None and shows_portrait(portrayed):
        is_public = True
    else:
        is_public = found.is_public and not is_photo_withheld(found)
        is_public = is_public and (portrayed is None or found.product_links.exists())
    if not is_public:
        viewer = request.actor.member if request.actor else request.user
        if not Photo.objects.handled_by(viewer).filter(pk=found.pk).exists():
            raise Http404
    stored = found.variants.get(variant)
    cache_control = SOON if portrayed else ""
    if stored is None and found.state != PhotoState.READY and _is_expected(variant):
        # The task has not made this size yet: serve the first one, not to be cached under this name.
        variant = f"{FIRST_MADE}.{variant.partition('.')[2]}"
        stored, cache_control = found.variants.get(variant), SOON
    if stored is None:
        raise Http404
    return serve(
        request,
        stored["path"],
        content_type=images.content_type(variant),
        is_public=is_public,
        cache_control=cache_control,
    )


def _is_expected(variant: str) -> bool:
    name, _dot, ending = variant.partition(".")
    return name in NAMES and ending in images.FORMATS


@require_safe
def voice(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Serve a product's voice note.

    Before the first listing, and after a take-down, only people who run or oversee the producer get it.
    """
    product = get_object_or_404(Product, pk=pk)
    is_public = product.slug is not None and not taken_down_on(product)
    if not is_public:
        viewer = request.actor.member if request.actor else request.user
        if not Product.objects.visible_to(viewer).filter(pk=pk).exists():
            raise Http404
    if not product.voice:
        raise Http404
    # The address stays the same for a new recording, so browsers must revalidate it each time.
    return serve(
        request,
        str(product.voice.name),
        content_type=product.voice_type,
        is_public=is_public,
        cache_control=SOON,
    )
