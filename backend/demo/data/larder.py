"""Grain, honey, dried and smoked food, spices (sets 3 to 10)."""

from backend.demo.data.shapes import Batch, Good, food_safety, grow, gtin, harvest, make, ocop, pack, ship

KEEP_DRY = "Để nơi khô, thoáng, tránh nắng. Mở rồi thì buộc kín miệng túi."

GOODS = (
    Good(
        "gao-nep-tan", "my", "Gạo nếp tan Ngọc Chiến", 3, 55_000, "kg",
        "Nếp tan cấy tháng năm, tháng mười mới gặt, mỗi năm một vụ. Ruộng bậc thang, nước từ khe chảy xuống nên thóc sạch bùn. "
        "Thóc phơi trên sàn bốn nắng rồi mới xát. Đồ xôi một chõ, hàng xóm bên kia suối cũng ngửi thấy.",
        (
            grow(-130, "Cấy tay, mạ hai mươi lăm ngày."),
            grow(-60, "Làm cỏ sục bùn lần hai."),
            harvest("Gặt bằng liềm, phơi bông trên bờ.", 8, "Cả bản đổi công"),
            make(6, "Tuốt, phơi bốn nắng, xát nhẹ còn cám.", 9),
            pack(8, "Túi giấy 1 kg, hút chân không bên trong.", 14),
            ship(10, "Gửi bưu điện xã.", 9),
        ),
        (Batch(30, "600", 65), Batch(45, "400", 24, "a4-24", is_closed=True), Batch(50, "60", is_used_up=True)),
        made_in=(10, 11), gtin=gtin(201), origin="Xã Ngọc Chiến, tỉnh Sơn La", net="1 kg", ingredients="Gạo nếp tan 100%.",
        usage="Ngâm 6 giờ, đồ xôi hai lửa.", storage=KEEP_DRY, warnings="Không dùng khi gạo có mọt hoặc mùi lạ.",
        shelf_life=365, papers=(ocop(201, 4, "76", 210), food_safety(21, 200, 890)),
    ),
    Good(
        "mat-ong", "nhung", "Mật ong hoa nhãn Sông Mã", 4, 190_000, "hu",
        "Tháng ba hoa nhãn nở dọc hai bờ sông, đàn ong đi không hết hoa. Cầu nào vít nắp quá bảy phần tôi mới quay, nên mật "
        "đặc và thơm. Lọc qua vải màn hai lớp, không đun, không pha. Trời lạnh mật có thể kết hạt, đó là chuyện thường.",
        (
            grow(-25, "Đặt thêm tầng kế cho 40 đàn."),
            harvest("Quay mật cầu vít nắp trên bảy phần.", 9, "Chị Nhung và anh Pản"),
            make(2, "Lọc hai lớp vải, để lắng ba ngày.", 10),
            pack(5, "Hũ thuỷ tinh 500 ml, dán tem niêm phong.", 14),
            ship(9, "Giao đơn của cửa hàng Hội.", 10),
        ),
        (Batch(14, "160", 65), Batch(40, "220", 65, is_closed=True)),
        made_in=(3, 4, 5), gtin=gtin(202), origin="Xã Sông Mã, tỉnh Sơn La", net="500 ml", ingredients="Mật ong hoa nhãn 100%.",
        usage="Pha nước ấm dưới 40 độ, hoặc ăn trực tiếp.", storage="Nơi mát, đậy kín, không để tủ lạnh.",
        warnings="Không dùng cho trẻ dưới 12 tháng tuổi.", shelf_life=730, papers=(ocop(202, 4, "88", 1035), food_safety(22, 300, 790)),
    ),
    Good(
        "khau-xen", "my", "Khẩu xén nếp nhà Mỵ", 6, 35_000, "goi",
        "Khẩu xén là bánh Tết của người Thái, ngày trước chỉ làm tháng chạp. Gạo nếp nhà, màu lấy từ lá cẩm, gấc và lá dứa. "
        "Cán mỏng, cắt miếng, phơi hai nắng rồi chiên phồng. Trẻ con trong bản ăn thay bim bim.",
        (
            make(-3, "Đồ xôi, giã nhuyễn với lá màu, cán mỏng.", 7, "Mẹ con Mỵ", (("gao-nep-tan", 2, "40", "kg"),)),
            make(0, "Phơi đủ hai nắng, chiên mẻ nhỏ.", 8),
            pack(0, "Gói 200 g, kèm gói hút ẩm.", 15),
            ship(2, "Gửi xe ra phường Tô Hiệu.", 9),
        ),
        (Batch(9, "180", 65),),
        origin="Xã Ngọc Chiến, tỉnh Sơn La", net="200 g", ingredients="Gạo nếp tan, dầu thực vật, đường, lá cẩm, gấc, lá dứa, muối.",
        usage="Ăn ngay sau khi mở gói.", storage=KEEP_DRY, warnings="Có dầu chiên; người dị ứng gạo nếp không nên ăn.",
        shelf_life=90, papers=(ocop(203, 3, "58,5", 130),),
    ),
    Good(
        "man-say-deo", "lan", "Mận sấy dẻo Mộc Châu", 7, 85_000, "goi",
        "Mùa rộ mận rẻ, tôi tiếc nên học sấy. Mận chín đỏ rửa sạch, khứa thân, ướp ít đường một đêm rồi sấy nhẹ hai mươi giờ. "
        "Miếng mận dẻo, chua ngọt, còn nguyên mùi mận tươi. Năm kg quả mới được một kg sấy.",
        (
            make(0, "Rửa, khứa, ướp đường qua đêm.", 15, "Lan", (("man-hau", 2, "120", "kg"),)),
            make(1, "Sấy 55 độ, hai mươi giờ, đảo khay bốn lần.", 6),
            pack(3, "Gói giấy kraft 250 g có cửa sổ.", 14),
            ship(4, "Giao quầy hàng của Hội phường.", 9),
        ),
        (Batch(10, "96", 65), Batch(35, "110", 65, is_closed=True)),
        made_in=(6, 7), gtin=gtin(204), origin="Phường Mộc Châu, tỉnh Sơn La", net="250 g", ingredients="Mận hậu, đường, muối.",
        usage="Ăn ngay.", storage=KEEP_DRY + " Ngăn mát giữ được lâu hơn.", warnings="Không dùng khi gói rách hoặc có mốc. Có thể còn hạt.",
        shelf_life=365, papers=(ocop(204, 4, "79", 280), food_safety(23, 150, 940)),
    ),
    Good(
        "long-nhan", "nhung", "Long nhãn sấy Sông Mã", 7, 220_000, "hu",
        "Mỗi cân long nhãn là gần mười cân nhãn tươi, bóc tay từng quả. Lò sấy của hợp tác xã đốt than tổ ong ngày trước, nay đã "
        "thay bằng lò điện cho sạch khói. Cùi vàng nâu, khô tay mà vẫn dẻo. Nấu chè hay pha trà đều được.",
        (
            make(0, "Bóc cùi, xếp khay lưới.", 7, "Tổ bóc mười hai chị", (("nhan-song-ma", 2, "300", "kg"),)),
            make(1, "Sấy điện 60 độ, mười tám giờ.", 6),
            pack(3, "Hũ 400 g, nắp tre.", 14),
            ship(6, "Gửi đại lý ở Hà Nội.", 10),
        ),
        (Batch(12, "70", 65), Batch(38, "90", 24, "a4-24", is_closed=True)),
        made_in=(8, 9), gtin=gtin(205), origin="Xã Sông Mã, tỉnh Sơn La", net="400 g", ingredients="Cùi nhãn sấy 100%.",
        usage="Ăn ngay, nấu chè hoặc pha trà.", storage=KEEP_DRY, warnings="Không dùng khi hũ bị hở hoặc có mốc.", shelf_life=365,
        papers=(ocop(205, 3, "66", 340),),
    ),
    Good(
        "mang-kho", "hoa", "Măng sặt khô Vân Hồ", 7, 260_000, "kg",
        "Măng sặt mọc sau mưa đầu hạ, chỉ bẻ ngọn vừa tầm tay. Luộc hai nước, tước sợi, phơi trên nong ba nắng. Không xông lưu "
        "huỳnh, nên sợi măng nâu chứ không vàng rực. Trước khi nấu ngâm nước vo gạo một đêm.",
        (
            harvest("Bẻ măng ven nương, để lại cây mẹ.", 6, "Hoa và chị dâu"),
            make(1, "Luộc hai nước, tước sợi, phơi ba nắng.", 9),
            pack(6, "Bó 500 g, buộc lạt.", 14),
            ship(9, "Khách đường dài đặt trước.", 10),
        ),
        (Batch(15, "48", 48, "a4-24", void=(21, 24, "Mực nhoè, quét không được")), Batch(50, "60", 24, "a4-24", is_closed=True)),
        made_in=(6, 7, 8), origin="Xã Vân Hồ, tỉnh Sơn La", net="500 g", ingredients="Măng sặt khô 100%.",
        usage="Ngâm một đêm, luộc kỹ bỏ nước đầu rồi nấu.", storage=KEEP_DRY, warnings="Phải luộc kỹ, bỏ nước luộc đầu.",
        shelf_life=365, papers=(ocop(206, 3, "55", 90, is_verified=False),),
    ),
    Good(
        "thit-trau-gac-bep", "xoa", "Thịt trâu gác bếp Thuận Châu", 8, 850_000, "kg",
        "Thịt bắp trâu thái dọc thớ, ướp mắc khén, ớt, gừng một đêm. Treo trên gác bếp tám ngày, lửa nhỏ thôi, khói củi nhãn. "
        "Xé ra thấy thớ đỏ thẫm, chấm chẳm chéo mới đúng vị. Nhà tôi làm ba đời, cân nào hỏng là bỏ.",
        (
            make(-8, "Thái dọc thớ, ướp mắc khén một đêm.", 14, "Bà Xoa"),
            make(0, "Hạ gác bếp sau tám ngày khói.", 9),
            pack(1, "Hút chân không 500 g.", 14),
            ship(2, "Gửi chuyển phát, đá khô.", 10),
        ),
        (Batch(5, "35", 65), Batch(33, "42", 24, "a4-24", is_closed=True)),
        gtin=gtin(207), origin="Xã Thuận Châu, tỉnh Sơn La", net="500 g", ingredients="Thịt trâu, muối, mắc khén, ớt, gừng, tỏi.",
        usage="Hấp hoặc vùi than, đập mềm rồi xé.", storage="Ngăn đông 12 tháng, ngăn mát 30 ngày.",
        warnings="Hâm nóng trước khi ăn. Không dùng khi túi phồng.", shelf_life=180, papers=(ocop(207, 4, "83,5", 460), food_safety(24, 180, 910)),
    ),
    Good(
        "lap-suon", "xoa", "Lạp sườn gác bếp Thuận Châu", 8, 320_000, "kg",
        "Lạp sườn làm từ thịt vai lợn bản, băm tay chứ không xay. Ướp rượu ngô, mắc khén, nhồi ruột rồi hong khói năm ngày. "
        "Nướng lên mỡ chảy xèo xèo, thơm cả bếp. Mùa lạnh làm mới ngon, mùa nóng tôi nghỉ.",
        (
            make(-5, "Băm tay, ướp, nhồi ruột.", 8, "Bà Xoa và con dâu"),
            make(0, "Hong khói đủ năm ngày.", 9),
            pack(1, "Hút chân không 500 g.", 14),
            ship(2, "Giao quầy ở phường Tô Hiệu.", 9),
        ),
        (
            Batch(4, "28", 24, "a4-24"),
            Batch(
                26, "30", 48, "a4-24",
                recalled=(
                    "Máy hút chân không hở một mẻ, có gói bị mốc trước hạn.",
                    "Xin đừng ăn. Gọi nơi bán để đổi gói khác hoặc lấy lại tiền.",
                ),
            ),
        ),
        gtin=gtin(208), origin="Xã Thuận Châu, tỉnh Sơn La", net="500 g", ingredients="Thịt lợn, mỡ lợn, rượu ngô, muối, mắc khén, ớt.",
        usage="Nướng hoặc rán chín kỹ.", storage="Ngăn đông 6 tháng, ngăn mát 15 ngày.", warnings="Phải nấu chín. Không dùng khi túi phồng hoặc mốc.",
        shelf_life=90, papers=(food_safety(25, 30, 1065, is_verified=False),),
    ),
    Good(
        "giam-tao-meo", "mo", "Giấm táo mèo lên men", 9, 60_000, "chai",
        "Quả sơn tra rụng sớm thì không ngâm rượu được, tôi đem ủ giấm. Ủ trong chum sành bốn tháng, mùi dịu, vị chua thanh. "
        "Không pha a-xít. Đáy chai có ít cặn là con giấm, lắc nhẹ rồi dùng.",
        (
            make(-110, "Rửa, thái lát, vào chum với đường.", 9, "Mo"),
            make(0, "Lọc giấm, để lắng.", 9),
            pack(2, "Chai 350 ml, nút bần.", 14),
            ship(5, "Gửi xe Bắc Yên – Hà Nội.", 16),
        ),
        (Batch(20, "120", 65),),
        gtin=gtin(209), origin="Xã Bắc Yên, tỉnh Sơn La", net="350 ml", ingredients="Quả sơn tra (táo mèo), nước, đường.",
        usage="Trộn rau, pha nước chấm, hoặc một thìa với nước ấm.", storage="Nơi mát, đậy kín.", warnings="Không uống khi đói.", shelf_life=540,
        papers=(ocop(209, 3, "61", 310),),
    ),
    Good(
        "cham-cheo", "xoa", "Chẳm chéo mắc khén", 10, 45_000, "hu",
        "Chẳm chéo mỗi nhà một vị. Nhà tôi nhiều mắc khén, ớt nướng than, thêm lá chanh và rau mùi. Giã cối đá, không xay máy vì "
        "xay thì mất thơm. Chấm xôi, chấm măng, chấm thịt gì cũng hợp.",
        (
            make(0, "Nướng ớt, rang mắc khén, giã cối đá.", 8, "Bà Xoa"),
            pack(0, "Hũ 150 g, đậy màng co.", 14),
            ship(1, "Giao chợ phiên.", 5),
        ),
        (Batch(6, "140", 65), Batch(29, "150", 24, "a4-24", is_closed=True)),
        gtin=gtin(210), origin="Xã Thuận Châu, tỉnh Sơn La", net="150 g", ingredients="Muối, ớt, mắc khén, tỏi, rau mùi, lá chanh.",
        usage="Chấm trực tiếp hoặc pha với nước luộc măng.", storage=KEEP_DRY, warnings="Cay. Tránh tầm tay trẻ nhỏ.", shelf_life=180,
        papers=(ocop(210, 3, "64", 1120),),
    ),
)  # fmt: skip
