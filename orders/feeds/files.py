"""Cache a finished catalogue for half a minute.

Other requests then cost no query, and nobody gets a partial file.
"""

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

# Together with the caches' MAX_AGE this is under a minute, counted from when the first row was read.
CACHE_SECONDS = 30
MAX_AGE = 20


def feed_file(channel: Channel, producer: Producer | None = None) -> Path:
    """Return the file of `channel` with all goods, or those of one producer; rebuilt after half a minute."""
    folder = Path(settings.VAR_DIR) / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{producer.pk if producer else 'all'}-{channel.file_name}"
    if _is_fresh(path):
        return path
    with (folder / f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # others wait for the one that builds it
        if not _is_fresh(path):
            _make(path, channel, producer)
    return path


def _is_fresh(path: Path) -> bool:
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    return 0 <= age < CACHE_SECONDS


def _make(path: Path, channel: Channel, producer: Producer | None) -> None:
    began = time.time()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as out:
            out.writelines(pieces(channel, producer))
        os.utime(fresh, (began, began))  # the age counts from its first row, not from its last
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def pieces(channel: Channel, producer: Producer | None = None) -> Iterable[bytes]:
    products = Product.objects.filter(producer=producer) if producer else None
    title = f"{one_line(producer.name)} · Piêu" if producer else "Piêu"
    home = settings.PUBLIC_ORIGIN + reverse("products:list")
    return write(channel, items_of(offers_for(products)), title=title, link=home)


def feed_address(channel: Channel, producer: Producer | None = None) -> str:
    """Return the full URL of the file."""
    if producer:
        path = reverse("orders:producer-feed", args=[producer.slug, channel.file_name])
    else:
        path = reverse("orders:feed", args=[channel.file_name])
    return settings.PUBLIC_ORIGIN + path
