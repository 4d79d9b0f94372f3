"""Measure pages of the law against a bare "hello", with a library of the codified law's size.

The provisions are generated. `./run bench law [--articles 76000] [--rounds 5] [--seconds 4] [--database sqlite]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request

from bench.harness import HELLO, PIEU, ROOT, Request, Target, compare, database, gunicorn, machine, manage

PER_DOCUMENT = 100
CHARACTERS = 1_600  # of an article; the codified law's articles have about so many
LONGEST = 8_000
MOST_BYTES = 14_000
WORDS = "người phụ nữ gia đình đất đai lao động con cái quyền nghĩa vụ cơ quan nhà nước xã huyện tỉnh nộp đơn trả tiền".split()


def fill(articles: int) -> None:
    """Write `articles` articles of invented documents, one text each, and the shipped catalogue."""
    import django

    django.setup()
    from django.core.management import call_command

    from backend.law.library.references import Ref
    from backend.law.library.texts import text_hash
    from backend.law.models import Document, Provision, ProvisionText

    call_command("load_law", verbosity=0)
    chance, first, begun = random.Random(1), dt.date(2020, 1, 1), time.monotonic()
    for number in range(0, articles, PER_DOCUMENT):
        name = f"{9000 + number // PER_DOCUMENT}/2020/QH99"
        document = Document.objects.create(
            number=name,
            slug=name.lower().replace("/", "-"),
            kind="law",
            title="Luật sinh ra để đo",
            valid_from_date=first,
        )
        refs = [Ref(str(each + 1)) for each in range(min(PER_DOCUMENT, articles - number))]
        rows = Provision.objects.bulk_create(
            Provision(
                document=document,
                kind="article",
                number=ref.article,
                ref=str(ref),
                eid=ref.eid,
                sort=ref.sort,
            )
            for ref in refs
        )
        texts = []
        for row in rows:
            size = LONGEST if row.ref == "1" else CHARACTERS
            text = " ".join(chance.choices(WORDS, k=size // 5))[:size]
            texts.append(
                ProvisionText(provision=row, valid_from_date=first, text=text, sha256=text_hash(text))
            )
        ProvisionText.objects.bulk_create(texts)
    print(f"{articles:,} articles in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench law", description=__doc__)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--articles", type=int, default=76_000)
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args(argv)
    if options.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        fill(options.articles)
        return
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database(options.database) as url:
        env = {
            "DATABASE_URL": url,
            "PIEU_VAR": var,
            "STATIC_ROOT": f"{var}/static",
            "MEDIA_ROOT": f"{var}/media",
            "LOG_LEVEL": "ERROR",
        }
        manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
        command = [sys.executable, "-m", "bench.law", "--fill", "--articles", str(options.articles)]
        subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True)
        pages = [
            Request(f"/luat/van-ban/{9000 + each}-2020-qh99/dieu-{each % PER_DOCUMENT + 1}/")
            for each in range(0, options.articles // PER_DOCUMENT, 7)
        ]
        searches = [
            Request(f"/luat/?q={each}")
            for each in ("nuoi+con", "chu+no+luong", "ly+hon", "vay+nong", "mat+can+cuoc")
        ]
        with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env) as pieu:
            with urllib.request.urlopen(f"{pieu.url}/luat/van-ban/9000-2020-qh99/dieu-1/") as answer:
                size = len(gzip.compress(answer.read(), 6))
            print(f"\n### law, {options.database}: {options.articles:,} articles\n")
            print(
                f"An article of {LONGEST:,} characters: {size:,} bytes compressed; at most {MOST_BYTES:,}.\n"
            )
            print(
                compare(
                    Target("hello", hello, [Request("/")]),
                    [
                        Target("article", pieu, pages),
                        Target("situation", pieu, [Request("/luat/tinh-huong/cap-duong-sau-ly-hon/")]),
                        Target("search", pieu, searches),
                    ],
                    rounds=options.rounds,
                    seconds=options.seconds,
                )
            )
    print(f"\n{machine()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
