import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.common.command_lines import command_line
from backend.common.dates import format_date
from orders.duties.actions import RetentionNotOver, forget_left, forget_order, forget_product
from orders.models import Order
from orders.orders.actions.overdue import forget_buyers
from products.models import Product


class Command(BaseCommand):
    help = (
        "Xoá lời đã đăng của một sản phẩm thôi bán, hay thông tin người mua của một đơn đã xong, khi đã hết mọi thời hạn phải giữ; "
        "còn hạn thì từ chối và nói đến ngày nào. / Empty what was said of a retired product, or of an order's buyer, after every term; refuses earlier."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--product", type=int, action="append", default=[], metavar="ID")
        parser.add_argument("--order", action="append", default=[], metavar="NUMBER")
        parser.add_argument(
            "--due",
            action="store_true",
            help="All whose terms are over by today, as the clock does each night",
        )
        parser.add_argument(
            "--date", default="", metavar="DATE", help="Only tells what could go by that day; today does it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        try:
            day = dt.date.fromisoformat(options["date"]) if options["date"] else today
        except ValueError as error:
            raise CommandError(f"{options['date']} is not a date such as 2027-01-01.") from error
        if options["due"]:
            self.stdout.write(f"{forget_buyers()} đơn / orders, {forget_left()} sản phẩm / products")
            return
        is_trial = day != today
        things: list[tuple[Callable[..., Any], Any]] = [
            *((forget_product, row) for pk in options["product"] if (row := self._one(Product, pk=pk))),
            *((forget_order, row) for number in options["order"] if (row := self._one(Order, number=number))),
        ]
        if not things:
            raise CommandError(command_line("forget_records --due | --product ID | --order NUMBER"))
        refused = 0
        for forget, row in things:
            try:
                forget(row, on=day, is_trial=is_trial)
                self.stdout.write(
                    f"{row}: {'xoá được / may go' if is_trial else 'đã xoá / gone'}, {format_date(day)}"
                )
            except RetentionNotOver as error:
                refused += 1
                self.stdout.write(f"{row}: {error.message}")
        if refused:
            raise CommandError(f"{refused} còn phải giữ / must still be kept")

    @staticmethod
    def _one(model: Any, **by: Any) -> Any:
        row = model.objects.filter(**by).first()
        if row is None:
            raise CommandError(f"Không có {by}. / Not found.")
        return row
