from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.contests.errors import PaperBroken
from courses.contests.lists import first_difference, list_from_entries, list_from_results, sha256_of
from courses.models import ContestRound


class Command(BaseCommand):
    help = (
        "Tính lại danh sách của một vòng thi từ các bài đã nộp và in ra; khác danh sách đã lưu thì báo chỗ khác đầu tiên. / "
        "Writes the list of a round, computed again from its entries; ends with an error that names the first "
        "difference from the published one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", metavar="ROUND", help="contest/number, such as tim-hieu-phap-luat/1")

    def handle(self, *args: Any, **options: Any) -> None:
        slug, _slash, number = options["round"].rpartition("/")
        round_ = (
            ContestRound.objects.select_related("contest")
            .filter(contest__slug=slug, number=int(number) if number.isdecimal() else 0)
            .first()
        )
        if round_ is None:
            raise CommandError(f"There is no round {options['round']}.")
        if round_.closed_at is None:
            raise CommandError(f"The round {round_} has not been closed yet.")
        try:
            computed = list_from_entries(round_)
        except PaperBroken as error:
            raise CommandError(f"The round {round_} does not keep to its paper: {error}") from error
        self.stdout.write(computed.decode(), ending="")
        if difference := first_difference(computed, list_from_results(round_)):
            raise CommandError(f"The round {round_} differs: {difference}.")
        if sha256_of(computed) != round_.list_sha256:
            raise CommandError(
                f"The round {round_} differs: the list hashes to {sha256_of(computed)}, "
                f"the round says {round_.list_sha256}."
            )
