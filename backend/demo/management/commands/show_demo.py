from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from backend.common.command_lines import command_line
from backend.common.phones import format_phone
from backend.demo.actions.labels import example_label, label_uri
from backend.demo.data.people import PEOPLE, PIN
from members.people.cards import format_card_number

WHO = {
    "lan": "chị Lan, hội viên, có vườn mận",
    "minh": "chị Minh, cùng chi hội với chị Lan",
    "hoa": "chị Hoa, ở xã khác",
    "mai": "bà Mai, không có điện thoại, chị Thu làm hộ",
    "thu": "chị Thu, cán bộ Hội phường Mộc Châu",
    "xuan": "chị Xuân, cán bộ Hội xã của chị Hoa",
    "huong": "chị Hương, cán bộ Hội tỉnh",
    "van": "chị Vân, giảng viên",
    "luat": "luật sư mẫu (không phải luật sư thật)",
    "nga": "chị Nga, quản trị kỹ thuật",
}


class Command(BaseCommand):
    help = "In địa chỉ, tài khoản mẫu và một mã tem thật của dữ liệu mẫu. / Prints address, log-ins and one genuine label."

    def handle(self, *args: Any, **options: Any) -> None:
        label = example_label()
        if label is None:
            load = command_line("load_demo")
            raise CommandError(f"Chưa có dữ liệu mẫu: {load} / The demo isn't loaded: {load}")
        by_key = {person.key: person for person in PEOPLE}
        lines = [
            f"Piêu: {settings.PUBLIC_ORIGIN}/",
            "",
            f"Đăng nhập (mã PIN chung {PIN}) / Log-ins (PIN {PIN}):",
        ]
        for key, who in WHO.items():
            person = by_key[key]
            number = format_phone(person.phone) if person.phone else f"thẻ {format_card_number(person.card)}"
            lines.append(f"  {number:<14} {who}")
        lines += ["", f"Trang quản trị kỹ thuật: {settings.PUBLIC_ORIGIN}{reverse('admin:index')}"]
        run, counter = label
        lines += [
            "",
            f"Một tem thật: {run.lot.product.name}, lô {run.lot.code} / A genuine label, lot {run.lot.code}:",
            f"  {label_uri(run, counter)}",
        ]
        self.stdout.write("\n".join(lines))
