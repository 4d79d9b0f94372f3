from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.common.errors import DomainError
from courses.packs.actions import take_in_pack
from courses.packs.signing import grouped, own_fingerprint


class Command(BaseCommand):
    help = "Nhận một gói bài học (.pieu) từ tệp. / Take in a course from a .pieu file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="the .pieu file; without one, this server's fingerprint")
        parser.add_argument(
            "--trust",
            default="",
            metavar="FINGERPRINT",
            help="let in a signer outside PACK_TRUSTED_KEYS, this once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"]:
            self.stdout.write(grouped(own_fingerprint()) or "PACK_KEY?")
            return
        try:
            with Path(options["file"]).open("rb") as file:
                version, is_new = take_in_pack(actor=None, file=file, trust=options["trust"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        word = "đã nhận / taken in" if is_new else "đã có, không đổi gì / already here"
        self.stdout.write(f"{version.course.slug} {version.number}: {word}")
