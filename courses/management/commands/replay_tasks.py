from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.practice.outcomes import completions
from courses.practice.replaying import LineError, completion_lines, read_lines


class Command(BaseCommand):
    """Derive finished practice tasks from a file of events alone.

    The order and repetition of its lines don't change the result.
    """

    help = "Print the completions that events.jsonl comes to, sorted, as lines of JSON; the database isn't asked."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", help="Lines of JSON as courses/practice/replaying.py describes them; - is standard input"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            if file == "-":
                tasks, happenings = read_lines(sys.stdin)
            else:
                with open(file, encoding="utf-8-sig") as lines:
                    tasks, happenings = read_lines(lines)
        except LineError as error:
            raise CommandError(str(error)) from error
        except UnicodeDecodeError as error:
            raise CommandError("Tệp này không phải chữ UTF-8.") from error
        except OSError as error:
            raise CommandError(f"Không mở được tệp {file}.") from error
        for line in completion_lines(completions(tasks, happenings)):
            self.stdout.write(line)
