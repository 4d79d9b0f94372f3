"""Tea, coffee and drinks (sets 11 to 17)."""

from backend.demo.data.shapes import (
    Batch,
    Good,
    food_safety,
    grow,
    gtin,
    harvest,
    indication,
    make,
    ocop,
    organic,
    pack,
    ship,
)

KEEP_DRY = "Để nơi khô, thoáng, tránh nắng. Mở rồi thì đậy kín."
NO_CHILDREN = (
    "Người dưới 18 tuổi không được uống. Đã uống rượu, bia thì không lái xe. Phụ nữ có thai không uống."
)

GOODS = (
    Good(
        "che-shan-tuyet", "giang", "Chè Shan tuyết Tà Xùa", 11, 320_000, "hop",
        "Cây chè nhà tôi cao quá mái nhà, thân trắng mốc. Tôi hái một tôm hai lá vào sáng có nắng, vì ngày mây mù thì chè ngái. "
        "Sao chảo gang, vò tay trên nia, sao lại ba lần. Nước đầu thơm cốm, nước ba vẫn ngọt cổ.",
        (
            grow(-40, "Phát cỏ quanh gốc, không phun."),
            harvest("Trèo hái một tôm hai lá, được mười một gùi.", 8, "Súa và hai em"),
            make(0, "Héo trên nia, sao chảo gang lần một.", 18),
            make(1, "Vò tay, sao hai lần nữa.", 8),
            pack(2, "Hộp giấy 100 g, túi bạc bên trong.", 14),
            ship(4, "Gửi bưu điện Bắc Yên.", 9),
        ),
        (Batch(7, "80", 65), Batch(34, "95", 65, is_closed=True)),
        made_in=(3, 4, 5, 6, 7, 8, 9, 10, 11), gtin=gtin(301), origin="Xã Tà Xùa, tỉnh Sơn La", net="100 g", ingredients="Búp chè Shan tuyết 100%.",
        usage="5 g với 150 ml nước 90 độ, ủ một phút.", storage=KEEP_DRY, warnings="Không uống chè đặc khi đói.", shelf_life=730,
        standards="Hữu cơ", papers=(ocop(301, 5, "92", 370), organic(41, 250, 480)),
    ),
    Good(
        "tra-tao-meo", "mo", "Trà táo mèo túi lọc", 12, 65_000, "hop",
        "Táo mèo thái lát, phơi khô rồi sao thơm. Cái chua chát dịu đi, còn lại vị ngọt nhẹ. Mẹ chồng tôi uống sau bữa cơm "
        "thay nước chè. Tôi đóng túi lọc để người thành phố pha cho nhanh.",
        (
            make(-6, "Thái lát, phơi năm nắng.", 9, "Mo"),
            make(0, "Sao thơm, xay vụn.", 9),
            pack(1, "Hộp hai mươi túi lọc.", 14),
            ship(3, "Gửi xe chiều.", 16),
        ),
        (Batch(17, "150", 65),),
        origin="Xã Bắc Yên, tỉnh Sơn La", net="40 g (20 túi)", ingredients="Quả sơn tra (táo mèo) khô 100%.",
        usage="Một túi với 200 ml nước sôi, chờ năm phút.", storage=KEEP_DRY, warnings="Người đau dạ dày không nên uống lúc đói.", shelf_life=365,
        papers=(ocop(302, 3, "57", 170),),
    ),
    Good(
        "ca-phe-arabica", "bich", "Cà phê Arabica Sơn La rang mộc", 13, 165_000, "goi",
        "Cà phê ở đây mọc trên nghìn mét, quả chín chậm. Chúng tôi chỉ mua quả chín đỏ, trả cao hơn cho hộ hái lựa. Rang mẻ "
        "nhỏ mười hai cân, không bơ, không hương liệu. Ghi ngày rang lên từng gói để chị em biết mà uống khi còn thơm.",
        (
            harvest("Mua quả chín đỏ của 31 hộ, cân tại điểm thu mua.", 15, "Điểm thu mua tổ 5"),
            make(20, "Rửa, phơi giàn hai mươi ngày, xát vỏ.", 9),
            make(24, "Rang mộc mẻ 12 kg, cấp độ vừa.", 9, "Thợ rang: chị Hiền"),
            pack(25, "Gói van một chiều 250 g.", 14),
            ship(27, "Giao siêu thị và đơn trên mạng.", 10),
        ),
        (Batch(29, "400", 65, busy_label=5), Batch(60, "520", 65, is_closed=True)),
        made_in=(10, 11, 12, 1), gtin=gtin(303), origin="Phường Chiềng Cơi, tỉnh Sơn La", net="250 g", ingredients="Cà phê Arabica rang 100%.",
        usage="15 g pha 250 ml nước 92 độ, hoặc pha phin.", storage=KEEP_DRY, warnings="Có caffeine.", shelf_life=365, brand="Hương Núi",
        standards="TCVN 5251", papers=(ocop(303, 5, "90,5", 150), indication(13, 600), food_safety(31, 250, 840)),
    ),
    Good(
        "ruou-ngo", "mo", "Rượu ngô men lá Bắc Yên", 14, 120_000, "chai",
        "Ngô nếp đồi nấu bung, trộn men lá mười hai thứ cây mẹ tôi dạy hái. Ủ hai mươi ngày, chưng nồi đồng, bỏ chén đầu và "
        "chén cuối. Rượu trong, nồng mà không gắt. Nhà tôi nấu ít, hết mẻ này mới nấu mẻ khác.",
        (
            make(-22, "Nấu bung ngô, trộn men lá.", 8, "Mo và mẹ"),
            make(0, "Chưng cất, bỏ phần đầu và phần cuối.", 7),
            pack(4, "Chai 500 ml, dán niêm.", 14),
            ship(7, "Giao đại lý có giấy phép bán rượu.", 9),
        ),
        (Batch(18, "90", 48, "a4-24"),),
        origin="Xã Bắc Yên, tỉnh Sơn La", net="500 ml", ingredients="Ngô nếp, nước, men lá.", alcohol="29,5",
        usage="Uống lạnh hoặc ở nhiệt độ phòng.", storage="Nơi mát, tránh lửa.", warnings=NO_CHILDREN, shelf_life=1095,
        papers=(ocop(304, 3, "60", 400),),
    ),
    Good(
        "ruou-son-tra", "mo", "Rượu sơn tra ngâm", 15, 150_000, "chai",
        "Sơn tra chín vàng tháng chín, rửa sạch, ngâm nguyên quả với rượu ngô và ít đường. Để một năm trong bình thuỷ tinh, màu "
        "lên hổ phách. Vị chua chát ngọt lẫn nhau. Tết nhà nào trong bản cũng có một bình.",
        (
            make(-200, "Ngâm quả nguyên với rượu ngô nhà.", 9, "Mo"),
            make(0, "Rút rượu, lọc cặn.", 9),
            pack(2, "Chai 500 ml.", 14),
            ship(6, "Giao đại lý có giấy phép bán rượu.", 9),
        ),
        (Batch(13, "110", 65),),
        gtin=gtin(305), origin="Xã Bắc Yên, tỉnh Sơn La", net="500 ml", ingredients="Rượu ngô, quả sơn tra, đường.", alcohol="25",
        usage="Uống lạnh, chén nhỏ.", storage="Nơi mát, tránh nắng.", warnings=NO_CHILDREN, shelf_life=1095, papers=(ocop(305, 4, "71", 520),),
    ),
    Good(
        "nuoc-mo", "lan", "Nước mơ ngâm Mộc Châu", 17, 75_000, "hu",
        "Mơ vườn nhà chín tháng tư, tôi ngâm một lớp mơ một lớp đường. Ba tháng sau mới mở hũ. Múc hai thìa pha nước lạnh, "
        "thêm đá là xong một cốc. Con tôi đi học về việc đầu tiên là pha mơ.",
        (
            make(-90, "Rửa muối, để ráo, ngâm lớp mơ lớp đường.", 9, "Lan"),
            make(0, "Đảo hũ, lọc bớt cặn.", 9),
            pack(1, "Hũ 700 ml.", 14),
            ship(3, "Giao quầy hàng của Hội phường.", 9),
        ),
        (Batch(21, "85", 65),),
        origin="Phường Mộc Châu, tỉnh Sơn La", net="700 ml", ingredients="Quả mơ, đường, muối.",
        usage="Hai thìa với 200 ml nước, thêm đá.", storage="Ngăn mát sau khi mở.", warnings="Có hạt, trẻ nhỏ cần người lớn bỏ hạt giúp.", shelf_life=365,
        papers=(ocop(306, 3, "62,5", 220),),
    ),
)  # fmt: skip
