"""What GS1's test suite asks of a resolver, check by check, over anything that answers HTTP.

`Resolver.ask(method, url, **headers)` answers status, headers (lower-case names) and body, and follows no redirect. Each function
below carries the id of its rule in gs1-resolver/checks.json and raises AssertionError where the rule is broken; those of level "warn"
count like the others: nothing failed and nothing warned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from jsonschema import Draft7Validator, FormatChecker

VOC = "https://gs1.org/voc/"
LINKSET = "application/linkset+json"
PLAUSIBLE = re.compile(
    r"https?://[^/]+(?:/.*)?/(01|8006|8010|8013|41[0-7]|8017|8018|255|00|253|401|402|8003|8004)/[^/?#]+(?:/[0-9]{2,4}/[^/?#]+)*"
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Resolver:
    """A resolver under test, and one Digital Link URI that it resolves. `schema` reads a file of the conformance cases."""

    root: str
    dl: str
    ask: Callable[..., Answer]
    schema: Callable[[str], Any]
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def is_gs1(self) -> bool:
        return not urlsplit(self.dl).path.startswith(("/P/", "/thung/"))

    def get(self, query: str = "", path: str = "", accept: str = "*/*", **headers: str) -> Answer:
        return self.ask("GET", self.dl + path + query, accept=accept, **headers)

    def junk(self) -> Answer:
        """After one of our product codes, one part may be a serial, so only two are junk."""
        return self.get(path="/foo/bar" if urlsplit(self.dl).path.startswith("/P/") else "/foo")

    def preflight(self) -> Answer:
        return self.ask(
            "OPTIONS", self.dl, **{"origin": "https://gs1.org", "access-control-request-method": "GET"}
        )

    def linkset(self) -> Any:
        if "linkset" not in self.seen:
            self.seen["linkset"] = self.get(accept=LINKSET)
        return self.seen["linkset"]

    def default(self) -> str:
        context = next(each for each in self.linkset().json()["linkset"] if VOC + "defaultLink" in each)
        assert urlsplit(self.dl).path.startswith(urlsplit(context["anchor"]).path)
        return context[VOC + "defaultLink"][0]["href"]

    def links(self) -> list[tuple[str, dict]]:
        return [
            (name.removeprefix(VOC), link)
            for context in self.linkset().json()["linkset"]
            for name, links in context.items()
            if isinstance(links, list)
            for link in links
        ]


def without_link_type(location: str) -> str:
    """An echoed linkType is ignored."""
    return re.sub(r"[?&]linkType=[^&]*$", "", location)


def is_valid(content: Any, schema: Any) -> None:
    errors = [
        error.message
        for error in Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(content)
    ]
    assert errors == []


def isURL(r: Resolver) -> None:
    parts = urlsplit(r.dl)
    assert parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def isHttps(r: Resolver) -> None:
    assert urlsplit(r.dl).scheme == "https"


def plausibleDL(r: Resolver) -> None:
    assert PLAUSIBLE.fullmatch(r.dl) or not r.is_gs1


def validDL(r: Resolver) -> None:
    if r.is_gs1:
        keys = re.findall(r"/(0[01]|41[47])/([0-9]{13,})(?=/|$)", urlsplit(r.dl).path)
        assert [len(value) for _key, value in keys] == [{"00": 18, "01": 14}.get(keys[0][0], 13)]


def basicWalkUp(r: Resolver) -> None:
    found = re.match(r".*?/(01|P|414)/[^/]+", r.dl)
    if found is not None:  # no qualifier follows the other keys
        unknown = "254" if found[1] == "414" else "10"
        assert r.ask("GET", f"{found[0]}/{unknown}/KL8G", accept="*/*").status == 307


def tlsOK(r: Resolver) -> None:
    assert r.ask("HEAD", f"{r.root}/").status < 500


def rdFile(r: Resolver) -> None:
    answer = r.ask("GET", f"{r.root}/.well-known/gs1resolver", accept="application/json")
    assert answer.status == 200
    is_valid(answer.json(), r.schema("description-file-schema-1.2.0.json"))
    assert answer.json()["resolverRoot"] == r.root


def httpVersion(r: Resolver) -> None:
    answer = r.ask("GET", r.root)
    assert answer.headers.get(":version", "1.1") >= "1.1"


def corsCheck(r: Resolver) -> None:
    assert r.preflight().headers["access-control-allow-origin"] == "*"
    assert r.get().headers["access-control-allow-origin"] == "*"


def methodsCheck(r: Resolver) -> None:
    answer = r.preflight()
    assert answer.status in (200, 204)
    allowed = {each.strip() for each in answer.headers["access-control-allow-methods"].split(",")}
    assert {"GET", "HEAD", "OPTIONS"} <= allowed


def linkOnRedirect(r: Resolver) -> None:
    for answer in (r.preflight(), r.get()):
        assert 'rel="linkset"' in answer.headers["link"]
    target = re.search(r'<([^>]+)>; rel="linkset"', r.get().headers["link"])[1]
    assert r.ask("GET", target, accept="*/*").status == 200


def legacyLinkHeaders(r: Resolver) -> None:
    for answer in (r.preflight(), r.get()):
        assert 'rel="gs1:' not in answer.headers["link"]


def reportWith400(r: Resolver) -> None:
    assert r.junk().status == 400


def noErrorWith200(r: Resolver) -> None:
    assert r.junk().status != 200


def trailingSlash(r: Resolver) -> None:
    plain, slashed = r.get(), r.get(path="/")
    assert (plain.status, plain.location) == (slashed.status, slashed.location) and plain.status == 307


def qsPassedOn(r: Resolver) -> None:
    assert "foo=bar" in r.get("?foo=bar").location


def ltLinksetNoRedirect(r: Resolver) -> None:
    answer = r.get("?linkType=linkset")
    assert answer.status == 200 and answer.json()["linkset"]


def ltAllNoRedirect(r: Resolver) -> None:
    assert r.get("?linkType=all").status == 200


def ltAcceptHeader(r: Resolver) -> None:
    assert r.get("?linkType=all", accept=LINKSET).status == 200


def validLinkset(r: Resolver) -> None:
    assert r.linkset().status == 200
    is_valid(r.linkset().json(), r.schema("gs1-linkset-schema.json"))
    plain = r.get(accept=f'{LINKSET}; profile="https://www.rfc-editor.org/rfc/rfc9264"')
    is_valid(plain.json(), r.schema("linkset-schema-rfc9264.json"))


def linksetJsonldCheck(r: Resolver) -> None:
    link = r.linkset().headers["link"]
    match = re.search(
        r'<([^>]+)>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld\+json"', link
    )
    context = r.ask("GET", match[1], accept="application/ld+json")
    assert context.headers["content-type"] == "application/ld+json" and "@context" in context.json()


def declaredContentType(r: Resolver) -> None:
    assert r.linkset().headers["content-type"].startswith(LINKSET)


def defaultLinkExists(r: Resolver) -> None:
    assert r.default()


def singleDefaulLink(r: Resolver) -> None:
    assert len([link for name, link in r.links() if name == "defaultLink"]) == 1


def defaultTarget(r: Resolver) -> None:
    assert r.get().location == r.default()
    link = next(link for name, link in r.links() if name == "defaultLink")
    assert set(link) == {"href", "title"}, "the default link carries no optional attributes"


def linkTypesDefined(r: Resolver) -> None:
    known = r.schema("gs1-linktypes-webvoc-1.16.json")
    assert {name for name, _ in r.links()} <= {
        name for name, about in known.items() if about["status"] == "stable"
    }


def specificLinkTypeNotFound(r: Resolver) -> None:
    assert r.get("?linkType=gs1:nosuchlt").status == 404


def link_of_a_single_type(r: Resolver) -> None:
    names = [name for name, _ in r.links()]
    for name, link in r.links():
        if names.count(name) == 1:
            for spelling in (f"gs1:{name}", quote(VOC + name, safe="")):
                answer = r.get(f"?linkType={spelling}")
                assert without_link_type(answer.location) == link["href"], name


def link_by_its_attributes(r: Resolver) -> None:
    kinds = [_kind(name, link) for name, link in r.links()]
    for name, link in r.links():
        if name in ("defaultLink", "defaultLinkMulti") or kinds.count(_kind(name, link)) > 1:
            continue
        answer = r.get(*_asking(name, link)[:1], **_asking(name, link)[1])
        assert (answer.status, without_link_type(answer.location)) == (307, link["href"]), (name, link)


def links_that_fit_alike(r: Resolver) -> None:
    kinds = [_kind(name, link) for name, link in r.links()]
    for name, link in r.links():
        if name not in ("defaultLink", "defaultLinkMulti") and kinds.count(_kind(name, link)) > 1:
            query, headers = _asking(name, link)
            assert r.get(query, **headers).status == 300, name


def default_by_its_attributes(r: Resolver) -> None:
    for name, link in r.links():
        if name == "defaultLinkMulti":
            _query, headers = _asking(name, link)
            assert r.get(**headers).location == link["href"]


def singleMultiLink(r: Resolver) -> None:
    assert len([name for name, _ in r.links() if name == "defaultLinkMulti"]) != 1


def _kind(name: str, link: dict) -> tuple:
    return (name, link.get("type"), tuple(link.get("hreflang", ())), tuple(link.get("context", ())))


def _asking(name: str, link: dict) -> tuple[str, dict[str, str]]:
    query = f"?linkType=gs1:{name}" + (f"&context={link['context'][0]}" if link.get("context") else "")
    headers = {"accept": link.get("type", "*/*")}
    if link.get("hreflang"):
        headers["accept_language"] = link["hreflang"][0]
    return query, headers


FIXED = [
    isURL, isHttps, plausibleDL, validDL, basicWalkUp, tlsOK, rdFile, httpVersion, corsCheck, methodsCheck, linkOnRedirect,
    legacyLinkHeaders, reportWith400, noErrorWith200, trailingSlash, qsPassedOn, ltLinksetNoRedirect, ltAllNoRedirect,
    ltAcceptHeader, validLinkset, linksetJsonldCheck, declaredContentType, defaultLinkExists, singleDefaulLink, defaultTarget,
    linkTypesDefined, specificLinkTypeNotFound,
]  # fmt: skip
PER_LINK = {
    "loFor{lt}": link_of_a_single_type,
    "loFor{lt}{n}": link_by_its_attributes,
    "loFor{lt}{n} (300)": links_that_fit_alike,
    "loForgs1defaultLinkMulti{n}": default_by_its_attributes,
    "singleMultiLink": singleMultiLink,
}
CHECKS: dict[str, Callable[[Resolver], None]] = {check.__name__: check for check in FIXED} | PER_LINK
