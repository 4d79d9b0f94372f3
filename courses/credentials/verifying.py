"""Verify a badge: form, issuer, signature, dates, status; and if it fails, say why.

`verify_badge` reads an Open Badge 3.0 in VC-JWT form (OB 3.0 §8.2, EdDSA only). Embedded Data Integrity
proofs are refused as unreadable after all other checks: an unchecked proof proves nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_moment
from backend.common.errors import DomainError
from backend.common.text import to_id
from courses.credentials import bitstrings, issuer, keys
from courses.credentials.badges import ALGORITHM, VC_CONTEXT
from courses.credentials.status_list import is_revoked

OB_CONTEXT_START = "https://purl.imsglobal.org/spec/ob/v3p0/context"
BADGE_TYPES = {"OpenBadgeCredential", "AchievementCredential"}
LONGEST = 256 * 1024

type StatusBits = Callable[[str], bytes | None]


class BadgeRefused(DomainError):
    """The badge proves nothing; `code` names the failed check, `message` is readable."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Valid badge: its content, the id of its signing key, and the moment from which it is valid."""

    credential: dict[str, Any]
    key_id: str
    valid_from: dt.datetime


def own_keys() -> dict[str, Any]:
    """Return {kid: JWK} of this installation's keys, former keys included."""
    return {key["kid"]: key for key in issuer.jwks()["keys"]}


def keys_of_document(document: Any) -> dict[str, Any]:
    """Return {kid: JWK} of another issuer's DID document or JWKS. Raises BadgeRefused if it is neither."""
    if isinstance(document, dict) and isinstance(document.get("keys"), list):
        pairs: list[tuple[Any, Any]] = [
            (key.get("kid"), key) for key in document["keys"] if isinstance(key, dict)
        ]
    elif isinstance(document, dict) and isinstance(document.get("verificationMethod"), list):
        methods = [method for method in document["verificationMethod"] if isinstance(method, dict)]
        pairs = [(method.get("id"), method.get("publicKeyJwk")) for method in methods]
    else:
        raise BadgeRefused(_("Tệp khoá không đọc được."), code="keys_unreadable")
    return {str(kid): jwk for kid, jwk in pairs if kid}


def verify_badge(
    text: str,
    *,
    now: dt.datetime | None = None,
    issuer_id: str | None = None,
    known_keys: Mapping[str, Any] | None = None,
    status_bits: StatusBits | None = None,
) -> Verified:
    """Verify `text`, a VC-JWT. Raises BadgeRefused.

    By default the issuer must be this installation, and the status comes from its own database. For other
    issuers pass `issuer_id`, its `known_keys` by kid, and `status_bits`. The latter takes the address of a
    status list and returns its bits, or None.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise _unreadable()
    if text.startswith("{"):
        _check_embedded(text, now or timezone.now())
    header, claims, key = _opened(text, own_keys() if known_keys is None else known_keys)
    _check_form(claims)
    _check_issuer(claims, header["kid"], issuer_id or issuer.issuer_id())
    _check_signature(text, key)
    _check_claims_agree(claims)
    valid_from = _check_dates(claims, now or timezone.now())
    _check_status(claims, status_bits)
    return Verified(claims, header["kid"], valid_from)


def _unreadable() -> BadgeRefused:
    return BadgeRefused(_("Tệp này không phải huy hiệu."), code="unreadable")


def _check_embedded(text: str, now: dt.datetime) -> None:
    try:
        credential = json.loads(text)
    except ValueError:
        raise _unreadable() from None
    _check_form(credential)
    _check_dates(credential, now)
    raise BadgeRefused(
        _("Chữ ký nhúng (Data Integrity) chưa đọc được ở đây, nên chưa tin được. Chị xin bản VC-JWT."),
        code="proof_unsupported",
    )


def _opened(text: str, known: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], Any]:
    try:
        header = jwt.get_unverified_header(text)
        claims = jwt.decode(text, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError):
        raise _unreadable() from None
    if header.get("alg") != ALGORITHM:
        raise BadgeRefused(_("Chữ ký không phải loại Ed25519."), code="algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or kid not in known:
        # A key inside the token itself would vouch for itself.
        raise BadgeRefused(_("Khoá ký huy hiệu không phải của nơi cấp."), code="key_unknown")
    try:
        return header, claims, keys.key_of(known[kid])
    except ValueError:
        raise BadgeRefused(_("Khoá ký huy hiệu không đọc được."), code="key_unknown") from None


def _check_form(credential: Any) -> None:
    if not isinstance(credential, dict):
        raise _unreadable()
    context = credential.get("@context")
    if (
        not isinstance(context, list)
        or len(context) < 2
        or context[0] != VC_CONTEXT
        or not str(context[1]).startswith(OB_CONTEXT_START)
    ):
        raise BadgeRefused(_("Không phải Open Badges 3.0."), code="context")
    types = credential.get("type")
    if (
        not isinstance(types, list)
        or "VerifiableCredential" not in types
        or not BADGE_TYPES & set(map(str, types))
    ):
        raise BadgeRefused(_("Không phải huy hiệu Open Badges."), code="type")
    subject = credential.get("credentialSubject")
    if not isinstance(subject, dict) or not isinstance(subject.get("achievement"), dict):
        raise BadgeRefused(_("Huy hiệu không nói người học đã làm được gì."), code="achievement")


def issuer_of(credential: dict[str, Any]) -> str:
    named = credential.get("issuer")
    return str(named.get("id", "") if isinstance(named, dict) else named or "")


def _check_issuer(claims: dict[str, Any], kid: str, expected: str) -> None:
    if issuer_of(claims) != expected or kid.partition("#")[0] not in ("", expected):
        raise BadgeRefused(_("Huy hiệu do nơi khác cấp."), code="issuer")


def _check_signature(text: str, key: Any) -> None:
    try:
        jwt.decode(
            text,
            key,
            algorithms=[ALGORITHM],
            options={"verify_nbf": False, "verify_exp": False, "verify_aud": False, "verify_iat": False},
        )
    except jwt.PyJWTError:
        raise BadgeRefused(
            _("Chữ ký không khớp: huy hiệu đã bị sửa, hoặc không do nơi cấp ký."), code="signature"
        ) from None


def _check_claims_agree(claims: dict[str, Any]) -> None:
    """Refuse registered JWT claims that differ from the credential's members (OB 3.0 §8.2)."""
    expected = {
        "iss": issuer_of(claims),
        "jti": claims.get("id"),
        "sub": claims["credentialSubject"].get("id"),
    }
    for name, value in expected.items():
        if name in claims and value is not None and claims[name] != value:
            raise BadgeRefused(_("Huy hiệu tự nói hai điều khác nhau."), code="claims")


def _moment(value: Any) -> dt.datetime | None:
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise BadgeRefused(_("Ngày trong huy hiệu không đọc được."), code="dates") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _check_dates(claims: dict[str, Any], now: dt.datetime) -> dt.datetime:
    valid_from, until = _moment(claims.get("validFrom")), _moment(claims.get("validUntil"))
    if valid_from is None:
        raise BadgeRefused(_("Huy hiệu không nói có hiệu lực từ ngày nào."), code="dates")
    nbf, exp = claims.get("nbf"), claims.get("exp")
    starts = [valid_from] + ([dt.datetime.fromtimestamp(nbf, dt.UTC)] if isinstance(nbf, int | float) else [])
    ends = [until] if until else []
    if isinstance(exp, int | float):
        ends.append(dt.datetime.fromtimestamp(exp, dt.UTC))
    if max(starts) > now:
        raise BadgeRefused(
            _("Huy hiệu có hiệu lực từ %(moment)s.") % {"moment": format_moment(max(starts))}, code="not_yet"
        )
    if ends and min(ends) <= now:
        raise BadgeRefused(
            _("Huy hiệu hết hiệu lực từ %(moment)s.") % {"moment": format_moment(min(ends))}, code="expired"
        )
    return valid_from


def _check_status(claims: dict[str, Any], status_bits: StatusBits | None) -> None:
    entries = claims.get("credentialStatus")
    if entries is None:
        return
    for entry in entries if isinstance(entries, list) else [entries]:
        try:
            if entry["type"] != "BitstringStatusListEntry" or entry["statusPurpose"] not in (
                "revocation",
                "suspension",
            ):
                raise ValueError
            url, index = str(entry["statusListCredential"]), int(entry["statusListIndex"])
            revoked = _read_bit(url, index, status_bits)
        except (KeyError, TypeError, ValueError):
            raise BadgeRefused(
                _("Không xem được huy hiệu còn hiệu lực hay không."), code="status_unreadable"
            ) from None
        if revoked:
            raise BadgeRefused(_("Nơi cấp đã thu hồi huy hiệu này."), code="revoked")


def _read_bit(url: str, index: int, status_bits: StatusBits | None) -> bool:
    if status_bits is not None:
        bits = status_bits(url)
        if bits is None:
            raise ValueError("no list")
        return bitstrings.is_set(bits, index)
    number = to_id(url.rpartition("/")[2])
    if number is None or url != issuer.absolute("credentials:status_list", number):
        raise ValueError("not a list of ours")
    return is_revoked(number, index)


def bits_of_list(
    text: str, *, issuer_id: str, known_keys: Mapping[str, Any], now: dt.datetime | None = None
) -> bytes:
    """Return the bits of a status list credential (VC-JWT) of `issuer_id`, its signature checked.

    Raises BadgeRefused.
    """
    header, claims, key = _opened(text.strip(), known_keys)
    _check_issuer(claims, header["kid"], issuer_id)
    _check_signature(text.strip(), key)
    _check_dates(claims, now or timezone.now())
    subject = claims.get("credentialSubject")
    try:
        if "BitstringStatusListCredential" not in claims["type"] or subject["type"] != "BitstringStatusList":  # type: ignore[index]
            raise ValueError
        return bitstrings.decode(str(subject["encodedList"]))  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        raise BadgeRefused(_("Danh sách thu hồi không đọc được."), code="status_unreadable") from None
