"""`./run zalo_connect`: read the Union's Zalo refresh token from the terminal, and test it.

The token belongs to the Union's Zalo Official Account.
"""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members.notices import zalo
from members.notices.sms import SmsError


class Command(BaseCommand):
    help = "Connect the Union's Zalo Official Account; the refresh token is read, not passed as an argument."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.ZALO_APP_ID and settings.ZALO_APP_SECRET and settings.ZALO_TEMPLATE_ID):
            raise CommandError("Set ZALO_APP_ID, ZALO_APP_SECRET and ZALO_TEMPLATE_ID first.")
        token = getpass.getpass("Refresh token: ") if sys.stdin.isatty() else sys.stdin.readline()
        if not token.strip():
            raise CommandError("No token was given.")
        try:
            zalo.connect(token)
        except SmsError as error:
            raise CommandError(f"Zalo refused it: {error}") from error
        self.stdout.write("Connected. Notices that are sent to a phone now go by Zalo first.")
