from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.branches.actions.units import load_province
from members.branches.enums import BranchLevel
from members.branches.provinces import ProvinceError, all_provinces, find_province
from members.models import Branch


class Command(BaseCommand):
    help = "Đưa các xã, phường của một tỉnh và cơ sở Hội ở đó vào cơ sở dữ liệu. / Loads a province's communes and branches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "province",
            nargs="?",
            help="Tên hay mã tỉnh, như “Sơn La” hay 14; mặc định: tỉnh đã có. / Name or code; default: the one loaded before.",
        )
        parser.add_argument(
            "--additional",
            action="store_true",
            help="Cho phép thêm tỉnh thứ hai. / Allow a second province.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        codes = (
            [find_code(options["province"])]
            if options["province"]
            else list(
                Branch.objects.filter(level=BranchLevel.PROVINCE, unit__in=all_provinces())
                .order_by("pk")
                .values_list("unit_id", flat=True)
            )
        )
        if not codes:
            raise CommandError(
                "Tỉnh nào? Ví dụ: load_units “Sơn La” / Which province? / "
                + ", ".join(f"{each.name} ({each.code})" for each in all_provinces().values())
            )
        for code in codes:
            try:
                root = load_province(code, is_additional=options["additional"])
            except ProvinceError as error:
                raise CommandError(
                    f"{error} Muốn thêm: --additional / Another province is here already. To add one: --additional"
                ) from error
            self.stdout.write(f"{root}: {Branch.objects.under(root).count() - 1} xã, phường và chi hội.")


def find_code(asked: str) -> int:
    """Return the code of the province `asked` by name or code. Raises CommandError."""
    try:
        return find_province(asked).code
    except ProvinceError as error:
        raise CommandError(str(error)) from error
