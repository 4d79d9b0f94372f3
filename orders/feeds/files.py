"""A finished catalogue kept for half a minute: whoever fetches meanwhile costs no query, and nobody gets half a file."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from orders.feeds.channels import Channel
from orders.feeds.items import items_of, offers_for, one_line
from orders.feeds.writing import write
from products.models import Producer, Product

# What is kept here and what caches keep (MAX_AGE) are under a minute together, from when the first row was read.
KEPT_SECONDS = 30
MAX_AGE = 20


def feed_file(channel: Channel, producer: Producer | None = None) -> Path:
    """The file of `channel`: everybody's goods, or those of one producer; made anew where it is older than half a minute."""
    folder = Path(settings.VAR_DIR) / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{producer.pk if producer else 'all'}-{channel.file_name}"
    if _is_fresh(path):
        return path
    with (folder / f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait for the one that makes it
        if not _is_fresh(path):
            _make(path, channel, producer)
    return path


def _is_fresh(path: Path) -> bool:
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    return 0 <= age < KEPT_SECONDS


def _make(path: Path, channel: Channel, producer: Producer | None) -> None:
    began = time.time()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as out:
            out.writelines(pieces(channel, producer))
        os.utime(fresh, (began, began))  # as old as its first row, not as its last
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def pieces(channel: Channel, producer: Producer | None = None) -> Iterable[bytes]:
    products = Product.objects.filter(producer=producer) if producer else None
    title = f"{one_line(producer.name)} · Piêu" if producer else "Piêu"
    home = settings.PUBLIC_ORIGIN + reverse("products:list")
    return write(channel, items_of(offers_for(products)), title=title, link=home)


def feed_address(channel: Channel, producer: Producer | None = None) -> str:
    """Where the file is fetched, whole."""
    if producer:
        path = reverse("orders:producer-feed", args=[producer.slug, channel.file_name])
    else:
        path = reverse("orders:feed", args=[channel.file_name])
    return settings.PUBLIC_ORIGIN + path
