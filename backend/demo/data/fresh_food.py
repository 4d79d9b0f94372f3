"""Fresh fruit, vegetables and eggs (sets 1 and 2)."""

from backend.demo.data.shapes import Batch, Good, grow, gtin, harvest, indication, ocop, pack, ship, vietgap

GOODS = (
    Good(
        "man-hau", "lan", "Mận hậu Mộc Châu", 1, 45_000, "kg",
        "Vườn mận này mẹ tôi trồng năm tôi lên ba. Tôi tỉa quả non hai lần nên quả còn lại to và đều. Quả chín tới đâu hái "
        "tới đó, hái lúc sáng sớm cho vỏ còn nguyên lớp phấn. Tôi không phun gì trong ba tuần trước khi hái.",
        (
            grow(-120, "Bón phân chuồng ủ hoai quanh gốc, mỗi cây hai xô."),
            grow(-45, "Tỉa quả non lần hai, mỗi chùm để ba quả."),
            harvest("Hái tay, bỏ quả nứt và quả chưa lên phấn.", person="Lan và em gái"),
            pack(0, "Xếp hai lớp lá mận vào thùng 5 kg.", 13),
            ship(0, "Gửi xe khách chiều đi Hà Nội.", 17),
        ),
        (Batch(3, "180", 65), Batch(12, "240", 48, "a4-24", is_closed=True), Batch(14, "130", is_used_up=True)),
        months=(5, 6, 7), origin="Phường Mộc Châu, tỉnh Sơn La", storage="Để ngăn mát được 7 ngày, ăn mới rửa.",
        usage="Rửa sạch, ăn tươi hoặc lắc muối ớt.", standards="VietGAP trồng trọt", gtin=gtin(101),
        papers=(ocop(101, 4, "82", 420), vietgap(31, 300, 430)),
    ),
    Good(
        "man-ruby", "phien", "Mận ruby Phiêng Khoài", 1, 65_000, "kg",
        "Giống mận ruột đỏ này về bản được sáu vụ. Vỏ sẫm, ruột đỏ như rượu vang, ăn giòn và ít chua. Chín hộ phụ nữ chúng "
        "tôi cắt cành theo cùng một lịch, nên quả cả bản chín cách nhau chỉ vài hôm. Thùng nào cũng ghi tên hộ hái.",
        (
            grow(-90, "Cắt cành vượt, quét vôi gốc."),
            grow(-30, "Ghi sổ lần tưới cuối, từ nay để khô cho quả ngọt."),
            harvest("Hộ chị Phiên và ba hộ liền vườn hái chung.", person="Bốn hộ bản Đồi Đỏ"),
            pack(1, "Phân cỡ, quả trên 30 g vào hộp 1 kg.", 9),
            ship(1, "Xe lạnh của hợp tác xã chạy đêm.", 19),
        ),
        (Batch(2, "320", 65), Batch(11, "410", 24, "a4-24", is_closed=True)),
        months=(5, 6, 7), origin="Xã Phiêng Khoài, tỉnh Sơn La", storage="Để ngăn mát được 10 ngày.",
        usage="Rửa sạch, ăn tươi hoặc ép nước.", standards="VietGAP trồng trọt",
        papers=(ocop(102, 3, "67,5", 240), vietgap(32, 200, 530)),
    ),
    Good(
        "xoai-tron", "hanh", "Xoài tròn Yên Châu", 1, 40_000, "kg",
        "Xoài tròn quả bé, hạt to, mà thơm thì cả nhà đều biết. Cây già nhất hợp tác xã cao bằng ba tầng nhà, phải buộc lồng "
        "vào sào mới hái được. Chúng tôi bao từng quả bằng túi giấy từ lúc bằng quả trứng gà. Chín cây để thêm hai ngày cho "
        "dậy mùi rồi mới bán.",
        (
            grow(-75, "Bao quả bằng túi giấy, cả vườn 6.000 túi."),
            harvest("Hái bằng lồng, để nguyên cuống cho khỏi chảy nhựa."),
            pack(1, "Lau nhựa, xếp một lớp vào thùng xốp.", 8),
            ship(1, "Giao hai cửa hàng nông sản ở phường Tô Hiệu.", 15),
        ),
        (Batch(4, "260", 65), Batch(16, "300", 24, "a4-24", is_closed=True)),
        months=(5, 6, 7), origin="Xã Yên Châu, tỉnh Sơn La", storage="Để chỗ mát 4 ngày; chín rồi thì cất ngăn mát.",
        usage="Gọt vỏ ăn tươi khi thịt quả mềm đều.", gtin=gtin(103),
        papers=(ocop(103, 4, "78", 500), indication(11, 700)),
    ),
    Good(
        "na-dai", "tham", "Na dai Mai Sơn", 1, 70_000, "kg",
        "Na trên núi đá thì chậm lớn nhưng ngọt đậm. Tháng ba tôi cầm chổi lông đi thụ phấn từng bông, bông nào không thụ thì "
        "không thành quả. Hái lúc mắt na vừa mở, đi đường một ngày đến nơi là ăn được. Quả nứt tôi để lại nhà nấu chè.",
        (
            grow(-100, "Thụ phấn bằng tay từ năm giờ sáng.", 5),
            grow(-40, "Phủ rơm quanh gốc giữ ẩm."),
            harvest("Hái quả mở mắt, bọc lưới xốp ngay tại vườn."),
            pack(0, "Mỗi thùng mười hai quả, lót lá chuối.", 12),
            ship(0, "Gửi xe buổi chiều.", 17),
        ),
        (Batch(5, "150", 48, "a4-24"), Batch(20, "190", 24, "a4-24", is_closed=True)),
        months=(8, 9, 10), origin="Xã Mai Sơn, tỉnh Sơn La", storage="Để nơi thoáng, chín thì ăn trong 2 ngày.",
        usage="Để đến khi bóp nhẹ thấy mềm là ăn được.", papers=(ocop(104, 4, "74,5", 150), vietgap(33, 90, 640)),
    ),
    Good(
        "dau-tay", "dung", "Dâu tây Mộc Châu hái buổi sớm", 1, 180_000, "kg",
        "Dâu của chúng tôi trồng trên luống cao, quả treo lơ lửng nên không dính đất. Sáu giờ sáng cả nhóm đội đèn vào hái, "
        "trời nắng là thôi. Quả đỏ đến sát cuống mới cắt. Ong mật thả trong nhà lưới lo việc thụ phấn thay cho người.",
        (
            grow(-50, "Thả hai thùng ong vào nhà lưới."),
            grow(-8, "Ngắt lá già, dọn quả bị sên ăn."),
            harvest("Hái lúc còn sương, chỉ lấy quả đỏ trên chín phần.", 6, "Tổ hái bảy chị"),
            pack(0, "Hộp 500 g, lót giấy thấm.", 9),
            ship(0, "Xe lạnh đi lúc trưa, 4 độ.", 12),
        ),
        (Batch(1, "45", 65), Batch(4, "60", 65), Batch(9, "52", 24, "a4-24", is_closed=True)),
        months=(12, 1, 2, 3, 4), origin="Phường Thảo Nguyên, tỉnh Sơn La", storage="Ngăn mát 3 ngày, chưa ăn chưa rửa.",
        usage="Rửa nhẹ dưới vòi nước, ăn ngay.", standards="VietGAP trồng trọt", gtin=gtin(105),
        papers=(ocop(105, 4, "85", 330), vietgap(34, 320, 410)),
    ),
    Good(
        "hong-gion", "hoa", "Hồng giòn Vân Hồ", 1, 55_000, "kg",
        "Cây hồng nhà tôi rụng hết lá mới đỏ quả, xe đi qua ai cũng dừng chụp ảnh. Hái về phải ngâm nước suối ba ngày ba đêm "
        "cho hết chát, thay nước mỗi sáng. Ăn giòn, ngọt mát. Quả chín mềm tôi treo gió làm món khác.",
        (
            grow(-70, "Chống cành, cây sai quả dễ gãy."),
            harvest("Hái khi vỏ vàng cam đều, cắt sát cuống.", 7),
            pack(3, "Ngâm đủ ba ngày, vớt ra hong rồi đóng túi lưới 2 kg.", 10),
            ship(4, "Khách ghé vườn lấy một nửa, còn lại gửi xe.", 15),
        ),
        (Batch(6, "210", 65), Batch(18, "260", 24, "a4-24", is_closed=True)),
        months=(9, 10, 11), origin="Xã Vân Hồ, tỉnh Sơn La", storage="Để ngăn mát giòn được 10 ngày.",
        usage="Gọt vỏ, ăn giòn.", papers=(ocop(106, 3, "63", 190),),
    ),
    Good(
        "cam-phu-yen", "net", "Cam Phù Yên", 1, 35_000, "kg",
        "Đồi gió nên cam ít sâu, đêm lạnh nên quả ngọt. Hợp tác xã đo độ ngọt từng khu rồi mới cho cắt, chưa đủ thì chờ. Cam "
        "không nhúng sáp, vỏ có thể sần mà ruột mọng. Chị em thay nhau trực điểm cân, sổ ghi tên từng hộ.",
        (
            grow(-90, "Tưới nhỏ giọt hai ngày một lần."),
            grow(-15, "Đo độ ngọt lần một: khu A đạt, khu C chờ."),
            harvest("Cắt bằng kéo đầu tròn, khu A.", 7, "Tổ thu hoạch khu A"),
            pack(1, "Lau khăn mềm, phân ba cỡ.", 8),
            ship(1, "Xe tải của hợp tác xã đi Hà Nội.", 18),
        ),
        (Batch(5, "900", 65), Batch(15, "1200", 65, is_closed=True)),
        months=(10, 11, 12), origin="Xã Phù Yên, tỉnh Sơn La", storage="Nơi thoáng mát 15 ngày.",
        usage="Ăn tươi hoặc vắt nước.", gtin=gtin(107), standards="VietGAP trồng trọt",
        papers=(ocop(107, 4, "80,5", 600), indication(12, 900), vietgap(35, 400, 300)),
    ),
    Good(
        "nhan-song-ma", "nhung", "Nhãn Sông Mã cùi dày", 1, 38_000, "kg",
        "Dọc sông này nhà nào cũng có nhãn. Chúng tôi ghép mắt giống cùi dày lên gốc cũ, hai năm là có quả lại. Nhãn bẻ từ "
        "sáng, để nguyên chùm cả lá cho tươi. Quả nhỏ hơn thì chuyển sang lò sấy long.",
        (
            grow(-60, "Tỉa chùm, mỗi cành để một chùm khoẻ."),
            harvest("Bẻ cả chùm còn lá, không để dưới nắng.", 6),
            pack(0, "Buộc chùm 2 kg, xếp sọt nhựa.", 11),
            ship(0, "Giao chợ đầu mối và khách quen.", 16),
        ),
        (Batch(4, "500", 65), Batch(13, "650", 24, "a4-24", is_closed=True), Batch(15, "320", is_used_up=True)),
        months=(7, 8, 9), origin="Xã Sông Mã, tỉnh Sơn La", storage="Ngăn mát 7 ngày, bọc giấy.",
        usage="Bóc vỏ ăn tươi.", papers=(ocop(108, 3, "69", 260), vietgap(36, 260, 470)),
    ),
    Good(
        "rau-cai-meo", "mai", "Rau cải mèo bà Mai", 1, 15_000, "bo",
        "Bà gieo giống cải mèo của người Mông cho, lá xoăn, ăn hơi đắng rồi ngọt. Vườn tưới bằng nước mó sau nhà. Sáng nào "
        "cháu nội cũng bắt sâu cùng bà. Ai đặt thì bà mới cắt, cắt xong buộc lạt giang.",
        (
            grow(-35, "Gieo hạt, phủ trấu."),
            grow(-10, "Bắt sâu tay, nhổ cỏ."),
            harvest("Cắt buổi sáng, rửa ở mó nước, buộc lạt.", 6, "Bà Mai"),
            ship(0, "Chị Thu chở giúp ra chợ phường.", 8),
        ),
        (Batch(2, "60", 24, "a4-24"), Batch(6, "55", 24, "a4-24", is_closed=True)),
        months=(10, 11, 12, 1, 2, 3), origin="Phường Mộc Châu, tỉnh Sơn La", storage="Gói giấy, để ngăn mát 3 ngày.",
        usage="Nhặt, rửa kỹ, luộc hoặc xào gừng.",
    ),
    Good(
        "trung-ga", "tham", "Trứng gà ta thả vườn na", 2, 45_000, "chuc",
        "Gà nhà tôi ngủ trên cây, sáng xuống bới sâu dưới gốc na. Ngô và thóc là của nhà, không cho ăn cám trộn sẵn. Mỗi quả "
        "trứng tôi ghi ngày nhặt bằng bút chì. Gà nghỉ đẻ mùa lạnh thì tôi cũng nghỉ bán.",
        (
            grow(-20, "Rải thêm trấu khô vào ổ, quét chuồng."),
            harvest("Nhặt ba lần trong ngày, lau khô, không rửa.", 17),
            pack(1, "Vỉ giấy mười quả, ghi ngày nhặt.", 8),
            ship(1, "Giao tận nhà trong phường.", 10),
        ),
        (Batch(2, "24", 24, "a4-24"), Batch(7, "26", 24, "a4-24", is_closed=True)),
        months=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), origin="Xã Mai Sơn, tỉnh Sơn La", storage="Nơi mát 14 ngày kể từ ngày nhặt.",
        usage="Nấu chín kỹ trước khi ăn.",
    ),
)  # fmt: skip
