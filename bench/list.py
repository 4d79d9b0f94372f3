"""The public list and search on PostgreSQL: against a bare "hello" at 10,000 products, and how each kind of query grows to a million.

`./run bench list [--large 1000000] [--rounds 5] [--seconds 4]`
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from urllib.parse import quote

from bench.harness import (
    HELLO,
    PIEU,
    ROOT,
    Request,
    Target,
    compare,
    database,
    drive,
    gunicorn,
    machine,
    manage,
)

SMALL = 10_000
KINDS = [
    "Mận hậu", "Xoài tròn", "Nhãn chín sớm", "Chè Shan tuyết", "Cà phê bột", "Mật ong rừng", "Thịt trâu gác bếp", "Gạo nếp tan",
    "Dâu tây", "Hồng giòn", "Măng sặt khô", "Na dai", "Bưởi da xanh", "Rượu sơn tra", "Táo mèo sấy", "Khăn piêu", "Chẩm chéo",
    "Cam canh", "Đào mèo", "Long nhãn", "Lạp sườn", "Sữa chua", "Trà hoa vàng", "Miến dong", "Bơ sáp", "Chanh leo", "Mơ ngâm",
    "Tỏi cô đơn", "Gừng gié", "Khoai sọ", "Rau cải mèo", "Cá sông Đà",
]  # fmt: skip
EXTRA = [
    "loại một",
    "hữu cơ",
    "sấy dẻo",
    "đặc sản",
    "nhà làm",
    "túi nhỏ",
    "hộp quà",
    "vườn đồi",
    "bản Áng",
    "mùa mới",
    "ngon",
]
GROUPS = ["tuoi-song", "tho-so-che", "che-bien", "che", "ca-phe", "gia-dung", "vai", "co-con"]

# What buyers ask for, from the plainest to what an index helps least with.
ASKED = {
    "newest": "/products/",
    "page 9": "/products/?page=9",
    "cheapest": "/products/?xep=gia-tang",
    "best rated": "/products/?xep=danh-gia",
    "most ordered": "/products/?xep=dat-nhieu",
    "in season": "/products/?mua=1",
    "one group": "/products/?nhom=che",
    "one commune": "/products/?xa=4031",
    "five stars": "/products/?sao=5",
    "commune, group, stars, season": "/products/?nhom=che&sao=5&xa=4031&mua=1",
    "organic, cheapest": "/products/?giay=organic&xep=gia-tang",
    "search: common words": "/products/?q=" + quote("mận hậu"),
    "search: no accents, three words": "/products/?q=" + quote("che shan tuyet"),
    "search: a word that few have": "/products/?q=" + quote("tinh dầu hiếm"),
    "search: mistyped": "/products/?q=" + quote("mna hau"),
    "search: nothing": "/products/?q=" + quote("khongcogi"),
    "search in a commune, in season": "/products/?q=" + quote("xoài") + "&xa=4031&mua=1",
}


def fill(count: int) -> None:
    """Insert `count` cards by COPY. The list reads only cards and communes."""
    import django

    django.setup()
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from members.models import Unit
    from products.models import SearchWord
    from products.search.actions import CONCEPT
    from products.search.card_figures import rating_score
    from products.search.card_text import accents_text, card_text

    draw = random.Random(20261124)
    units = [
        Unit.objects.create(code=4000 + n, name=f"Xã Thử {n}", kind="commune", name_folded="")
        for n in range(75)
    ]
    now, words = timezone.now(), set()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # cards without their products
        # Built once over all cards, which is quicker than a card at a time.
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'products_listingcard_keys'")
        (index,) = cursor.fetchone()
        cursor.execute("DROP INDEX products_listingcard_keys")
        columns = (
            "product_id, name, name_en, slug, price, unit, producer_name, commune_id, commune_name, ocop_set, ocop_group, stars,"
            " certificates, season, search, accents, listed_at, size, least, rating_count, rating_sum, rating_score,"
            " order_count, supply, counted_date"
        )
        with cursor.copy(f"COPY products_listingcard ({columns}) FROM STDIN") as copy:
            for number in range(1, count + 1):
                unit = draw.choice(units)
                name = f"{draw.choice(KINDS)} {draw.choice(EXTRA)}" if number % 5000 else "Tinh dầu hiếm"
                producer = f"Hợp tác xã số {draw.randrange(2000)}"
                search = card_text(name=name, others=(producer, unit.name), ocop_set=1, measures=("kg",))
                words.update(word for word in search.split() if word.isalnum() or CONCEPT.match(word))
                reviews = draw.choices([0, draw.randrange(1, 40)], [70, 30])[0]
                given = sum(draw.choices([3, 4, 5], [1, 3, 6], k=reviews))
                stars = draw.choices([0, 3, 4, 5], [70, 20, 9, 1])[0]
                start = draw.randrange(12)
                season = sum(1 << ((start + n) % 12) for n in range(3)) if number % 3 else 0
                copy.write_row(
                    (
                        number,
                        name,
                        "",
                        f"thu-{number}",
                        draw.randrange(10, 900) * 1000,
                        "kg",
                        producer,
                        unit.pk,
                        unit.name,
                        1,
                        draw.choice(GROUPS),
                        stars,
                        draw.choices([0, 1, 4, 2], [70, 20, 2, 8])[0],
                        season,
                        search,
                        accents_text(name),
                        now - timedelta(seconds=number),
                        "",
                        "",
                        reviews,
                        given,
                        rating_score(reviews, given),
                        draw.choices([0, draw.randrange(1, 300)], [60, 40])[0],
                        draw.choices([1, 2, 3], [80, 10, 10])[0],
                        now.date(),
                    )  # fmt: skip
                )
        SearchWord.objects.bulk_create(SearchWord(word=word) for word in sorted(words))
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(index)
        cursor.execute("VACUUM ANALYZE products_listingcard")


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench list", description=__doc__)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args(argv)
    if options.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        fill(options.fill)
        return
    medians: dict[int, dict[str, float]] = {}
    for count in (SMALL, options.large):
        with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database("postgres") as url:
            env = {"DATABASE_URL": url, "PIEU_VAR": var, "STATIC_ROOT": f"{var}/static", "LOG_LEVEL": "ERROR"}
            manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
            subprocess.run(
                [sys.executable, "-m", "bench.list", "--fill", str(count)],
                cwd=ROOT,
                env=os.environ | env,
                check=True,
            )
            with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env) as pieu:
                if count == SMALL:
                    searches = [Request(ASKED[kind]) for kind in ASKED if kind.startswith("search")]
                    print(f"\n### list, postgres: {count:,} products\n")
                    print(
                        compare(
                            Target("hello", hello, [Request("/")]),
                            [
                                Target("product list", pieu, [Request(ASKED["newest"])]),
                                Target("search", pieu, searches),
                            ],
                            rounds=options.rounds,
                            seconds=options.seconds,
                        )
                    )
                medians[count] = {
                    kind: drive(Target(kind, pieu, [Request(path)]), seconds=2, connections=1).p50_ms
                    for kind, path in ASKED.items()
                }
    print(f"\n### list, postgres: {SMALL:,} to {options.large:,} products, one request at a time\n")
    print(f"| asked for | p50 ms at {SMALL:,} | p50 ms at {options.large:,} | growth |\n|---|---|---|---|")
    for kind, small in sorted(medians[SMALL].items(), key=lambda item: -medians[options.large][item[0]]):
        print(
            f"| {kind} | {small:.1f} | {medians[options.large][kind]:.1f} | {medians[options.large][kind] / small:.2f} |"
        )
    worst = [max(medians[count].values()) for count in (SMALL, options.large)]
    print(
        f"\nSlowest kind of query: {worst[0]:.1f} ms, then {worst[1]:.1f} ms, {worst[1] / worst[0]:.2f} times. {machine()}."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
