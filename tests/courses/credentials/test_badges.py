"""Badges, keys, status lists and the paper: what a verifier accepts, and what it refuses."""

from __future__ import annotations

import base64
import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from backend.common import qr
from courses.credentials import bitstrings, issuer, keys
from courses.credentials.actions import choose_disclosure, revoke_credential
from courses.credentials.badges import badge, badge_token, signed
from courses.credentials.disclosure import full_disclosure, public_disclosure
from courses.credentials.paper import certificate_pdf
from courses.credentials.status_list import free_bit, status_list_token
from courses.credentials.verifying import BadgeRefused, bits_of_list, keys_of_document, verify_badge
from courses.models import Credential
from members.acting import Actor
from members.consent.actions import give_consent
from members.consent.enums import ConsentPurpose
from tests.courses.credentials.test_issuing import issued
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory

pytestmark = pytest.mark.django_db


def refusal(token: str, **more) -> str:
    with pytest.raises(BadgeRefused) as refused:
        verify_badge(token, **more)
    return refused.value.code


def token_of(credential: Credential) -> str:
    return badge_token(public_disclosure(credential))


# --- The badge ----------------------------------------------------------------------------------------------------------


def test_badge_verifies_and_is_the_same_each_time():
    credential = issued()
    token = token_of(credential)
    assert token == token_of(Credential.objects.get(pk=credential.pk))
    with translation.override("en"):
        assert token_of(credential) == token
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": "did:web:127.0.0.1%3A8000#key-1"}
    claims = verify_badge(token).credential
    assert claims["iss"] == claims["issuer"]["id"] == "did:web:127.0.0.1%3A8000"
    assert claims["jti"] == claims["id"] == f"http://127.0.0.1:8000/chung-nhan/{credential.code}/"
    assert claims["sub"] == claims["credentialSubject"]["id"] == f"urn:uuid:{credential.pk}"
    assert claims["credentialSubject"]["achievement"]["name"] == "Bán hàng"


def test_badge_holds_only_what_the_member_chose_to_show():
    lan = LanFactory()
    credential = issued(lan)
    bare = json.dumps(badge(public_disclosure(credential)), ensure_ascii=False)
    for hidden in ("Lò Thị", "bản Áng", "Mận hậu", "identityHash"):
        assert hidden not in bare
    give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.CERTIFICATE_NAME)
    credential = choose_disclosure(
        actor=Actor.of(lan), credential=credential, name=True, results=True, branch=False
    )
    made = badge(public_disclosure(credential))
    assert "Lò Thị Lan" not in json.dumps(made, ensure_ascii=False)
    assert made["credentialSubject"]["identifier"][0]["hashed"] is True
    assert [part["genre"] for part in made["evidence"]] == ["labels_printed", "product_listed"]


def test_badge_of_a_demo_is_marked_as_demo(settings):
    credential = issued()
    assert "dùng thử" not in badge(public_disclosure(credential))["name"]
    settings.PIEU_DEMO = True
    read = verify_badge(token_of(credential))
    claims = jwt.decode(token_of(credential), options={"verify_signature": False})
    for words in (claims["name"], claims["description"], claims["credentialSubject"]["achievement"]["name"]):
        assert words.startswith("Bản dùng thử: không phải chứng nhận thật. ")
    assert read is not None


def test_badge_with_a_letter_changed_is_refused():
    token = token_of(issued())
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["name"] = "Tiến sĩ"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert refusal(f"{header}.{forged}.{signature}") == "signature"


def test_badge_by_a_key_of_its_own_is_refused():
    credential = issued()
    stranger = Ed25519PrivateKey.generate()
    claims = jwt.decode(token_of(credential), options={"verify_signature": False})
    for headers, code in (
        ({"kid": issuer.key_id(1)}, "signature"),
        ({"kid": issuer.key_id(9)}, "key_unknown"),
        ({"jwk": keys.jwk_of(stranger.public_key())}, "key_unknown"),
    ):
        assert refusal(jwt.encode(claims, stranger, algorithm="EdDSA", headers=headers)) == code


def test_unsigned_and_symmetric_badges_are_refused():
    claims = jwt.decode(token_of(issued()), options={"verify_signature": False})
    kid = {"kid": issuer.key_id(1)}
    assert refusal(jwt.encode(claims, "", algorithm="none", headers=kid)) == "algorithm"
    assert refusal(jwt.encode(claims, "x" * 64, algorithm="HS256", headers=kid)) == "algorithm"


@pytest.mark.parametrize("text", ["", "abc", "a.b.c", "{", "{}", "[]", "x" * 300_000, "é.é.é"])
def test_text_that_is_no_badge_is_refused(text):
    assert refusal(text) in {"unreadable", "context"}


def test_badge_is_refused_before_and_after_its_time():
    credential = issued()
    token = token_of(credential)
    assert refusal(token, now=credential.issued_at - timedelta(days=1)) == "not_yet"
    made = badge(public_disclosure(credential))
    made["validUntil"] = "2020-01-01T00:00:00Z"
    assert refusal(signed(made)) == "expired"
    made["validUntil"] = "soon"
    assert refusal(signed(made)) == "dates"


def test_badge_of_another_issuer_is_refused():
    made = badge(public_disclosure(issued()))
    made["issuer"]["id"] = "did:web:example.org"
    assert refusal(signed(made)) == "issuer"


def test_old_key_keeps_verifying_after_rotation_until_it_is_taken_out(settings):
    credential = issued()
    before = token_of(credential)
    old = settings.BADGE_KEYS
    settings.BADGE_KEYS = {**old, 2: bytes(range(32))}
    after = token_of(credential)
    assert jwt.get_unverified_header(after)["kid"].endswith("#key-2")
    assert [verify_badge(token).key_id[-1] for token in (before, after)] == ["1", "2"]
    assert [key["kid"][-1] for key in issuer.jwks()["keys"]] == ["2", "1"]
    settings.BADGE_KEYS = {2: bytes(range(32))}
    assert refusal(before) == "key_unknown"
    verify_badge(after)


# --- Revocation ---------------------------------------------------------------------------------------------------------


def revoke(credential: Credential, trainer) -> None:
    revoke_credential(
        actor=Actor.of(trainer), credential=credential, reason="mistake", note="Cấp nhầm người."
    )


def test_revoked_badge_is_refused_and_nothing_is_handed_out(client):
    trainer = make_trainer()
    credential = issued(author=trainer)
    token = token_of(credential)
    verify_badge(token)
    revoke(credential, trainer)
    assert refusal(token) == "revoked"
    for name in ("credentials:badge", "credentials:paper"):
        assert client.get(reverse(name, args=[credential.code])).status_code == 404


@pytest.mark.slow
def test_status_list_is_readable_only_with_the_keys(client):
    """Check as another program would: keys from did.json, the list from its address."""
    trainer = make_trainer()
    credential = issued(author=trainer)
    token = token_of(credential)
    document = json.loads(client.get("/.well-known/did.json").content)
    known = keys_of_document(document)

    def status_bits(url: str) -> bytes:
        path = url.removeprefix("http://127.0.0.1:8000")
        answer = client.get(path)
        assert answer["Content-Type"] == "application/vc+jwt"
        return bits_of_list(answer.text, issuer_id=document["id"], known_keys=known)

    elsewhere = {"issuer_id": document["id"], "known_keys": known, "status_bits": status_bits}
    assert verify_badge(token, **elsewhere).credential["id"].endswith(f"/{credential.code}/")
    revoke(credential, trainer)
    assert refusal(token, **elsewhere) == "revoked"
    assert refusal(token, **{**elsewhere, "status_bits": lambda url: None}) == "status_unreadable"
    bits = status_bits(issuer.absolute("credentials:status_list", 1))
    assert len(bits) * 8 == 131_072
    assert sum(byte.bit_count() for byte in bits) == 1
    assert bitstrings.is_set(bits, credential.status_index)


def test_status_list_stays_the_same_until_something_is_revoked(client):
    trainer = make_trainer()
    credential = issued(author=trainer)
    first = status_list_token(1)
    assert status_list_token(1) == first
    revoke(credential, trainer)
    assert status_list_token(1) != first
    assert client.get(reverse("credentials:status_list", args=[2])).status_code == 404


@pytest.mark.slow
def test_first_status_list_is_there_before_any_certificate(client):
    assert client.get(reverse("credentials:status_list", args=[1])).status_code == 200


def test_bits_of_neighbours_are_apart():
    assert len({free_bit() for _ in range(50)}) > 40


@pytest.mark.parametrize("indexes", [[], [0], [7, 8, 131_071], list(range(0, 131_072, 997))])
def test_encoded_bitstring_decodes_to_the_same_indexes(indexes):
    bits = bitstrings.decode(bitstrings.encode(indexes))
    assert [index for index in range(131_072) if bitstrings.is_set(bits, index)] == indexes


def pack(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "encoded",
    ["", "z123", "u!!", "uAAAA", pack(bytes(100)), pack(bytes(17 * 1024 * 1024)), pack(bytes(16_384))[:40]],
    ids=["nothing", "another base", "no base64", "no gzip", "short", "long", "cut off"],
)
def test_bad_bitstrings_are_refused(encoded):
    with pytest.raises(ValueError):
        bitstrings.decode(encoded)


def test_bit_outside_the_list_is_refused():
    bits = bitstrings.decode(bitstrings.encode([]))
    for index in (-1, 131_072):
        with pytest.raises(ValueError):
            bitstrings.is_set(bits, index)


# --- Issuer -------------------------------------------------------------------------------------------------------------


def test_issuer_publishes_its_keys_in_three_places(client):
    did = json.loads(client.get("/.well-known/did.json").content)
    jwks = json.loads(client.get("/.well-known/jwks.json").content)
    profile = json.loads(client.get(reverse("credentials:issuer")).content)
    assert did["id"] == profile["id"] == "did:web:127.0.0.1%3A8000"
    (method,), (key,) = did["verificationMethod"], jwks["keys"]
    assert method["id"] == key["kid"] == did["assertionMethod"][0] == "did:web:127.0.0.1%3A8000#key-1"
    assert method["publicKeyJwk"]["x"] == key["x"] == keys.public_jwk(1)["x"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}
    assert set(method["publicKeyJwk"]) == {"kty", "crv", "x"}


# --- Commands -----------------------------------------------------------------------------------------------------------


def command_output(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_verify_badge_prints_valid_or_the_reason(tmp_path: Path):
    trainer = make_trainer()
    credential = issued(author=trainer)
    file = tmp_path / "badge.jwt"
    file.write_text(token_of(credential) + "\n")
    assert command_output("verify_badge", str(file)).startswith("Huy hiệu còn hiệu lực: Bán hàng\n")
    revoke(credential, trainer)
    with pytest.raises(CommandError, match=r"Nơi cấp đã thu hồi huy hiệu này. \(revoked\)"):
        command_output("verify_badge", str(file))
    with pytest.raises(CommandError, match="can't be read"):
        command_output("verify_badge", str(tmp_path / "none"))


def test_verify_badge_checks_another_issuers_with_its_documents(tmp_path: Path, settings):
    token = token_of(issued())
    names = {"badge": token, "did": json.dumps(issuer.did_document()), "list": status_list_token(1)}
    files = {name: tmp_path / name for name in names}
    for name, text in names.items():
        files[name].write_text(text)
    issuer_url = issuer.issuer_id()
    settings.PUBLIC_ORIGIN, settings.BADGE_KEYS = "https://khac.example.vn", {1: bytes(32)}
    options = ["--keys", str(files["did"]), "--issuer", issuer_url, "--status-list", str(files["list"])]
    assert "còn hiệu lực" in command_output("verify_badge", str(files["badge"]), *options)
    with pytest.raises(CommandError):
        command_output("verify_badge", str(files["badge"]))
    with pytest.raises(CommandError, match="needs --issuer"):
        command_output("verify_badge", str(files["badge"]), "--keys", str(files["did"]))


def test_new_badge_key_is_the_next_and_differs_each_time():
    first, second = command_output("new_badge_key"), command_output("new_badge_key")
    assert first != second
    number, _, seed = first.strip().partition(":")
    assert (number, len(bytes.fromhex(seed))) == ("2", 32)


# --- Paper --------------------------------------------------------------------------------------------------------------


def text_and_codes(data: bytes) -> tuple[str, list[str]]:
    page = pypdfium2.PdfDocument(data)[0]
    return page.get_textpage().get_text_bounded(), qr.decode(page.render(scale=3).to_pil())


@pytest.mark.slow
def test_paper_is_the_same_bytes_and_its_code_leads_to_its_page():
    credential = issued()
    data = certificate_pdf(full_disclosure(credential))
    assert data == certificate_pdf(full_disclosure(Credential.objects.get(pk=credential.pk)))
    with translation.override("en"):
        assert certificate_pdf(full_disclosure(credential)) == data
    text, codes = text_and_codes(data)
    assert codes == [f"http://127.0.0.1:8000/chung-nhan/{credential.code}/"]
    for line in (
        "Lò Thị Lan",
        "Chi hội bản Áng",
        "Đã in 65 tem truy xuất: Mận hậu Mộc Châu",
        "Bán hàng",
    ):
        assert line in text


@pytest.mark.slow
@pytest.mark.parametrize("is_demo", [True, False])
def test_paper_of_a_demo_is_marked_as_demo(settings, is_demo):
    settings.PIEU_DEMO = is_demo
    page = (
        pypdfium2.PdfDocument(certificate_pdf(full_disclosure(issued())))[0].get_textpage().get_text_range()
    )
    assert ("Bản dùng thử: không phải chứng nhận thật" in page) is is_demo


@pytest.mark.slow
def test_public_paper_holds_only_what_the_member_chose_to_show(client):
    credential = issued()
    answer = client.get(reverse("credentials:paper", args=[credential.code]))
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == ("application/pdf", "noindex")
    text, codes = text_and_codes(answer.content)
    assert "Bán hàng" in text
    assert len(codes) == 1
    for hidden in ("Lan", "bản Áng", "Mận hậu"):
        assert hidden not in text


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_paper_holds_any_number_of_results_on_one_page(count):
    credential = issued()
    long = {"kind": "handed_in", "step": "Viết bài giới thiệu " * 12, "on": "2026-11-24", "names": []}
    credential.statement = {**credential.statement, "results": [long] * count}
    credential.issued_at = datetime(2026, 11, 24, tzinfo=UTC)
    data = certificate_pdf(full_disclosure(credential))
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    text, codes = text_and_codes(data)
    assert len(codes) == 1
    assert ("kết quả nữa" in text) is (count == 40)
    assert timezone.localdate(credential.issued_at).strftime("%d/%m/%Y") in text
