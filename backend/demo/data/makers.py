"""The invented producers: households, cooperatives and one company."""

from backend.demo.data.shapes import Maker
from products.producers.enums import ProducerKind

HOUSEHOLD, COOPERATIVE, COMPANY = ProducerKind.HOUSEHOLD, ProducerKind.COOPERATIVE, ProducerKind.COMPANY

MAKERS = (
    Maker(
        "lan", HOUSEHOLD, "Vườn mận nhà Lan", 3980, "Bản Hoa Ban", "lan", "lan",
        "Nhà tôi có hơn một héc-ta mận trên sườn đồi, trồng từ đời mẹ. Mùa quả thì bán tươi, quả nhỏ thì sấy dẻo, "
        "mơ thì ngâm đường. Cả nhà bốn người cùng làm, bận quá mới nhờ chị em trong chi hội.",
        identity_code="MAU-HO-0001",
    ),
    Maker(
        "mai", HOUSEHOLD, "Vườn rau bà Mai", 3980, "Bản Hoa Ban", "mai", "mai",
        "Bà trồng rau sau nhà, nuôi đàn gà thả vườn. Bà không dùng điện thoại, có chị Thu ở Hội ghi giúp.",
        identity_code="MAU-HO-0002",
    ),
    Maker(
        "minh", HOUSEHOLD, "Vườn hoa nhà Minh", 3980, "Bản Hoa Ban", "minh", "minh",
        "Hai vợ chồng trẻ trồng hoa hồng và ít rau trong nhà lưới. Chúng tôi mới làm được ba năm, còn học nhiều.",
        identity_code="MAU-HO-0003",
    ),
    Maker(
        "phien", COOPERATIVE, "Hợp tác xã Mận Nắng Đồi", 4099, "Bản Đồi Đỏ", "phien", "phien",
        "Mười bốn hộ, chín hộ do phụ nữ đứng tên, cùng trồng mận ruby và mận hậu. Chúng tôi chung sổ ghi chép, chung "
        "kho lạnh nhỏ và cùng chia chuyến xe.",
        identity_code="MAU-HTX-0001",
    ),
    Maker(
        "tham", HOUSEHOLD, "Vườn na chị Thắm", 4105, "Tiểu khu Vườn Na", "tham", "tham",
        "Vườn na trên đất đá vôi, thụ phấn bằng tay từng bông. Gà thả dưới gốc na, vừa sạch cỏ vừa có trứng.",
        identity_code="MAU-HO-0004",
    ),
    Maker(
        "hanh", COOPERATIVE, "Hợp tác xã Xoài Suối Vàng", 4075, "Bản Suối Vàng", "hanh", "hanh",
        "Xoài tròn là giống cũ của đất này, có cây đã ngoài năm mươi tuổi. Hợp tác xã giữ giống, ghi sổ và bán chung.",
        identity_code="MAU-HTX-0002",
    ),
    Maker(
        "dung", COOPERATIVE, "Hợp tác xã Dâu Sương Sớm", 3982, "Tiểu khu Sương Sớm", "dung", "dung",
        "Bảy chị em góp đất làm nhà lưới trồng dâu tây. Hái lúc còn sương, trưa đã lên xe.",
        identity_code="MAU-HTX-0003",
    ),
    Maker(
        "xoa", HOUSEHOLD, "Bếp khói bà Xoa", 3721, "Bản Bếp Lửa", "xoa", "xoa",
        "Ba đời nhà tôi treo thịt trên gác bếp. Củi là củi nhãn, củi mận, không dùng mùn cưa.",
        identity_code="MAU-HO-0005",
    ),
    Maker(
        "giang", HOUSEHOLD, "Chè mây nhà Súa", 3868, "Bản Biển Mây", "giang", "giang",
        "Nhà có bốn mươi cây chè cổ ông bà để lại, phải trèo lên mới hái được. Sao chè bằng chảo gang và củi.",
        identity_code="MAU-HO-0006",
    ),
    Maker(
        "bich", COMPANY, "Công ty TNHH Hương Núi Sơn La", 3670, "Tổ 5", "bich", "bich",
        "Công ty nhỏ mười hai người, thu mua của 160 hộ trồng cà phê, sả và nghệ. Rang, chưng cất và đóng gói tại chỗ.",
        identity_code="MAU-DN-0001",
    ),
    Maker(
        "nhung", COOPERATIVE, "Hợp tác xã Ong Hoa Nhãn", 4168, "Bản Bờ Sông", "nhung", "nhung",
        "Người có nhãn, người có ong, góp lại thành hợp tác xã. Mùa hoa lấy mật, mùa quả bán tươi, quả chín rộ thì sấy.",
        identity_code="MAU-HTX-0004",
    ),
    Maker(
        "say", COOPERATIVE, "Hợp tác xã Thổ cẩm Sợi Chàm", 4117, "Bản Sợi Chàm", "say", "say",
        "Hai mươi chị em trồng bông, nhuộm chàm, dệt và thêu. Người già dạy người trẻ, mỗi tấm khăn có tên người làm.",
        identity_code="MAU-HTX-0005",
    ),
    Maker(
        "my", HOUSEHOLD, "Nếp tan nhà Mỵ", 3820, "Bản Ruộng Cao", "my", "my",
        "Ruộng nhà tôi ở lưng núi, mỗi năm cấy một vụ. Thóc phơi trên sàn, xát vừa đủ để còn lớp cám mỏng.",
        identity_code="MAU-HO-0007",
    ),
    Maker(
        "net", COOPERATIVE, "Hợp tác xã Cam Đồi Gió", 3910, "Bản Đồi Gió", "net", "net",
        "Hai mươi hai hộ trồng cam trên đồi thoải, tưới nhỏ giọt. Chín đến đâu cắt đến đó, không hái non.",
        identity_code="MAU-HTX-0006",
    ),
    Maker(
        "mo", HOUSEHOLD, "Sơn tra nhà Mo", 3856, "Bản Sơn Tra", "mo", "mo",
        "Sơn tra mọc quanh nhà từ lâu, ngày trước rụng đầy gốc không ai mua. Giờ nhà tôi ngâm rượu, ủ giấm, phơi khô làm trà.",
        identity_code="MAU-HO-0008",
    ),
    Maker(
        "hoa", HOUSEHOLD, "Vườn hồng nhà Hoa", 4048, "Bản Mây", "hoa", "hoa",
        "Nhà ở cạnh quốc lộ, sương xuống là vườn hồng đỏ rực. Ngoài hồng còn có đào cảnh và măng sặt mùa mưa.",
        identity_code="MAU-HO-0009",
    ),
    # Has just begun, and waits for an officer to verify the household.
    Maker(
        "hien", HOUSEHOLD, "Vườn dâu nhà Hiền", 3980, "Bản Hoa Ban", "hien", "",
        "Tôi mới dựng một nhà lưới nhỏ trồng dâu tây, đang học ghi sổ và bán hàng cùng chị em.",
        identity_code="MAU-HO-0010", is_verified=False,
    ),
    Maker(
        "yen", COOPERATIVE, "Hợp tác xã Nhà sàn Áng Xanh", 3979, "Bản Áng", "yen", "yen",
        "Chín nhà sàn cùng đón khách, chia phòng theo lượt để nhà nào cũng có việc. Khách ăn cơm với gia đình chủ nhà.",
        identity_code="MAU-HTX-0007",
    ),
)  # fmt: skip
