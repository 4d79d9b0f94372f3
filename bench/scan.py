"""How much of a bare Django "hello" an origin page costs, and a scan posted; how near a cached lot page is to nginx's own file.

50,000 labels of 500 lots, each with its count. `./run bench scan [--databases sqlite,postgres] [--rounds 5] [--seconds 4]`
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.harness import (
    HELLO,
    PIEU,
    ROOT,
    UNIQUE,
    Request,
    Target,
    compare,
    database,
    drive,
    gunicorn,
    manage,
    nginx,
)

LOTS, LABELS = 500, 100
MOST_WARMING = 30  # turns
BROWSER = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "gzip"}
POST = {"Accept": "application/json", "User-Agent": f"phone {UNIQUE}"}


def fill() -> dict[str, list[str]]:
    """Create producers, products, lots with their journey, runs and tallies.

    Return the paths of labels and lots.
    """
    import django

    django.setup()
    from django.utils import timezone

    from members.models import Unit
    from products.models import Producer, Product
    from traceability.events.enums import DIARY_KINDS, EPCIS_SHAPE
    from traceability.lots.enums import LotRole
    from traceability.models import Event, EventLot, LabelRun, LabelTally, Lot, ProductCode
    from traceability.scans.origin.lookup import codec, serial_key

    now = timezone.now()
    province = Unit.objects.create(code=14, name="Tỉnh Sơn La", kind="province", name_folded="tinh son la")
    unit = Unit.objects.create(
        code=3980, name="Phường Mộc Châu", kind="ward", name_folded="", parent=province
    )
    producer = Producer.objects.create(
        kind="cooperative", name="Hợp tác xã thử tải", slug="htx-thu-tai", unit=unit, address="Tiểu khu 1"
    )
    labels, lots = [], []
    for number in range(LOTS):
        product = Product.objects.create(
            producer=producer, name=f"Mận hậu thử tải {number}", slug=f"thu-tai-{number}", state="listed", price=30_000,
            unit="kg", ocop_set=1, origin="Sơn La, Việt Nam", storage="Để nơi mát.", usage="Rửa sạch, ăn tươi.",
            story="Vườn mận ở lưng đồi. Cả nhà cùng hái.\n" * 8, listed_at=now, season_months=[5, 6, 7],
        )  # fmt: skip
        code = ProductCode.objects.create(product=product, kind="own", value=own_code(number))
        lot = Lot.objects.create(
            product=product,
            code=f"TT{number:04}",
            quantity=100,
            unit="kg",
            harvested_date=now.date(),
            place=unit,
        )
        for kind in DIARY_KINDS:
            shape = EPCIS_SHAPE[kind]
            event = Event.objects.create(
                kind=kind, epcis_type=shape[0], action=shape[1], biz_step=shape[2], disposition=shape[3],
                event_time=now, place=unit,
            )  # fmt: skip
            EventLot.objects.create(
                recorded_month=event.recorded_month, event_id=event.event_id, position=0, lot=lot,
                role=LotRole.SUBJECT, quantity=100, unit="kg",
            )  # fmt: skip
        run = LabelRun.objects.create(
            lot=lot,
            code=code,
            count=LABELS,
            layout="a4-65",
            key_version=codec().current,
            origin="",
            state="ready",
        )
        LabelTally.objects.bulk_create(
            LabelTally(
                serial_key=serial_key(run.pk, n), lot=lot, count=3, days=2, busiest_day_devices=2,
                first_scanned_at=now, last_scanned_at=now,
            )
            for n in range(1, LABELS + 1)
        )  # fmt: skip
        labels += [f"/P/{code.value}/{serial[:16]}" for serial in codec().encode_many(run.pk, 1, LABELS)]
        lots.append(f"/P/{code.value}/10/{lot.code}")
    return {"labels": labels, "lots": lots}


def own_code(number: int) -> str:
    from backend.common.codes import new_own_code

    return new_own_code()


def filled(env: dict[str, str]) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.scan", "--fill"],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench scan", description=__doc__)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args(argv)
    if options.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(fill()))
        return
    timing = {"rounds": options.rounds, "seconds": options.seconds}
    for kind in options.databases.split(","):
        with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database(kind) as url:
            env = {
                "DATABASE_URL": url,
                "PIEU_VAR": var,
                "SCANS_A_MINUTE": "100000000",
                "LOG_LEVEL": "ERROR",
                "STATIC_ROOT": f"{var}/static",
            }
            manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
            paths = filled(env)
            with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env) as pieu:
                targets = [
                    Target(
                        "origin page with its label's count",
                        pieu,
                        [Request(p, headers=BROWSER) for p in paths["labels"]],
                    ),
                    Target("scan posted", pieu, [Request(p, "POST", headers=POST) for p in paths["labels"]]),
                ]
                warm(
                    Target("warming", pieu, [Request(p, headers=BROWSER) for p in paths["labels"][::LABELS]])
                )
                print(f"\n### scan, {kind}: {len(paths['labels']):,} labels of {LOTS} lots\n")
                print(compare(Target("hello", hello, [Request("/")]), targets, **timing))
            if kind == options.databases.split(",")[-1]:
                cached(env, paths["lots"], timing)


def warm(target: Target, *, most: int = MOST_WARMING) -> None:
    """Send requests until their cost stops falling: then each worker has cached the page of each lot.

    A worker renders the page at a lot's first scan and then every five minutes, in about 10 ms of CPU. That
    is not measured.
    """
    least, calm = float("inf"), 0
    for _turn in range(most):
        cost = drive(target, seconds=3, connections=8).cpu_us
        calm = calm + 1 if cost > 0.9 * least else 0
        least = min(least, cost)
        if calm == 2:
            return


def as_deployed(upstream: str) -> tuple[str, str]:
    """Return the parts of deploy/nginx/pieu.conf for scanned codes and files: for the server block and the http block."""
    conf = (ROOT / "deploy/nginx/pieu.conf").read_text()
    maps = re.findall(r"^map \S+ \$pieu_(?:accept|language|encoding) \{.*?^\}", conf, re.M | re.S)
    files = re.findall(r"^open_file_cache .*?;", conf, re.M)
    location = re.search(r"^    location ~ \^/\(00\|01.*?^    \}", conf, re.M | re.S)
    assert len(maps) == 3 and len(files) == 1 and location is not None
    upstreams = f"upstream pieu {{ server {upstream.removeprefix('http://')}; keepalive 16; }}"
    return f"proxy_http_version 1.1; {location[0]}", "\n".join([*maps, *files, upstreams])


def cached(env: dict[str, str], lots: list[str], timing: dict) -> None:
    """Compare a lot's page from nginx's cache, as in deploy/nginx, with a file of the same bytes from the same nginx."""
    import urllib.request

    with gunicorn(PIEU, env) as pieu, tempfile.TemporaryDirectory(prefix="pieu-nginx-") as folder:
        request = urllib.request.Request(pieu.url + lots[0], headers=BROWSER)
        page = urllib.request.urlopen(request, timeout=20).read()
        Path(folder, "page.html").write_bytes(page)
        server, http = as_deployed(pieu.url)
        server += f"location = /page.html {{ root {folder}; }}"
        http += (
            "\nsendfile on; tcp_nopush on; server_tokens off; "
            f"proxy_cache_path {folder}/cache levels=1:2 keys_zone=pieu:10m max_size=100m use_temp_path=off;"
        )
        with nginx(server, http_block=http, folder=Path(folder)) as front:
            every = [Request(p, headers=BROWSER) for p in lots]
            warm(Target("warming", pieu, every))
            drive(Target("filling", front, every), seconds=3, connections=8)
            print("\n### a lot's page behind nginx, against nginx's own file of the same bytes\n")
            targets = [
                Target("one lot's page", front, every[:1]),
                Target(f"pages of {len(lots)} lots in turn", front, every),
            ]
            print(
                compare(
                    Target("nginx static file", front, [Request("/page.html", headers=BROWSER)]),
                    targets,
                    **timing,
                )
            )


if __name__ == "__main__":
    main(sys.argv[1:])
