from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from backend.demo.actions.bulletins import load_bulletins
from backend.demo.actions.cartons import load_cartons
from backend.demo.actions.contests import load_closed_contest, load_contest
from backend.demo.actions.goods import load_goods
from backend.demo.actions.labels import load_labels
from backend.demo.actions.lessons import load_lessons
from backend.demo.actions.letters import load_letters
from backend.demo.actions.makers import load_makers
from backend.demo.actions.people import end_helping, load_people, reach_by_phone
from backend.demo.actions.selling import answer_for_makers, load_selling
from backend.demo.actions.training import load_meeting, load_training
from backend.demo.actions.union import load_union
from products.models import Producer, Product
from products.search.actions import count_stale_cards
from traceability.models import Lot


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu mẫu của Sơn La. Chạy lần nữa không thay đổi gì. / "
        "Loads the Sơn La demo; running it again changes nothing, one that was cut off goes on."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and not settings.PIEU_DEMO:
            raise CommandError(
                "Dữ liệu mẫu có tài khoản ai cũng biết mã PIN; không nạp vào một nơi dùng thật (PIEU_DEMO=1 nếu đây là nơi thử). / "
                "The demo has accounts whose PIN everybody knows: it is not loaded where people work in earnest "
                "(PIEU_DEMO=1 where this is a place to try)."
            )
        with translation.override("vi"):
            people = load_people()
            makers = load_makers(people)
            answer_for_makers(makers, people)
            load_goods(people, makers)
            load_labels(people)
            load_cartons()
            load_letters(people)
            load_selling(people)
            load_lessons(people)
            load_bulletins(people)
            load_training(people)
            load_meeting(people)
            load_contest(people)
            load_union(people)
            end_helping()
            reach_by_phone()
            load_closed_contest(people)
            while count_stale_cards():
                pass
        self.stdout.write(
            f"Dữ liệu mẫu: {Producer.objects.count()} nơi sản xuất, {Product.objects.count()} sản phẩm, "
            f"{Lot.objects.count()} lô hàng."
        )
