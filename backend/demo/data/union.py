"""The Union's work of the demo, marked as such: roles, directives, a report form and questions. No alarm is invented."""

from dataclasses import dataclass

from union.roles.enums import UnionRoleName

# The officers of communes, and the person of the province who types what comes on paper. Keys of people.
OFFICERS = ("thu", "xuan", "lien", "tuyet", "hue", "sen")
CLERK = "thao"
CHAIR = "huong"

# person, role, of the person's own branch; the province's are on duty for every commune without somebody on duty
ROLES = (
    ("huong", UnionRoleName.DUTY),
    ("thao", UnionRoleName.DUTY),
    ("thao", UnionRoleName.READER),
    ("thu", UnionRoleName.DUTY),
    ("xuan", UnionRoleName.DUTY),
    ("lien", UnionRoleName.DUTY),
    ("tuyet", UnionRoleName.DUTY),
    ("xuan", UnionRoleName.REPORTER),
)

DONE_WORDS = "Đã phổ biến ở các chi hội (minh hoạ)."
ON_PAPER = "Chị cán bộ xã, phiếu giấy (minh hoạ)"
EXCUSED = "Xã đang bận bầu lại chi hội, làm sau (minh hoạ)."


@dataclass(frozen=True, slots=True)
class Directive:
    number: str
    title: str
    what: str
    working_days: int
    asks: str = "do"


PLAN = Directive(
    "01-MẪU/KH-BTV",
    "Phổ biến cách nhận ra lừa đảo trên mạng (minh hoạ)",
    "Văn bản minh hoạ, không có thật. Mỗi xã nói ở ít nhất một buổi sinh hoạt chi hội, rồi ghi một câu đã làm gì.",
    10,
)
FIRST_CALL = Directive(
    "02-MẪU/CV-BTV",
    "Lập danh sách chị em muốn học bán hàng (minh hoạ)",
    "Văn bản minh hoạ, không có thật. Xã lập danh sách, ghi số người.",
    7,
)
SECOND_CALL = Directive(
    "03-MẪU/CV-BTV",
    "Lập danh sách chị em muốn học bán hàng, thêm hạn (minh hoạ)",
    "Văn bản minh hoạ, không có thật. Thay văn bản trước: thêm thời gian, chỉ cần số người.",
    10,
)

FORM_TITLE = "Báo cáo tháng công tác Hội (minh hoạ)"
FORM_ABOUT = "Mẫu minh hoạ của bản dùng thử; số liệu không có thật."
RETURNED = "Số buổi sinh hoạt chưa khớp với tháng trước, chị xem lại (minh hoạ)."
REPORT_EXCUSED = "Xã mới sáp nhập chi hội (minh hoạ)."

LABEL_ASKED = "Em gửi câu hỏi minh hoạ: em bán mứt mận đóng túi thì nhãn phải ghi những gì?"
LABEL_DOUBLE = "Câu hỏi minh hoạ: mận sấy đóng túi để bán thì có bắt buộc dán nhãn không chị?"
LABEL_ANSWER = (
    "Câu trả lời minh hoạ. Hàng đóng túi để bán phải có nhãn bằng tiếng Việt: tên hàng, tên và địa chỉ người chịu trách "
    "nhiệm, xuất xứ, và các mục riêng của loại hàng ấy. Điều luật ở ngay dưới."
)
LABEL_LAW = ("37/2026/NĐ-CP", "42(1)")
LABEL_PUBLIC = (
    "Bán đồ sấy đóng túi thì nhãn ghi gì (minh hoạ)",
    "Tôi đóng túi hoa quả sấy để bán. Nhãn phải ghi những gì?",
)
LAND_ASKED = "Câu hỏi minh hoạ: sổ đỏ đứng tên một mình chồng, em muốn có tên em thì hỏi ở đâu?"
LAND_ANSWER = "Câu trả lời minh hoạ. Chị mang giấy tờ đến nơi ghi dưới đây để được xem hồ sơ, không mất tiền."
LAND_PLACE = "tro-giup-phap-ly"
WAITING = (
    ("dung", "thu", "lao-dong", "Câu hỏi minh hoạ: em hái chè thuê, chủ trả công chậm hai tháng thì làm gì?"),
    ("hoa", "xuan", "giay-to", "Câu hỏi minh hoạ: làm lại giấy khai sinh bị mất thì đến đâu?"),
)
UPWARDS = (
    "phien",
    "lien",
    "vay-no",
    "Câu hỏi minh hoạ: em vay qua ứng dụng, lãi tăng gấp đôi, có phải trả hết không?",
    "Xã chưa gặp việc này, nhờ tỉnh trả lời (minh hoạ).",
)
