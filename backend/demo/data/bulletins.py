"""Bulletins of the demo, marked as such: two decrees of 2026, in short words with the provision of each sentence."""

import datetime as dt
from dataclasses import dataclass

from backend.law.bulletins.content import Change, Content, Sentence


@dataclass(frozen=True, slots=True)
class Example:
    number: str
    topic: str
    title: str
    from_date: dt.date
    content: Content


LABELS = "37/2026/NĐ-CP"
WORK = "283/2026/NĐ-CP"

EXAMPLES = (
    Example(
        number=WORK,
        topic="lao-dong",
        title="Phạt chủ nợ lương, không viết hợp đồng (minh hoạ)",
        from_date=dt.date(2026, 9, 10),
        content=Content(
            whom=Sentence("Người đi làm thuê và người thuê lao động.", (f"{WORK} 2(1)",)),
            changes=(
                Change(
                    Sentence(
                        "Phạt theo nghị định năm 2022 về lao động, nay hết hiệu lực.", (f"{WORK} 66(4)",)
                    ),
                    Sentence(
                        "Trả lương chậm, trả thiếu, không trả cho 1 đến 10 người: phạt chủ là cá nhân từ 5 đến 10 triệu "
                        "đồng. Nhiều người hơn thì phạt nặng hơn.",
                        (f"{WORK} 23(2)", f"{WORK} 7(1)"),
                    ),
                ),
                Change(
                    after=Sentence(
                        "Việc từ đủ 1 tháng mà không viết hợp đồng với 1 đến 10 người: phạt chủ là cá nhân từ 2 đến "
                        "5 triệu đồng, và buộc viết hợp đồng.",
                        (f"{WORK} 15(1)", f"{WORK} 15(3)", f"{WORK} 7(1)"),
                    ),
                ),
                Change(
                    after=Sentence(
                        "Quấy rối tình dục ở nơi làm việc, chưa đến mức hình sự: phạt từ 15 đến 30 triệu đồng.",
                        (f"{WORK} 17(3)",),
                    ),
                ),
            ),
            steps=(
                Sentence("Chị ghi công từng ngày, giữ tin nhắn và giấy chuyển tiền."),
                Sentence(
                    "Chủ không trả: chị gửi đơn đến Uỷ ban nhân dân xã nơi làm việc.",
                    (f"{WORK} 54(3)", f"{WORK} 55(1)"),
                ),
            ),
        ),
    ),
    Example(
        number=LABELS,
        topic="ban-hang",
        title="Nhãn hàng hoá ghi theo nghị định mới (minh hoạ)",
        from_date=dt.date(2026, 1, 23),
        content=Content(
            whom=Sentence(
                "Ai làm ra hàng để bán trong nước thì người ấy chịu trách nhiệm ghi nhãn.",
                (f"{LABELS} 41(2)",),
            ),
            changes=(
                Change(
                    Sentence(
                        "Ghi nhãn theo hai nghị định năm 2017 và 2021, nay hết hiệu lực.",
                        (f"{LABELS} 97(4)",),
                    ),
                    Sentence(
                        "Nhãn ghi bằng tiếng Việt: tên hàng, tên và địa chỉ người chịu trách nhiệm, xuất xứ, và các mục "
                        "riêng của từng loại hàng.",
                        (f"{LABELS} 42(1)",),
                    ),
                ),
                Change(
                    after=Sentence(
                        "Tên hàng là chữ to nhất so với các mục bắt buộc khác trên nhãn.",
                        (f"{LABELS} 43(1)",),
                    ),
                ),
            ),
            steps=(
                Sentence("Chị xem nhãn đang dùng còn thiếu mục nào.", (f"{LABELS} 42(1)",)),
                Sentence(
                    "Nhãn, bao bì đúng quy định cũ, in trước ngày 23/01/2026, được dùng tiếp không quá 2 năm kể từ ngày ấy.",
                    (f"{LABELS} 98(4)",),
                ),
                Sentence(
                    "Bán trên mạng: chị đăng toàn bộ nội dung nhãn, trừ ngày và số lô riêng của từng gói.",
                    (f"{LABELS} 41(5)",),
                ),
            ),
        ),
    ),
)
