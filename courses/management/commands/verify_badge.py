import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from backend.common.dates import format_moment
from courses.credentials.verifying import (
    BadgeRefused,
    bits_of_list,
    issuer_of,
    keys_of_document,
    verify_badge,
)


class Command(BaseCommand):
    help = (
        "Kiểm tra một huy hiệu (Open Badges 3.0, VC-JWT) và nói vì sao không tin được. / "
        "Check a badge: signature, issuer's key, dates, status; exits 1 and says why where it proves nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="The badge; - reads standard input")
        parser.add_argument(
            "--keys",
            help="DID document or JWKS of another issuer, as a file; without it, the keys of this Piêu",
        )
        parser.add_argument("--issuer", help="Its id, such as did:web:example.org; needed with --keys")
        parser.add_argument(
            "--status-list", help="With --keys: its status list credential (VC-JWT), as a file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("vi"):
            try:
                verified = verify_badge(_text(options["file"]), **_others(options))
            except BadgeRefused as refused:
                raise CommandError(f"{refused.message} ({refused.code})") from None
            credential = verified.credential
            self.stdout.write(
                f"Huy hiệu còn hiệu lực: {credential['credentialSubject']['achievement'].get('name')}"
            )
            self.stdout.write(f"Nơi cấp: {issuer_of(credential)}, khoá {verified.key_id}")
            self.stdout.write(f"Từ: {format_moment(verified.valid_from)}")


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{name}: không đọc được. / can't be read.") from None


def _others(options: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of verify_badge for another issuer's badge; none for our own."""
    if not options["keys"]:
        return {}
    if not options["issuer"]:
        raise CommandError("--keys cần --issuer. / --keys needs --issuer.")
    try:
        known = keys_of_document(json.loads(_text(options["keys"])))
    except ValueError:
        raise CommandError("Tệp khoá không đọc được. / The keys can't be read.") from None
    bits = None
    if options["status_list"]:
        bits = bits_of_list(_text(options["status_list"]), issuer_id=options["issuer"], known_keys=known)
    return {"issuer_id": options["issuer"], "known_keys": known, "status_bits": lambda url: bits}
