"""Read a text a line from standard input and print `danger` or `ordinary` for each."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from union.questions.triage import dangers


class Command(BaseCommand):
    help = "Read a text a line and print danger or ordinary for each; with --kinds what was recognised, too."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kinds", action="store_true", help="print the kinds of danger behind the word")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sys.stdin:
            found = dangers(line)
            words = ["danger" if found else "ordinary", *(found if options["kinds"] else ())]
            self.stdout.write(" ".join(words))
