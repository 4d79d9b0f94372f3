"""Measure pages of the law against a bare "hello", with a library of the codified law's size, and an import.

The provisions are generated. `./run bench law [--articles 76000] [--rounds 5] [--seconds 4] [--database sqlite]`
A process caches the pages of visitors without a session; the rows "first time" ask for more pages than it caches.
The import is compared with inserting the same texts into a table without an index, by COPY on PostgreSQL.
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
from itertools import pairwise
from urllib.parse import quote_plus

from bench.harness import HELLO, PIEU, ROOT, Request, Target, compare, database, gunicorn, machine, manage

TOPIC = "98.1"  # of the codified law; no such topic is published
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


def codified(articles: int) -> str:
    """Return a topic of the codified law as text, with so many invented articles."""
    chance, parts = random.Random(2), ["# Luật sinh ra để đo\n"]
    for number in range(articles):
        document, article = 8000 + number // PER_DOCUMENT, number % PER_DOCUMENT + 1
        words = " ".join(chance.choices(WORDS, k=CHARACTERS // 5))
        half = len(words) // 2
        parts.append(
            f"Điều {TOPIC}.NĐ.{document}.{article}. Điều {article} để đo\n\n"
            f"(Điều {article} Nghị định số {document}/2020/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/01/2020)\n\n"
            f"1. {words[:half]} theo Điều {article} Nghị định này.\n\n2. {words[half:]}\n"
        )
    return "\n".join(parts)


def measure_import(articles: int) -> None:
    """Print the texts a second of an import, and of inserting the same rows into a bare table."""
    import django

    django.setup()
    from django.db import connection, transaction

    from backend.law.editions.actions.importing import Source, import_law, resolve_citations
    from backend.law.editions.codified_text import read_codified_text
    from backend.law.models import ProvisionText

    text, marks = codified(articles), [time.monotonic()]
    law = read_codified_text(text, name="bench")
    resolved = resolve_citations(law)
    marks.append(time.monotonic())
    import_law(actor=None, law=law, source=Source("bench", "0" * 64), resolved=resolved)
    marks.append(time.monotonic())
    names = ("provision_id", "valid_from_date", "text", "sha256")
    rows = list(ProvisionText.objects.filter(edition__file_name="bench").values_list(*names))
    marks.append(time.monotonic())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (provision_id bigint, day date, text text, sha256 text)")
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_bare FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany("INSERT INTO bench_bare VALUES (%s, %s, %s, %s)", rows)
    marks.append(time.monotonic())
    reading, writing, _fetched, bare = (after - before for before, after in pairwise(marks))
    count = len(rows)
    print(
        f"\nImport of {count:,} texts of {articles:,} articles: {reading:.1f} s before the transaction, ",
        end="",
    )
    print(f"{writing:.1f} s in it ({count / writing:,.0f} a second); into a bare table {bare:.2f} s ", end="")
    print(f"({count / bare:,.0f} a second), {bare / writing:.3f} of the import.")


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench law", description=__doc__)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--import", action="store_true", dest="imports", help=argparse.SUPPRESS)
    parser.add_argument("--imported", type=int, default=5_000, help="articles of the import")
    parser.add_argument("--articles", type=int, default=76_000)
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args(argv)
    if options.fill or options.imports:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        (fill if options.fill else measure_import)(options.articles)
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
        every = [
            Request(f"/luat/van-ban/{9000 + each // PER_DOCUMENT}-2020-qh99/dieu-{each % PER_DOCUMENT + 1}/")
            for each in range(0, options.articles, max(options.articles // 3_000, 1))
        ]
        chance = random.Random(3)
        unasked = [
            Request(f"/luat/?q={quote_plus(' '.join(chance.sample(WORDS, 3)))}") for _each in range(3_000)
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
                        Target("article, first time", pieu, every),
                        Target("search, first time", pieu, unasked),
                    ],
                    rounds=options.rounds,
                    seconds=options.seconds,
                )
            )
        command = [sys.executable, "-m", "bench.law", "--import", "--articles", str(options.imported)]
        subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True)
    print(f"\n{machine()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
