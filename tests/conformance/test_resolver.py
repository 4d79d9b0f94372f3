"""The GS1-Conformant Resolver rules for a product, a lot, a label and our own codes: no failures and no warnings."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
import yaml
from django.utils import timezone

from backend.settings import BASE_DIR
from members.acting import Actor
from tests.conformance.resolver_checks import CHECKS, Answer, Resolver, is_valid
from tests.factories.products import ListedProductFactory, make_user
from tests.layout import without_layout
from tests.people import LAN
from traceability.containers.actions.cartons import pack_cartons
from traceability.containers.actions.pallets import put_on_pallet
from traceability.gs1.dictionary import KEYS
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import CodeLink, CompanyPrefix, LabelRun, Lot, Passport
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.resolver.links import forget_links
from traceability.resolver.linkset import PLAIN_PROFILE
from traceability.scans.origin import pages
from traceability.scans.origin.lookup import codec
from traceability.scans.origin.problems import PROBLEMS

pytestmark = pytest.mark.django_db
ORIGIN = "https://pieu.example.vn"
GTIN = "09521234543213"


@pytest.fixture(autouse=True)
def no_cached_pages(settings):
    settings.PUBLIC_ORIGIN = ORIGIN
    pages.forget_pages()
    forget_links()


def add_row(lot: Lot, link_type: str, url: str, *, of_lot: bool = False, **fields) -> CodeLink:
    return CodeLink.objects.create(
        product=lot.product,
        lot=lot if of_lot else None,
        link_type=link_type,
        url=url,
        title=url[8:50],
        salt=b"s",
        pin="p",
        **fields,
    )


def fill(gtin: str | None = GTIN) -> dict[str, str]:
    """A product with links of every kind; the paths of its codes."""
    product = ListedProductFactory(name="Mận hậu", gtin=gtin)
    lot = Lot.objects.create(
        product=product, code="MH2611-1", quantity=50, unit="kg", harvested_date=timezone.localdate()
    )
    code = code_for(product)
    run = LabelRun.objects.create(
        lot=lot,
        code=code,
        count=5,
        layout="a4-65",
        key_version=codec().current,
        origin=ORIGIN,
        state=RunState.READY,
    )
    site = "https://man-hau.example.vn"
    add_row(lot, "recipeInfo", f"{site}/mut", language="vi")
    add_row(lot, "recipeInfo", f"{site}/jam", language="en")
    add_row(lot, "recipeInfo", f"{site}/jam-la", language="en", country="LA")
    add_row(lot, "recipeInfo", f"{site}/mut.pdf", language="vi", media_type="application/pdf")
    add_row(lot, "hasRetailers", f"{site}/a", language="vi")
    add_row(lot, "hasRetailers", f"{site}/b", language="vi")
    add_row(lot, "relatedVideo", f"{site}/phim?v=1", of_lot=True)
    Passport.objects.create(lot=lot, number=1, facts={}, salt=b"s", pin="p")
    serial = codec().encode(run.pk, 1)[:16]
    if gtin:
        root = f"/01/{code.value}"
        return {"product": root, "lot": f"{root}/10/MH2611-1", "label": f"{root}/21/{serial}",
                "lot and label": f"{root}/10/MH2611-1/21/{serial}"}  # fmt: skip
    root = f"/P/{code.value}"
    return {"own product": root, "own lot": f"{root}/10/MH2611-1", "own label": f"{root}/{serial}"}


def fill_held(lot: Lot) -> dict[str, str]:
    """Cartons with goods of `lot`, a pallet, and the place of its producer; the paths of their codes."""
    producer = lot.product.producer
    actor = Actor.of(producer.people.create(user=make_user("Quàng Thị Dung")).user)
    (own,) = pack_cartons(actor=actor, lot=lot, quantity=5)
    CompanyPrefix.objects.create(producer=producer, prefix="9520123", gln="9520123000004")
    (carton, below) = pack_cartons(actor=actor, lot=lot, quantity=5, count=2)
    pallet = put_on_pallet(actor=actor, producer=producer, cartons=[below])
    paths = {
        name: urlsplit(each.address).path
        for name, each in (("own carton", own), ("carton", carton), ("pallet", pallet))
    }
    return paths | {
        "place": "/414/9520123000004",
        "part of a place": "/414/9520123000004/254/KHO1",
        "party": "/417/9520123000004",
    }


@pytest.fixture
def resolver_of(client, conformance_json):
    """`resolver_of("/01/…")` asks through Django's test client."""

    def ask(method: str, url: str, **headers: str) -> Answer:
        target = url.removeprefix(ORIGIN) or "/"
        meta = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        response = client.generic(method, target, secure=True, RAW_URI=target, **meta)
        return Answer(
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
            response.content,
        )

    def make(path: str) -> Resolver:
        return Resolver(
            ORIGIN,
            ORIGIN + path,
            ask,
            lambda name: conformance_json("gs1-resolver", name),
        )

    return make


def test_every_rule_of_the_suite_has_its_check(conformance_json):
    rules = conformance_json("gs1-resolver", "checks.json")
    assert set(CHECKS) == {rule["id"] for rule in rules["fixed_checks"] + rules["per_link_checks"]}


@pytest.mark.parametrize("gtin", [GTIN, None], ids=["gtin", "own code"])
def test_resolver_conforms_for_every_level(resolver_of, gtin):
    for path in fill(gtin).values():
        resolver = resolver_of(path)
        for check in CHECKS.values():
            check(resolver)
        assert len(resolver.links()) > 6


@pytest.mark.parametrize("gtin", [GTIN, None], ids=["gtin", "own code"])
def test_resolver_conforms_for_a_product_without_a_lot(resolver_of, gtin):
    """An unknown lot of it walks up, too (basicWalkUp)."""
    product = ListedProductFactory(name="Mận hậu", gtin=gtin)
    resolver = resolver_of(f"/01/{gtin}" if gtin else f"/P/{code_for(product).value}")
    for check in CHECKS.values():
        check(resolver)
    assert resolver.links()


@pytest.mark.parametrize("is_recalled", [False, True], ids=["sound", "recalled"])
def test_resolver_conforms_for_cartons_and_places(resolver_of, is_recalled):
    fill()
    lot = Lot.objects.get()
    paths = fill_held(lot)
    if is_recalled:
        recall_lot(actor=Actor.of(lot.product.producer.people.get().user), lot=lot, reason="Mốc")
    for path in paths.values():
        resolver = resolver_of(path)
        for check in CHECKS.values():
            check(resolver)
        assert ("recallStatus" in {name for name, _link in resolver.links()}) is is_recalled
        allowed = resolver.preflight().headers["allow"]
        assert "POST" not in allowed
        refused = resolver.ask("POST", resolver.dl)
        assert (refused.status, refused.headers["allow"]) == (405, allowed)


@pytest.mark.databases
def test_a_gln_with_an_extension_leads_to_its_place(resolver_of):
    fill()
    paths = fill_held(Lot.objects.get())
    for path in (
        "/414/9520123000004",
        "/414/9520123000004/254/0",
        "/414/9520123000004/254/KL8G/",
        "/417/9520123000004",
    ):
        answer = resolver_of(path).get()
        key = path.split("/")[1]
        assert (answer.status, answer.location) == (307, f"{ORIGIN}/xem/{key}/9520123000004"), path
    assert resolver_of("/417/9520123000004/254/KL8G").get().status == 400
    assert resolver_of(f"{paths['carton']}/254/KL8G").get().status == 400


@pytest.mark.parametrize(
    ("behind", "status"),
    [
        ("/foo", 400), ("/21/A", 400), ("?17=991332", 400), ("?17=991231&17=991230", 400), ("?9999=1", 400),
        ("?17=991231", 307), ("?utm=1", 307), ("/", 307),
    ],
)  # fmt: skip
def test_junk_behind_a_cartons_number_is_malformed(resolver_of, behind, status):
    fill()
    path = fill_held(Lot.objects.get())["own carton"]
    assert resolver_of(path).get(behind).status == status
    assert resolver_of(path).get(behind, accept="text/html").status == (200 if status == 307 else status)
    assert resolver_of(f"/xem{path}").get(behind).status == (400 if behind in ("/foo", "/21/A") else 200)


def test_impossible_carton_number_is_answered_with_400(resolver_of):
    for path in (
        "/thung/%FF%00",
        "/thung/%00",
        "/thung/",
        "/thung/A%0A",
        "/thung/%zz",
        "/thung/" + "A" * 61,
        "/THUNG/A/B",
    ):
        assert resolver_of(path).get().status == 400, path
        assert resolver_of(f"/xem{path}").get().status == 400, path
    for path in ("/thung/T1300000000000", "/thung/K%C3%A9"):
        assert (resolver_of(path).get().status, resolver_of(f"/xem{path}").get().status) == (404, 404), path


def test_schema_refuses_the_invalid_example(conformance_json):
    """A schema that accepts everything would prove nothing."""
    schema = conformance_json("gs1-resolver", "gs1-linkset-schema.json")
    is_valid(conformance_json("gs1-resolver", "valid-gs1-example.json"), schema)
    with pytest.raises(AssertionError):
        is_valid(conformance_json("gs1-resolver", "invalid-gs1-example.json"), schema)


@pytest.mark.parametrize("level", ["product", "lot", "label"])
def test_head_is_get_without_its_body_and_every_answer_varies(resolver_of, level):
    resolver = resolver_of(fill()[level])
    for query, accept in [
        ("", "*/*"),
        ("?linkType=linkset", "*/*"),
        ("", "text/html"),
        ("?linkType=gs1:nosuch", "*/*"),
    ]:
        with time_machine.travel(timezone.now(), tick=False):  # both state when they end
            get = resolver.get(query, accept=accept)
            head = resolver.ask("HEAD", resolver.dl + query, accept=accept)
        assert head.status == get.status and head.body == b""
        assert {**head.headers, "content-length": ""} == {**get.headers, "content-length": ""}
        assert get.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"


def test_browser_gets_the_page_itself_and_the_linkset_in_its_header(resolver_of):
    paths = fill()
    for level in ("product", "lot", "label"):
        resolver = resolver_of(paths[level])
        answer = resolver.get(accept="text/html,application/xhtml+xml,*/*;q=0.8", accept_language="en")
        assert answer.status == 200 and answer.headers["content-type"].startswith("text/html")
        assert f'<{resolver.dl}?linkType=linkset>; rel="linkset"' in answer.headers["link"]
        assert f'<{resolver.dl}>; rel="owl:sameAs"' in answer.headers["link"]
        led = resolver.get()
        page = resolver.ask("GET", led.location, accept="*/*")
        assert page.status == 200 and page.body == answer.body


def test_client_that_refuses_html_is_redirected(resolver_of):
    resolver = resolver_of(fill()["lot"])
    assert resolver.get(accept="*/*, text/html;q=0").status == 307
    assert resolver.get("?linkType=gs1:hasRetailers", accept="*/*, text/html;q=0").json()["linkset"]


def test_language_is_negotiated(resolver_of):
    resolver = resolver_of(fill()["lot"])
    page = f"{ORIGIN}/xem/01/{GTIN}/10/MH2611-1"
    for language, location in [
        ("vi-VN,vi;q=0.9,en;q=0.8", page),
        ("en-GB,en;q=0.9,vi;q=0.5", f"{page}?lang=en"),
        ("fr", page),
        ("*", page),
        ("", page),
    ]:
        assert resolver.get(accept_language=language).location == location
    assert resolver.get("?linkType=gs1:recipeInfo", accept_language="en").location.endswith("/jam")
    assert resolver.get("?linkType=gs1:recipeInfo&context=LA", accept_language="en").location.endswith(
        "/jam-la"
    )
    assert resolver.get("?linkType=gs1:recipeInfo", accept="application/pdf").location.endswith("/mut.pdf")
    several = resolver.get("?linkType=gs1:recipeInfo")
    assert several.status == 300 and len(several.json()["linkset"][0]["https://gs1.org/voc/recipeInfo"]) == 3


def test_passport_is_had_in_each_of_its_forms(resolver_of):
    resolver = resolver_of(fill()["label"])
    lot = Lot.objects.get()
    for accept, end in [("text/html", "/"), ("application/ld+json", ".jsonld"), ("application/pdf", ".pdf")]:
        led = resolver.get("?linkType=gs1:dpp", accept=accept)
        assert (led.status, led.location) == (307, f"{ORIGIN}/lo/{lot.pk}/ho-chieu{end}")
    assert resolver.get("?linkType=gs1:dpp").status == 300


def test_person_chooses_among_several_on_a_page(resolver_of):
    answer = resolver_of(fill()["lot"]).get(
        "?linkType=gs1:hasRetailers", accept="text/html", accept_language="vi"
    )
    assert answer.status == 300
    assert without_layout(answer.body.decode()).count('<a href="https://man-hau.example.vn/') == 2


def test_query_is_passed_on_without_the_resolvers_own_parameters(resolver_of):
    resolver = resolver_of(fill()["lot"])
    answer = resolver.get("?utm=a%20b&linkType=gs1:relatedVideo&context=VN&x")
    assert answer.location == "https://man-hau.example.vn/phim?v=1&utm=a%20b&x"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/01/09521234543214", 400),
        (f"/01/{GTIN}/21/A/10/B", 400),
        (f"/01/{GTIN}/10/A?10=A", 400),
        (f"/01/{GTIN}?17=991332", 400),
        (f"/01/{GTIN}?17=991231", 307),
        (f"/01/{GTIN}?utm=1", 307),
        (f"/01/{GTIN}/10/KL8G", 307),
        (f"/01/{GTIN}/22/2A", 307),
        (f"/01/{GTIN}/22/2A/10/MH2611-1", 307),
        (f"/01/{GTIN}/22/2A/21/X", 404),
        (f"/01/{GTIN}/235/X", 404),
        (f"/01/{GTIN}/21/AAAAAAAAAAAAAAAA", 404),
        (f"/01/{GTIN}/10/MH2611-1/21/X", 404),
        ("/01/09520000000004", 404),
        ("/00/006141411234567890", 404),
        ("/00/006141411234567891", 400),
        ("/414/9520123456788/254/32a%2Fb", 404),
        ("/8004/9520614141234567", 404),
        ("/8013/1987654Ad4X4bL5ttr2310c2K", 404),
        ("/8013/1987654Ad4X4bL5ttr2310c2X", 400),
        ("/8003", 400),
        (f"/01/{GTIN}?linkType=zzz", 404),
        ("/415/9520123456788/8020/A1/", 404),
    ],
)
def test_malformed_unknown_and_foreign_codes_are_distinguished(resolver_of, path, status):
    fill()
    for accept, content_type in [
        ("*/*", "application/problem+json"),
        ("text/html", "text/html; charset=utf-8"),
    ]:
        answer = resolver_of("").ask("GET", ORIGIN + path, accept=accept)
        if status == 307 and accept == "text/html":
            assert answer.status == 200
            continue
        assert answer.status == status, answer.body
        if status != 307:
            assert answer.headers["content-type"] == content_type
            # A program may show the title to people: a sentence, never the program's term.
            problem = json.loads(answer.body) if accept == "*/*" else {"title": "Mã gõ.", "code": ""}
            assert problem["title"] != problem["code"] and problem["title"].endswith("."), problem
            assert answer.headers["cache-control"] == "no-store"
    if path.startswith("/00") and status == 400:
        assert "(00) SSCC sai số kiểm tra" in answer.body.decode()


def uri_cases(path: Path) -> list[tuple[str, int]]:
    """The gs1-digital-link cases as request targets with their answers. None of their codes is stored, so valid ones get 404."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        target = "/" + case["uri"].partition("#")[0].split("/", 3)[-1]
        # Our printed addresses have no stem of their own, and one mode of the engine is not offered.
        if target.split("/")[1] in KEYS and not set(case["flags"]) - {"permit_zero_suppressed_gtin"}:
            found.append((target, 404 if case["ok"] else 400))
    assert len(found) == 33 and {status for _target, status in found} == {400, 404}
    return found


def test_uris_of_the_syntax_engines_cases_are_answered_as_it_reads_them(resolver_of, conformance_path):
    for target, status in uri_cases(conformance_path("gs1-digital-link", "dl_uri_parse.jsonl")):
        answer = resolver_of("").ask("GET", ORIGIN + target, accept="*/*")
        assert answer.status == status, target
        assert answer.json()["code"] == ("malformed" if status == 400 else answer.json()["code"])


def test_recall_is_in_the_linkset_of_its_lot_and_of_the_product(resolver_of):
    paths = fill()
    lot = Lot.objects.get()
    sound = Lot.objects.create(product=lot.product, code="MH2611-2", quantity=5, unit="kg")
    key = "https://gs1.org/voc/recallStatus"

    def recalls(path: str) -> list[str]:
        resolver = resolver_of(path)
        for check in CHECKS.values():
            check(resolver)
        return [link["href"] for name, link in resolver.links() if key.endswith(name)]

    assert [recalls(path) for path in paths.values()] == [[], [], [], []]
    lan = make_user(LAN.full_name)
    lot.product.producer.people.create(user=lan)
    recall = recall_lot(actor=Actor.of(lan), lot=lot, reason="Mốc")
    page = f"{ORIGIN}/xem/01/{GTIN}"
    assert recalls(paths["lot"]) == [f"{page}/10/MH2611-1"]
    assert recalls(paths["label"]) == [f"{ORIGIN}/xem{paths['label']}"]
    assert recalls(paths["product"]) == [f"{page}/10/MH2611-1"]
    assert recalls(f"/01/{GTIN}/10/{sound.code}") == []
    officer = make_user("Cầm Thị Thu", officer_of=lot.product.producer.branch)
    end_recall(actor=Actor.of(officer), recall=recall)
    assert [recalls(path) for path in paths.values()] == [[], [], [], []]


def test_link_is_served_only_between_its_days(resolver_of, time_machine):
    path = fill()["lot"]
    lot = Lot.objects.get()
    today = timezone.localdate()
    add_row(lot, "promotion", "https://man-hau.example.vn/giam", from_date=today + timedelta(1),
            until_date=today + timedelta(2))  # fmt: skip
    found = []
    for days in range(4):
        time_machine.move_to(timezone.now() + timedelta(bool(days)), tick=False)
        found.append(resolver_of(path).get("?linkType=gs1:promotion").status)
    assert found == [404, 307, 307, 404]


def test_linkset_in_other_words(resolver_of):
    resolver = resolver_of(fill()["lot"])
    ld = resolver.get(accept="application/ld+json")
    assert (
        ld.json()["@context"] == f"{ORIGIN}/gs1/linkset.jsonld"
        and ld.headers["content-type"] == "application/ld+json"
    )
    assert resolver.get(accept="application/json").headers["content-type"] == "application/json"
    assert json.loads(resolver.get("?linkType=linkset").body) == resolver.linkset().json()
    page = resolver.get("?linkType=linkset", accept="text/html,*/*;q=0.8")
    assert page.status == 200 and "/jam" in page.body.decode()
    mixed = resolver.get(accept="text/html;q=0.5, application/linkset+json")
    assert mixed.headers["content-type"] == "application/linkset+json"


@pytest.mark.slow
def test_description_lists_the_existing_profiles_and_answers(resolver_of):
    description = yaml.safe_load((Path(BASE_DIR) / "docs" / "resolver-openapi.yaml").read_text("utf-8"))
    operation = description["paths"]["/01/{gtin}"]
    (accept,) = [one for one in operation["parameters"] if one["name"] == "Accept"]
    assert f'application/linkset+json; profile="{PLAIN_PROFILE}"' in " ".join(accept["description"].split())
    resolver = resolver_of(fill()["lot"])
    kinds = list(operation["get"]["responses"]["200"]["content"])
    for kind in kinds:
        answer = resolver.get(accept=kind)
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    plain = resolver.get(accept=f'application/linkset+json; profile="{PLAIN_PROFILE}"')
    assert plain.headers["content-type"] == f'application/linkset+json; profile="{PLAIN_PROFILE}"'
    assert all("itemDescription" not in level for level in plain.json()["linkset"])
    assert set(
        description["components"]["responses"]["Problem"]["content"]["application/problem+json"]["schema"][
            "properties"
        ]["code"]["enum"]
    ) == set(PROBLEMS)
    held = fill_held(Lot.objects.get())
    named = {path.split("/")[1]: path.rpartition("/")[2] for path in held.values() if "254" not in path}
    named |= {"01": GTIN, "P": code_for(ListedProductFactory()).value}
    for path in description["paths"]:
        if "{" not in path:
            assert resolver.ask("GET", ORIGIN + path, accept="*/*").status == 200
        elif "{serial}" not in path:
            filled = (
                re.sub(r"\{(gtin|key)\}", named[path.split("/")[1]], path)
                .replace("{lot}", "A")
                .replace("{part}", "KHO1")
            )
            assert resolver.ask("GET", ORIGIN + filled, accept="*/*").status == 307, filled
    assert named.keys() == {path.split("/")[1] for path in description["paths"] if "{" in path}


def test_cached_linkset_needs_one_query(resolver_of, django_assert_num_queries):
    resolver = resolver_of(fill()["label"])
    resolver.get()
    for query in ("", "?linkType=linkset", "?linkType=gs1:recipeInfo"):
        with django_assert_num_queries(1):
            resolver.get(query)
