"""A certificate as an Open Badge 3.0 in VC-JWT form (OB 3.0 §8.2).

The credential's members are the token's claims.

The same certificate, choices and key give the same token: its only moment is `validFrom`, and Ed25519 is
deterministic.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import jwt
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.credentials import issuer, keys
from courses.credentials.disclosure import Disclosure
from courses.credentials.statements import course_words, result_words, time_words

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
ALGORITHM = "EdDSA"


def iso(moment: dt.datetime) -> str:
    """Return an XML Schema dateTimeStamp in UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _noon(day: str) -> str:
    """Return noon of a day in Vietnam as a UTC timestamp."""
    at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), timezone.get_default_timezone())
    return iso(at)


@translation.override("vi")
def badge(disclosure: Disclosure) -> dict[str, Any]:
    """Return the OpenBadgeCredential (OB 3.0 §B) of the shown data, always in Vietnamese."""
    credential, statement = disclosure.credential, disclosure.statement
    course = statement["course"]
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{credential.pk}",
        "type": ["AchievementSubject"],
        "activityStartDate": _noon(statement["started_on"]),
        "activityEndDate": _noon(statement["finished_on"]),
        "achievement": {
            "id": f"{issuer.absolute('courses:course', course['slug'])}#ban-{course['version']}",
            "type": ["Achievement"],
            "achievementType": "Course",
            "name": course["title"],
            "description": course["summary"] or course["title"],
            "criteria": {"narrative": course_words(statement)},
            "inLanguage": "vi",
            "version": str(course["version"]),
        },
    }
    if disclosure.name:
        salt = hashlib.sha256(b"name" + credential.pk.bytes).hexdigest()[:32]
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$" + hashlib.sha256((disclosure.name + salt).encode()).hexdigest(),
                "identityType": "name",
                "salt": salt,
            }
        ]
    if disclosure.branch_name:
        subject["narrative"] = disclosure.branch_name
    made: dict[str, Any] = {
        "@context": [VC_CONTEXT, OB_CONTEXT],
        "id": issuer.absolute("credentials:credential", credential.code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": issuer.profile(statement["issuer"]),
        "validFrom": iso(credential.issued_at),
        "awardedDate": _noon(statement["finished_on"]),
        "name": course["title"],
        "description": time_words(statement),
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": status_entry(credential.status_list, credential.status_index),
    }
    if disclosure.results:
        made["evidence"] = [
            {
                "type": ["Evidence"],
                "id": f"{made['id']}#ket-qua-{number}",
                "name": result["step"] or result_words(result),
                "narrative": result_words(result),
                "genre": str(result["kind"]),
            }
            for number, result in enumerate(disclosure.results, 1)
        ]
    if settings.PIEU_DEMO:
        # Marked as a demo like its paper, signed or not: no real learning is behind it.
        notice = _("Bản dùng thử: không phải chứng nhận thật")
        made["name"], made["description"] = f"{notice}. {made['name']}", f"{notice}. {made['description']}"
        subject["achievement"]["name"] = made["name"]
    return made


def status_entry(number: int, index: int) -> dict[str, str]:
    """Return a certificate's `credentialStatus`: its bit in a status list (Bitstring Status List §2.1)."""
    url = issuer.absolute("credentials:status_list", number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def signed(credential: dict[str, Any]) -> str:
    """Sign a credential as a VC-JWT with the current key."""
    valid_from = dt.datetime.fromisoformat(credential["validFrom"])
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": int(valid_from.timestamp()),
        "sub": credential["credentialSubject"]["id"],
    }
    return jwt.encode(
        claims,
        keys.signing_key(),
        algorithm=ALGORITHM,
        headers={"typ": "JWT", "kid": issuer.key_id(keys.current_number())},
    )


def badge_token(disclosure: Disclosure) -> str:
    """Return the badge of the shown data as a signed VC-JWT."""
    return signed(badge(disclosure))
