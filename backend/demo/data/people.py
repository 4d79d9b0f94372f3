"""The people who sign in to the demo.

Phone numbers are 0912 000 0xx, cards have valid check digits, and all have one PIN.
"""

from backend.demo.data.shapes import Person
from members.consent.enums import ConsentPurpose
from members.people.cards import luhn_digit
from members.roles.enums import Role

PIN = "246813"
PROVINCE = 14
MOC_CHAU = 3980
HOA_BAN = "Chi hội bản Hoa Ban"


def _card(number: int) -> str:
    body = f"9000{number:03}"
    return body + luhn_digit(body)


def _phone(number: int) -> str:
    return f"+84912000{number:03}"


_MEMBER_CONSENTS = (
    ConsentPurpose.PUBLIC_NAME,
    ConsentPurpose.PUBLIC_PHOTO,
    ConsentPurpose.PUBLIC_PHONE,
    ConsentPurpose.SMS_NEWS,
    ConsentPurpose.REPORTS,
    ConsentPurpose.LEARNER_NAME,
    ConsentPurpose.CONTEST_NAME,
    ConsentPurpose.CERTIFICATE_NAME,
)

PEOPLE = (
    # The Union's own
    Person("nga", "Quàng Thị Nga", _card(1), 1979, PROVINCE, phone=_phone(9), is_staff=True, consents=()),
    Person(
        "huong", "Cầm Thị Hương", _card(2), 1976, PROVINCE, phone=_phone(8), role=Role.OFFICER, consents=()
    ),
    Person(
        "thu", "Nguyễn Thị Thu", _card(3), 1985, MOC_CHAU, phone=_phone(4), role=Role.OFFICER, consents=()
    ),
    Person("van", "Trần Thị Vân", _card(4), 1990, PROVINCE, phone=_phone(5), role=Role.TRAINER, consents=()),
    # No lawyer has read anything in the demo, and the capacity tells everybody who this is.
    Person(
        "luat",
        "Đinh Thị Mẫu",
        _card(5),
        1983,
        PROVINCE,
        phone=_phone(7),
        role=Role.LAWYER,
        capacity="luật sư mẫu của bản dùng thử, không phải luật sư thật",
        consents=(),
    ),
    # The three of every example
    Person("lan", "Lò Thị Lan", _card(11), 1988, MOC_CHAU, HOA_BAN, _phone(1), consents=_MEMBER_CONSENTS),
    Person(
        "minh", "Hoàng Thị Minh", _card(12), 1993, MOC_CHAU, HOA_BAN, _phone(2), consents=_MEMBER_CONSENTS
    ),
    Person(
        "hoa", "Vì Thị Hoa", _card(13), 1991, 4048, "Chi hội bản Mây", _phone(3), consents=_MEMBER_CONSENTS
    ),
    # No smartphone: a card, a PIN and an officer who helps
    Person("mai", "Lường Thị Mai", _card(14), 1954, MOC_CHAU, HOA_BAN, helped_by="thu"),
    Person("hien", "Tòng Thị Hiền", _card(15), 1999, MOC_CHAU, HOA_BAN, is_waiting=True, consents=()),
    # Other producers of the province
    Person("phien", "Lừ Thị Phiên", _card(21), 1984, 4099, "Chi hội bản Đồi Đỏ"),
    Person("tham", "Cầm Thị Thắm", _card(22), 1986, 4105, "Chi hội tiểu khu Vườn Na"),
    Person("hanh", "Hoàng Thị Hạnh", _card(23), 1980, 4075, "Chi hội bản Suối Vàng"),
    Person("dung", "Đinh Thị Dung", _card(24), 1992, 3982, "Chi hội tiểu khu Sương Sớm"),
    Person("xoa", "Quàng Thị Xoa", _card(25), 1957, 3721, "Chi hội bản Bếp Lửa"),
    Person("giang", "Giàng Thị Súa", _card(26), 1994, 3868, "Chi hội bản Biển Mây"),
    Person("bich", "Nguyễn Thị Bích", _card(27), 1982, 3670, "Chi hội tổ 5"),
    Person("nhung", "Tòng Thị Nhung", _card(28), 1987, 4168, "Chi hội bản Bờ Sông"),
    Person("say", "Hà Thị Say", _card(29), 1978, 4117, "Chi hội bản Sợi Chàm"),
    Person("my", "Lò Thị Mỵ", _card(30), 1990, 3820, "Chi hội bản Ruộng Cao"),
    Person("net", "Hà Thị Nết", _card(31), 1983, 3910, "Chi hội bản Đồi Gió"),
    Person("mo", "Mùa Thị Mo", _card(32), 1989, 3856, "Chi hội bản Sơn Tra"),
    Person("yen", "Lữ Thị Yên", _card(33), 1981, 3979, "Chi hội bản Áng"),
    # More officers: one of the province, and of five communes
    Person(
        "thao", "Hoàng Thị Thảo", _card(41), 1988, PROVINCE, phone=_phone(41), role=Role.OFFICER, consents=()
    ),
    Person("xuan", "Hà Thị Xuân", _card(42), 1987, 4048, phone=_phone(42), role=Role.OFFICER, consents=()),
    Person("lien", "Lường Thị Liên", _card(43), 1984, 4099, role=Role.OFFICER, consents=()),
    Person("tuyet", "Quàng Thị Tuyết", _card(44), 1990, 4105, role=Role.OFFICER, consents=()),
    Person("hue", "Lò Thị Huệ", _card(45), 1982, 4075, role=Role.OFFICER, consents=()),
    Person("sen", "Vì Thị Sen", _card(46), 1979, 3721, role=Role.OFFICER, consents=()),
)
