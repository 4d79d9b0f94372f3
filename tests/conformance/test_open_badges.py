"""open-badges/: the Open Badges 3.0 schemas hold for what is issued, and six credentials for the verifier.

The samples carry Data Integrity proofs, which need RDF canonicalisation and are refused here as unread whatever else is
right. So each sample is also signed as a VC-JWT: then the good ones pass, and each bad one fails for its own reason.
"""

from __future__ import annotations

import copy
from typing import Any

import jwt
import pytest
from jsonschema import Draft201909Validator

from courses.credentials import issuer, keys
from courses.credentials.badges import badge, signed
from courses.credentials.disclosure import full_disclosure, public_disclosure
from courses.credentials.issuer import profile, profile_document
from courses.credentials.verifying import BadgeRefused, verify_badge
from courses.models import Credential
from tests.courses.credentials.test_issuing import issued

pytestmark = pytest.mark.django_db

GOOD = ["simple", "simple-did-key-method", "complete"]
BAD = {
    "simple-err-expired": "expired",
    "simple-err-type": "type",
    "simple-err-proof-value": "proof_unsupported",
}


@pytest.fixture
def schema(conformance_json):
    def load(name: str) -> Draft201909Validator:
        return Draft201909Validator(conformance_json("open-badges", "schema", f"ob_v3p0_{name}_schema.json"))

    return load


@pytest.fixture
def sample(conformance_json):
    return lambda name: conformance_json("open-badges", "samples", f"{name}.json")


def faults(validator: Draft201909Validator, document: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:120]}"
        for error in validator.iter_errors(document)
    ]


def test_every_badge_is_valid_against_the_schema(schema):
    credential = issued()
    validator = schema("achievementcredential")
    for disclosure in (public_disclosure(credential), full_disclosure(credential)):
        made = badge(disclosure)
        assert faults(validator, made) == []
        claims = jwt.decode(signed(made), options={"verify_signature": False})
        assert faults(validator, claims) == []


def test_schema_would_notice_a_fault(schema):
    made = badge(public_disclosure(issued()))
    del made["credentialSubject"]["achievement"]["criteria"]
    assert faults(schema("achievementcredential"), made)


def test_issuer_is_valid_against_the_schema(schema):
    validator = schema("profile")
    assert faults(validator, profile()) == []
    assert faults(validator, profile_document()) == []


def test_certificate_without_results_is_valid(schema):
    credential = issued()
    Credential.objects.filter(pk=credential.pk).update(statement={**credential.statement, "results": []})
    credential.refresh_from_db()
    made = badge(full_disclosure(credential))
    assert "evidence" not in made
    assert faults(schema("achievementcredential"), made) == []


@pytest.mark.parametrize(("name", "code"), BAD.items())
def test_bad_samples_are_refused(conformance_path, name, code):
    text = conformance_path("open-badges", "samples", f"{name}.json").read_text("utf-8")
    with pytest.raises(BadgeRefused) as refused:
        verify_badge(text)
    assert refused.value.code == code


@pytest.mark.parametrize("name", GOOD)
def test_good_samples_are_refused_for_their_kind_of_proof_alone(conformance_path, name):
    text = conformance_path("open-badges", "samples", f"{name}.json").read_text("utf-8")
    with pytest.raises(BadgeRefused) as refused:
        verify_badge(text)
    assert refused.value.code == "proof_unsupported"


def as_token(document: dict[str, Any], **changes: Any) -> str:
    """The sample as our own VC-JWT."""
    document = copy.deepcopy(document) | changes
    del document["proof"]
    document["issuer"] = profile()
    document["credentialSubject"].setdefault("id", "urn:uuid:35258e6f-4c05-4215-8ada-38a5a5b80510")
    return signed(document)


@pytest.mark.parametrize("name", ["simple", "simple-did-key-method"])
def test_good_samples_verify_once_they_are_signed(sample, name):
    verified = verify_badge(as_token(sample(name)))
    assert verified.credential["name"] == sample(name)["name"]
    assert verified.key_id == issuer.key_id(keys.current_number())


@pytest.mark.parametrize(("name", "code"), [("simple-err-expired", "expired"), ("simple-err-type", "type")])
def test_bad_samples_are_refused_however_well_they_are_signed(sample, name, code):
    with pytest.raises(BadgeRefused) as refused:
        verify_badge(as_token(sample(name)))
    assert refused.value.code == code


def test_sample_with_a_wrong_proof_is_refused_for_its_signature(sample):
    good = as_token(sample("simple-err-proof-value"))
    verify_badge(good)
    header, payload, signature = good.split(".")
    other = as_token(sample("simple"), name="Another").split(".")[2]
    assert other != signature
    with pytest.raises(BadgeRefused) as refused:
        verify_badge(f"{header}.{payload}.{other}")
    assert refused.value.code == "signature"
