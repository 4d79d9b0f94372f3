import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from courses.credentials.keys import SEED_BYTES


class Command(BaseCommand):
    help = (
        "In một khoá mới để ký huy hiệu; ghép vào sau các khoá cũ trong BADGE_KEYS. / "
        "Print a new key that signs badges; append it to BADGE_KEYS, keeping the old ones."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = max(settings.BADGE_KEYS, default=0) + 1
        self.stdout.write(f"{number}:{secrets.token_hex(SEED_BYTES)}")
