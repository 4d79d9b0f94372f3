"""What the resolver costs beside a bare Django "hello": a linkset, and being led on; and how long a Digital Link URI takes to read.

500 lots with five links each and 50,000 labels. `./run bench resolver [--databases sqlite,postgres] [--rounds 4] [--seconds 1]`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress

from bench import scan
from bench.harness import HELLO, PIEU, ROOT, Request, Target, compare, database, gunicorn, machine, manage

READS = 20_000
MOST_WARMING = 5  # turns of three seconds: on a quiet machine each worker has made each lot's part by then
LINKSET = {"Accept": "application/linkset+json"}
PROGRAM = {"Accept": "*/*", "Accept-Language": "vi"}
# Each a form of its own: what labels carry, and what others' do.
URIS = {
    "GTIN and serial, as a label": "HTTPS://PIEU.EXAMPLE.VN/01/09521234500018/21/7K3F9QX2M4TB8HJW",
    "GTIN, lot, serial, two attributes": "https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=201225&3103=000195",
    "ITIP with three qualifiers": "https://example.com/8006/095201234567880102/22/2A/10/AB/21/CD",
    "GLN with an extension, escaped": "https://example.com/stem/414/9520123456788/254/32a%2Fb",
    "wrong check digit, refused": "https://id.gs1.org/01/09520123456789/10/ABC1",
}


def fill() -> dict[str, list[str]]:
    """Create the scan benchmark's lots and labels, and five links for each product. Return their paths."""
    paths = scan.fill()
    from products.models import Product
    from traceability.models import CodeLink
    from traceability.resolver.enums import LinkType

    CodeLink.objects.bulk_create(
        CodeLink(
            product=product, link_type=link_type, url=f"https://thu-tai.example.vn/{product.pk}/{link_type}",
            title="Liên kết thử tải", language="vi", salt=b"salt", pin="pin",
        )
        for product in Product.objects.all()
        for link_type in LinkType.values[:5]
    )  # fmt: skip
    return paths


def filled(env: dict[str, str]) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.resolver", "--fill"],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def parsing(reads: int) -> str:
    """Return a table of the median and the 99th percentile of parsing each of URIS, in microseconds."""
    import django

    django.setup()
    from traceability.gs1.errors import Gs1Error
    from traceability.gs1.uris import parse_uri

    taken: dict[str, list[int]] = {name: [] for name in URIS}
    names = [name for name in URIS for _read in range(reads // len(URIS))]
    # In turn, so that a busy neighbour slows all alike.
    random.Random(1).shuffle(names)
    for name in names:
        start = time.perf_counter_ns()
        with suppress(Gs1Error):
            parse_uri(URIS[name])
        taken[name].append(time.perf_counter_ns() - start)
    every = sorted(each for times in taken.values() for each in times)
    rows = [*taken.items(), ("all of them", every)]
    lines = ["| Digital Link URI | median, µs | 99th percentile, µs |", "|---|---|---|"]
    for name, times in rows:
        lines.append(
            f"| {name} | {statistics.median(times) / 1e3:.1f} | {statistics.quantiles(times, n=100)[98] / 1e3:.1f} |"
        )
    return "\n".join(lines)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench resolver", description=__doc__)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="sqlite,postgres", help='"" for reading URIs alone')
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--reads", type=int, default=READS)
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    if options.fill:
        print(json.dumps(fill()))
        return
    print(f"### reading, {options.reads:,} reads in turn, {machine()}\n")
    print(parsing(options.reads))
    for kind in filter(None, options.databases.split(",")):
        with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database(kind) as url:
            env = {"DATABASE_URL": url, "PIEU_VAR": var, "LOG_LEVEL": "ERROR", "STATIC_ROOT": f"{var}/static"}
            manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
            paths = filled(env)
            with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env) as pieu:
                lots, labels = paths["lots"], paths["labels"]
                targets = [
                    Target("linkset of a lot", pieu, [Request(path, headers=LINKSET) for path in lots]),
                    Target("lot led on (307)", pieu, [Request(path, headers=PROGRAM) for path in lots]),
                    Target("label led on (307)", pieu, [Request(path, headers=PROGRAM) for path in labels]),
                    Target(
                        "lot led to a recipe (307)",
                        pieu,
                        [Request(f"{path}?linkType=gs1:recipeInfo", headers=PROGRAM) for path in lots],
                    ),
                ]
                scan.warm(
                    Target("warming", pieu, [Request(path, headers=LINKSET) for path in lots]),
                    most=MOST_WARMING,
                )
                print(f"\n### resolver, {kind}: {len(labels):,} labels of {len(lots)} lots\n")
                print(
                    compare(
                        Target("hello", hello, [Request("/")]),
                        targets,
                        rounds=options.rounds,
                        seconds=options.seconds,
                    )
                )


if __name__ == "__main__":
    main(sys.argv[1:])
