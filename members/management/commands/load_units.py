from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from members.branches.actions.units import SON_LA, load_province
from members.models import Branch


class Command(BaseCommand):
    help = "Đưa các xã, phường của tỉnh và cơ sở Hội ở đó vào cơ sở dữ liệu. / Loads a province's communes and branches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=SON_LA, help="JSON như members/data/sonla_units.json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root = load_province(options["file"])
        self.stdout.write(f"{root}: {Branch.objects.under(root).count() - 1} xã, phường và chi hội.")
