"""How long 5,000 rows of Excel take: read and checked, then made into drafts with their lots. `./run bench import [--rows 5000]`

Beside it, in the same database, bare bulk INSERTs of the same products. The aim is under 10 seconds in all.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import sys
import time

from bench.lots import make_lots, measured

UNITS = ("kg", "hũ", "gói", "cái")


def table(count: int, round_: int) -> bytes:
    from openpyxl import Workbook

    from products.imports.columns import COLUMNS

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([column.heading for column in COLUMNS])
    common = {
        "ocop_set": "7", "net_content": "500 g", "origin": "Mộc Châu, Sơn La", "ingredients": "mơ 60 %, đường 40 %",
        "storage": "Nơi khô, mát", "shelf_life_days": 365, "season_months": "5-7", "story": "Nhà tôi trồng từ năm 1998. " * 4,
    }  # fmt: skip
    for number in range(count):
        row = common | {
            "code": f"R{round_}-{number}",
            "name": f"Mơ ngâm số {number}",
            "price": "45.000" if number % 2 else 45_000,
            "unit": UNITS[number % 4],
            "quantity": "1,5 tạ" if number % 4 == 0 else 20,
        }
        sheet.append([row.get(column.key) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(count: int, rounds: int) -> dict[str, float]:
    import django

    django.setup()
    from django.db import transaction

    from members.acting import Actor
    from products.imports.actions import check_import, start_import
    from products.imports.enums import ImportState
    from products.imports.making import make_import
    from products.models import Producer, Product

    user, _lots = make_lots(1)
    actor, producer = Actor.of(user), Producer.objects.get()
    looked, made, bare = [], [], []
    for round_ in range(rounds):
        data = table(count, round_)
        begun = time.perf_counter()
        run = check_import(actor=actor, producer=producer, data=data, file_name="bench.xlsx")
        looked.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        start_import(actor=actor, run=run)
        make_import.call(import_id=run.pk)
        made.append(time.perf_counter() - begun)
        run.refresh_from_db()
        assert run.state == ImportState.DONE, run.error
        rows = list(Product.objects.order_by("-pk")[:count])
        assert len(rows) == count and rows[0].lots.count() == 1
        for row in rows:
            row.pk, row.draft_key = None, None
        begun = time.perf_counter()
        with transaction.atomic():
            Product.objects.bulk_create(rows, batch_size=2_000)
        bare.append(time.perf_counter() - begun)
    return {
        "looked": statistics.median(looked),
        "made": statistics.median(made),
        "bare": statistics.median(bare),
    }


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench import", description=__doc__)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    if options.measure:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(measure(options.rows, options.rounds)))
        return
    print(f"\n### import: {options.rows:,} rows of Excel (aim: under 10 s in all)\n")
    print(
        "| database | read and checked, s | made, s | in all, s | bare INSERTs of the products, s | ratio |\n|---|---|---|---|---|---|"
    )
    for kind in options.databases.split(","):
        it = measured("bench.import", kind, f"--rows={options.rows}", f"--rounds={options.rounds}")
        whole = it["looked"] + it["made"]
        print(
            f"| {kind} | {it['looked']:.1f} | {it['made']:.1f} | {whole:.1f} | {it['bare']:.2f} | {whole / it['bare']:.0f} |"
        )
    print("\nLoad of the machine afterwards, over a minute: " + f"{os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main(sys.argv[1:])
