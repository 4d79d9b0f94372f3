"""Shared set-up of the benchmarks of lots, in an empty database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from bench.harness import ROOT, database


def make_lots(count: int) -> tuple[Any, list[Any]]:
    """Set up Django, and create a user with one producer and `count` lots of 100 kg of its product."""
    from members.models import Unit, User
    from products.models import Producer, ProducerPerson, Product
    from traceability.models import Lot

    unit = Unit.objects.create(code=14, name="Tỉnh Sơn La", kind="province", name_folded="tinh son la")
    producer = Producer.objects.create(kind="cooperative", name="HTX thử", slug="htx-thu", unit=unit)
    user = User.objects.create_user(full_name="Người thử", password="246810")
    ProducerPerson.objects.create(producer=producer, user=user)
    product = Product.objects.create(producer=producer, name="Mận thử", slug="man-thu", unit="kg", price=1000)
    lots = [Lot(product=product, code=f"T{n}", quantity=9_000_000, unit="kg") for n in range(count)]
    return user, Lot.objects.bulk_create(lots, batch_size=2000)


def measured(module: str, kind: str, *arguments: str) -> dict[str, float]:
    """Run `python -m <module> --measure <arguments>` with a new database of `kind` ("sqlite", "postgres"), and return its JSON."""
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database(kind) as url:
        done = subprocess.run(
            [sys.executable, "-m", module, "--measure", *arguments],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "PIEU_VAR": var, "LOG_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])
