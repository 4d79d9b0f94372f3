"""Headers of pages: Mozilla Observatory's published scoring, and Google's evaluator of content security policies.

The scores are those of developer.mozilla.org/observatory/docs/tests_and_scoring (2024), for one page that is served over HTTPS.
Not judged: the preload list, cross-domain files of Flash, and Subresource Integrity where every script is from the site itself.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from bench.probes import Result, Tools, seen

GRADES = ((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"), (45, "C-"), (40, "D+"), (30, "D"), (25, "D-"))  # fmt: skip
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
LOOSE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
HALF_A_YEAR = 15_768_000
BROAD = {"*", "http:", "https:", "data:", "blob:"}


@dataclass(frozen=True)
class Page:
    """An answer: its address, and its headers as (name in lower case, value)."""

    address: str
    headers: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each == name]

    def one(self, name: str) -> str:
        return ", ".join(self.all(name))


def directives(policy: str) -> dict[str, list[str]]:
    """Return the sources of each directive; of a directive that comes twice the first counts."""
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        if name:
            found.setdefault(name.lower(), sources)
    return found


def csp_score(policy: str) -> int:
    if not policy:
        return -25
    given = directives(policy)
    default = given.get("default-src", ["*"])
    script, objects, style = (given.get(name, default) for name in ("script-src", "object-src", "style-src"))
    has_nonce = any(source.startswith(("'nonce-", "'sha")) for source in script)
    is_inline = "'unsafe-inline'" in script and not has_nonce
    if is_inline or BROAD & {*script} or BROAD & {*objects}:
        return -20
    if any(source.startswith("http:") for sources in given.values() for source in sources):
        return -20
    if "'unsafe-eval'" in script or "'unsafe-eval'" in style:
        return -10
    if BROAD & {*style} or (
        "'unsafe-inline'" in style and not any(s.startswith(("'nonce-", "'sha")) for s in style)
    ):
        return 0
    return 10 if default == ["'none'"] else 5


def cookie_score(cookies: Sequence[str], *, has_hsts: bool) -> int:
    score = 5 if cookies else 0
    for text in cookies:
        for name, cookie in SimpleCookie(text).items():
            is_session = "session" in name.lower()
            is_csrf = "csrf" in name.lower()
            if not cookie["secure"]:
                penalties = (-10, -40) if is_session else (-5, -20)
                score = min(score, penalties[0 if has_hsts else 1])
            if is_session and not cookie["httponly"]:
                score = min(score, -30)
            if cookie["samesite"].lower() not in ("lax", "strict"):
                score = min(score, -20 if is_csrf or cookie["samesite"] else 0)
    return score


def scores(page: Page) -> dict[str, int]:
    """Return the points of each of Observatory's tests."""
    policy, age = (
        page.one("content-security-policy"),
        re.search(r"max-age=(\d+)", page.one("strict-transport-security")),
    )
    hsts = -20 if age is None else 0 if int(age[1]) >= HALF_A_YEAR else -10
    framing = "frame-ancestors" in directives(policy)
    old_framing = page.one("x-frame-options").upper() in ("DENY", "SAMEORIGIN")
    referrer = page.one("referrer-policy").lower()
    loaded_by = page.one("cross-origin-resource-policy")
    readable = page.one("access-control-allow-origin")
    return {
        "CSP": csp_score(policy),
        "cookies": cookie_score(page.all("set-cookie"), has_hsts=hsts == 0),
        "CORS": -50 if readable and page.one("access-control-allow-credentials") else 0,
        "HSTS": hsts,
        "Referrer-Policy": 5 if referrer in PRIVATE else -5 if referrer else 0,
        "X-Content-Type-Options": 0 if page.one("x-content-type-options") == "nosniff" else -5,
        "framing": 5 if framing else 0 if old_framing else -20,
        "CORP": 10
        if loaded_by in ("same-origin", "same-site")
        else 0
        if loaded_by in ("", "cross-origin")
        else -5,
    }


def total(points: dict[str, int]) -> int:
    """Return the score: bonuses count only from 90 on."""
    score = 100 + sum(each for each in points.values() if each < 0)
    return max(0, score + (sum(each for each in points.values() if each > 0) if score >= 90 else 0))


def grade(score: int) -> str:
    return next((name for least, name in GRADES if score >= least), "F")


def observatory(pages: Sequence[Page], planted: Page) -> Result:
    """Score every page; found is each test that costs points, and each page without Permissions-Policy or COOP."""
    found, lowest = [], 200
    for page in pages:
        points = scores(page)
        lowest = min(lowest, total(points))
        found += [f"{page.address}: {name} {each}" for name, each in points.items() if each < 0]
        found += [
            f"{page.address}: no {name}"
            for name in ("permissions-policy", "cross-origin-opener-policy")
            if not page.one(name)
        ]
    weak = {name for name, points in scores(planted).items() if points < 0}
    wanted = {"CSP", "cookies", "HSTS", "Referrer-Policy", "X-Content-Type-Options", "framing", "CORP"}
    words = f"Observatory's scoring (lowest: {grade(lowest)}, {lowest})"
    return Result(
        words, "own script", len(pages), "pages", tuple(found), f"{len(weak & wanted)} of {len(wanted)} found"
    )


_EVALUATE = """
const { CspEvaluator } = require(process.argv[1] + "/dist/evaluator.js");
const { CspParser } = require(process.argv[1] + "/dist/parser.js");
const policies = JSON.parse(require("fs").readFileSync(0, "utf8"));
const words = policies.map((policy) =>
  new CspEvaluator(new CspParser(policy).csp).evaluate().map((each) => [each.severity, `${each.directive} ${each.value ?? ""}: ${each.description}`]));
console.log(JSON.stringify(words));
"""
# csp_evaluator's Severity: 10 high, 20 syntax, 30 medium, 40 high maybe, 45 could be strict, 50 medium maybe, 60 for information.
WORST = 40


def evaluate_policies(tools: Tools, pages: Sequence[Page], planted: str) -> Result:
    """Give each page's policy to csp_evaluator; found is what it calls high, medium, wrong syntax or perhaps high."""
    what, tool = "Content Security Policy", "csp_evaluator"
    package, node = tools.package(tool), tools.program("node")
    if package is None or node is None:
        return Result(
            what, tool, missing="node is not installed" if node is None else "csp_evaluator is not installed"
        )
    policies = [page.one("content-security-policy") for page in pages]
    said = _evaluate(node, package, [*policies, planted])
    found = [
        f"{page.address}: {text}"
        for page, rows in zip(pages, said, strict=False)
        for severity, text in rows
        if severity <= WORST
    ]
    found += [f"{page.address}: no policy" for page in pages if not page.one("content-security-policy")]
    planted_found = any(severity <= 10 and "unsafe-inline" in text for severity, text in said[-1])
    kinds = len({re.sub(r"'nonce-[^']*'", "'nonce'", policy) for policy in policies})
    return Result(
        f"{what} ({kinds} different ones)", tool, len(pages), "pages", tuple(found), seen(planted_found)
    )


def _evaluate(node: str, package: Path, policies: list[str]) -> list[list[tuple[int, str]]]:
    done = subprocess.run(
        [node, "-e", _EVALUATE, str(package)],
        input=json.dumps(policies),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said: list[list[tuple[int, str]]] = json.loads(done.stdout)
    return said
