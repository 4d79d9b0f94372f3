import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.ledger.keys import SEED_BYTES


class Command(BaseCommand):
    help = (
        "In một khoá mới để ký nhật ký công khai; ghép vào sau khoá cũ trong LOG_KEYS. / "
        "Print a new key that signs the public log; append it to LOG_KEYS beside the old one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = max(settings.LOG_KEYS, default=0) + 1
        self.stdout.write(f"{number}:{secrets.token_hex(SEED_BYTES)}")
