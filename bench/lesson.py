"""Measure the data volume of a lesson, and the speed of its page compared with a bare "hello".

Sizes are of what comes over the air: text compressed with gzip, as WhiteNoise and nginx send it; pictures, voices and fonts as
they are. Scripts are all that the page names; of pictures only the first is fetched before she scrolls.

`./run bench lesson [--rounds 5] [--seconds 4]`
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from bench.harness import HELLO, PIEU, ROOT, Request, Target, compare, database, gunicorn, machine, manage

COURSE = "fanpage-dau-tien"
OWN_SCRIPTS, ALL_SCRIPTS, FIRST_PAGE, TEN_MINUTES = 15_000, 32_000, 120_000, 1_400_000
_TAG = re.compile(r"<(?:script|link|img|source)\b[^>]*>")
_ADDRESS = re.compile(r'\s(?:src|href)="([^"]+)"')


@dataclass
class PageWeight:
    """Transferred bytes by kind."""

    bytes: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, size: int) -> None:
        self.bytes[kind] = self.bytes.get(kind, 0) + size

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


def addresses(html: str) -> dict[str, list[str]]:
    """Return the addresses that a browser fetches at once, by kind.

    Of lazy pictures only the first, in its largest form.
    """
    found: dict[str, list[str]] = {"script": [], "style": [], "font": [], "picture": [], "icon": []}
    has_lazy = False
    for tag in _TAG.findall(html):
        match = _ADDRESS.search(tag)
        if match is None or match[1].startswith(("data:", "#")):
            continue
        if tag.startswith("<script"):
            kind = "script"
        elif tag.startswith("<img"):
            if 'loading="lazy"' in tag:
                if has_lazy:
                    continue
                has_lazy = True
                if forms := re.findall(r"(/[^ ,\"]+) \d+w", tag):
                    found["picture"].append(forms[-1])
                    continue
            kind = "picture"
        elif 'rel="stylesheet"' in tag:
            kind = "style"
        elif 'as="font"' in tag:
            kind = "font"
        elif 'rel="icon"' in tag or 'rel="manifest"' in tag:
            kind = "icon"
        else:
            continue
        if match[1] not in found[kind]:
            found[kind].append(match[1])
    return found


def weigh(html: str, read: Callable[[str], bytes], fonts: Iterable[str]) -> PageWeight:
    """Return the size of a page and of the files that it loads.

    `read(address)` returns the bytes of an address; `fonts` are the addresses of the style's fonts.
    """
    weight = PageWeight()
    weight.add("page", len(gzip.compress(html.encode(), 6)))
    for kind, found in addresses(html).items():
        for address in found:
            data = read(address)
            is_text = not address.endswith((".woff2", ".webp", ".png", ".ico", ".jpg"))
            weight.add(kind, len(gzip.compress(data, 6)) if is_text else len(data))
    # The style names two more weights of the letters; the page preloads the first.
    for font in fonts:
        weight.add("font", len(read(font)))
    return weight


def _fetch(url: str, cookie: str = "") -> bytes:
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def fill() -> dict:
    """Create the built-in courses and a member who has started one, and print the member's session."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    from courses.learning.actions.learning import start_course
    from courses.models import Course
    from members.acting import Actor
    from members.models import User

    call_command("load_courses", verbosity=0, stdout=sys.stderr)
    lan = User.objects.create(full_name="Lò Thị Lan", card_number="10000001")
    course = Course.objects.get(slug=COURSE)
    start_course(actor=Actor.of(lan), course=course)
    session = SessionStore()
    session[SESSION_KEY] = str(lan.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = lan.get_session_auth_hash()
    session.save()
    version = course.versions.first()
    assert version is not None
    lesson = version.content["modules"][0]["lessons"][0]["key"]
    voices = [
        (file["bytes"], file["seconds"])
        for module in version.content["modules"]
        for one in module["lessons"]
        for step in one["steps"]
        for words in step["texts"].values()
        if words["audio"]
        for file in words["audio"]["files"][:1]
        if file.get("seconds")
    ]
    return {"lesson": f"/hoc/{COURSE}/{lesson}/", "session": session.session_key, "voices": voices}


def sizes(base: str, data: dict) -> None:
    cookie = f"sessionid={data['session']}"
    html = _fetch(base + data["lesson"], cookie).decode()
    style = _fetch(base + addresses(html)["style"][0]).decode()
    fonts = {
        urljoin("/static/theme/", found)
        for found in re.findall(r'url\("?([^")]+(?:600|800)[^")]*\.woff2)', style)
    }
    weight = weigh(html, lambda address: _fetch(base + address, cookie), fonts)
    seconds = sum(length for _size, length in data["voices"])
    per_minute = sum(size for size, _length in data["voices"]) / seconds * 60 if seconds else 0
    manifest = json.loads(_fetch(f"{base}/hoc/{COURSE}/goi.json"))
    print("\n### lesson: bytes over the air\n\n| what | bytes | most |\n|---|---|---|")
    scripts = weight.bytes.get("script", 0)
    print(f"| our own scripts of a lesson page, compressed | {scripts:,} | {OWN_SCRIPTS:,} |")
    print(f"| all scripts of it | {scripts:,} | {ALL_SCRIPTS:,} |")
    print(f"| the first lesson page in all | {weight.total:,} | {FIRST_PAGE:,} |")
    for kind, size in sorted(weight.bytes.items(), key=lambda item: -item[1]):
        print(f"| … {kind} | {size:,} | |")
    print(
        f"| a lesson of ten minutes of voice, with its page | {per_minute * 10 + weight.total:,.0f} | {TEN_MINUTES:,} |"
    )
    print("\n| pack | files | bytes of files | pages |\n|---|---|---|---|")
    for slug in (
        "fanpage-dau-tien",
        "livestream-ban-nong-san",
        "len-san-va-dan-tem",
        "luat-ban-hang-tren-mang",
    ):
        manifest = json.loads(_fetch(f"{base}/hoc/{slug}/goi.json"))
        size = sum(file["bytes"] for file in manifest["files"])
        print(f"| {slug} | {len(manifest['files'])} | {size:,} | {len(manifest['pages'])} |")


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench lesson", description=__doc__)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args(argv)
    if options.fill:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(fill()))
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
        filled = subprocess.run(
            [sys.executable, "-m", "bench.lesson", "--fill"],
            cwd=ROOT,
            env=os.environ | env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        data = json.loads(filled.stdout.splitlines()[-1])
        with gunicorn(HELLO, {}) as hello, gunicorn(PIEU, env) as pieu:
            sizes(pieu.url, data)
            member = {"Cookie": f"sessionid={data['session']}"}
            print(f"\n### lesson, {options.database}\n")
            print(
                compare(
                    Target("hello", hello, [Request("/")]),
                    [
                        Target("lesson page, a visitor", pieu, [Request(data["lesson"])]),
                        Target("lesson page, hers", pieu, [Request(data["lesson"], headers=member)]),
                    ],
                    rounds=options.rounds,
                    seconds=options.seconds,
                )
            )
    print(f"\n{machine()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
