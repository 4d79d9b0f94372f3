"""Herbs, crafts, living things and the village (sets 18 to 26)."""

from backend.demo.data.shapes import Batch, Good, food_safety, grow, gtin, harvest, make, ocop, pack, ship

OUT_OF_REACH = "Để xa tầm tay trẻ em."

GOODS = (
    Good(
        "vien-nghe-mat-ong", "bich", "Viên nghệ mật ong", 18, 140_000, "hu",
        "Nghệ đỏ của 22 hộ trồng xen dưới cà phê. Củ rửa ba nước, thái lát, sấy rồi nghiền, trộn mật ong hoa nhãn và vo viên. "
        "Mỗi mẻ gửi mẫu kiểm nghiệm trước khi đóng hũ. Vị nồng của nghệ, ngọt của mật.",
        (
            harvest("Mua nghệ tươi của các hộ trồng xen cà phê.", 14),
            make(4, "Sấy, nghiền, trộn mật ong, vo viên.", 9),
            pack(8, "Hũ 100 g, hút ẩm, dán niêm.", 14),
            ship(12, "Giao nhà thuốc và cửa hàng.", 10),
        ),
        (Batch(25, "130", 65),),
        made_in=(11, 12, 1, 2), gtin=gtin(401), origin="Phường Chiềng Cơi, tỉnh Sơn La", net="100 g", ingredients="Bột nghệ, mật ong.",
        usage="Ngày hai lần, mỗi lần 5 viên, sau ăn.", storage="Nơi khô mát, đậy kín.", brand="Hương Núi",
        warnings="Thực phẩm này không phải là thuốc. Người có bệnh mật nên hỏi bác sĩ. " + OUT_OF_REACH, shelf_life=540,
        papers=(ocop(401, 3, "65", 200), food_safety(41, 250, 840)),
    ),
    Good(
        "dau-goi-bo-ket", "yen", "Dầu gội bồ kết bản Áng", 19, 110_000, "chai",
        "Con gái Thái gội đầu bằng nước gạo chua và bồ kết nướng. Chúng tôi nấu đúng như bà dạy, thêm vỏ bưởi và lá sả cho thơm. "
        "Ít bọt, gội hai lần mới sạch, tóc mềm. Khách ở nhà sàn thích quá nên chúng tôi đóng chai.",
        (
            make(-1, "Nướng bồ kết, nấu sáu tiếng với vỏ bưởi.", 7, "Chị Yên"),
            make(0, "Lọc, hoà nước gạo chua.", 9),
            pack(0, "Chai 300 ml có vòi.", 15),
            ship(3, "Bán tại nhà sàn và gửi đơn.", 9),
        ),
        (Batch(8, "75", 65),),
        origin="Phường Mộc Sơn, tỉnh Sơn La", net="300 ml", ingredients="Nước, bồ kết, nước vo gạo lên men, vỏ bưởi, sả, hương nhu.",
        usage="Lắc đều, xoa lên tóc ướt, để hai phút rồi xả.", storage="Nơi mát, dùng trong 2 tháng sau khi mở.",
        warnings="Tránh để vào mắt. Thử ở cổ tay trước nếu da dễ dị ứng. " + OUT_OF_REACH, shelf_life=180, papers=(ocop(402, 3, "59", 110),),
    ),
    Good(
        "tinh-dau-sa", "bich", "Tinh dầu sả Java", 20, 95_000, "chai",
        "Sả trồng trên đất dốc vừa giữ đất vừa có thu. Cắt sáng, chiều đã vào nồi chưng, để lâu là mất dầu. Một tạ sả được "
        "chừng bảy lạng tinh dầu. Nhỏ vài giọt vào chậu nước lau nhà, muỗi cũng ngại.",
        (
            harvest("Cắt sả lứa ba, 800 kg.", 6, "Tổ sả bản Co Trai"),
            make(0, "Chưng hơi nước bốn tiếng, tách dầu.", 14),
            pack(3, "Chai nâu 10 ml có ống nhỏ giọt.", 9),
            ship(5, "Gửi đơn trên mạng.", 10),
        ),
        (Batch(11, "300", 65),),
        made_in=(4, 5, 6, 7, 8, 9, 10, 11), gtin=gtin(403), origin="Phường Chiềng Cơi, tỉnh Sơn La", net="10 ml", ingredients="Tinh dầu sả Java 100%.",
        usage="Nhỏ 3–5 giọt vào đèn xông hoặc nước lau nhà.", storage="Nơi mát, tránh lửa.", brand="Hương Núi",
        warnings="Chỉ dùng ngoài. Không bôi trực tiếp lên da trẻ nhỏ. Dễ cháy. " + OUT_OF_REACH, shelf_life=730, papers=(ocop(403, 3, "68", 140),),
    ),
    Good(
        "ep-khau", "say", "Ép khẩu tre đựng xôi", 21, 180_000, "cai",
        "Ép khẩu giữ xôi nóng mà không đọng nước, đi nương cả ngày cơm vẫn dẻo. Tre bánh tẻ chẻ nan, hong bếp cho khỏi mọt, đan "
        "hai lớp. Ông Pâng đan thân, bà Inh đan nắp, mỗi cái mất hai ngày. Dùng lâu lên màu bóng như sơn.",
        (
            make(-12, "Chặt tre bánh tẻ, chẻ nan, hong bếp mười ngày.", 8, "Ông Pâng"),
            make(0, "Đan thân hai lớp, lên chân, cạp nắp.", 9, "Bà Inh"),
            pack(1, "Bọc giấy, buộc dây đay.", 15),
            ship(3, "Gửi cửa hàng quà ở phường Tô Hiệu.", 9),
        ),
        (Batch(9, "18", 24, "a4-24"),),
        origin="Xã Mường Chanh, tỉnh Sơn La", materials="Tre bánh tẻ, mây, gỗ", specification="Cao 24 cm, rộng 18 cm, đựng 1 kg xôi",
        usage="Lót lá chuối, cho xôi nóng vào, đậy nắp.", storage="Phơi khô sau khi rửa, treo nơi thoáng.", papers=(ocop(404, 3, "69,5", 190),),
    ),
    Good(
        "khan-pieu", "say", "Khăn piêu thêu tay", 22, 650_000, "cai",
        "Con gái Thái học thêu piêu từ năm mười tuổi. Hoa văn không vẽ trước, đếm sợi mà thêu từ mặt trái. Một chiếc mất chừng ba "
        "mươi tối. Nút cút ở đầu khăn phải là số lẻ, đó là lời chúc.",
        (
            make(-45, "Nhuộm chàm bảy lần, phơi bảy nắng.", 9, "Tổ nhuộm"),
            make(0, "Thêu xong hai đầu khăn, gắn cút.", 20, "Mỗi khăn ghi tên người thêu"),
            pack(1, "Gấp tư, bọc giấy dó.", 15),
            ship(4, "Gửi khách đặt riêng.", 9),
        ),
        (Batch(12, "14", 24, "a4-24"), Batch(55, "16", 24, "a4-24", is_closed=True)),
        gtin=gtin(405), origin="Xã Mường Chanh, tỉnh Sơn La", materials="Vải bông dệt tay nhuộm chàm, chỉ thêu", specification="Dài 180 cm, rộng 36 cm",
        usage="Đội đầu, quàng vai hoặc treo.", storage="Giặt tay nước lạnh, phơi trong bóng râm. Nước đầu có thể thôi màu chàm.",
        warnings="Giặt riêng: vải chàm thôi màu.", papers=(ocop(405, 4, "86", 390),),
    ),
    Good(
        "tui-tho-cam", "say", "Túi thổ cẩm đeo vai", 22, 280_000, "cai",
        "Vải dệt khung gỗ, khổ bốn gang tay. Mép túi may ba đường chỉ, quai tết từ chính vải thừa. Chị em trẻ nghĩ thêm ngăn để "
        "điện thoại. Tua chỉ đỏ, vàng, xanh là để nhớ mùa hoa.",
        (
            make(-14, "Dệt dải hoa văn, khổ 40 cm.", 9, "Chị Say"),
            make(0, "Cắt, may, tết quai, gắn tua.", 9),
            pack(1, "Túi giấy, kèm thẻ tên người may.", 15),
            ship(5, "Giao hội chợ của Hội tỉnh.", 8),
        ),
        (Batch(10, "26", 24, "a4-24"),),
        gtin=gtin(406), origin="Xã Mường Chanh, tỉnh Sơn La", materials="Thổ cẩm bông dệt tay, lót vải mộc", specification="Rộng 38 cm, cao 32 cm, quai dài 70 cm",
        usage="Đeo vai.", storage="Giặt tay nước lạnh, không vắt mạnh.", warnings="Không ngâm lâu, dễ phai màu.",
        papers=(ocop(406, 3, "64,5", 250),),
    ),
    Good(
        "hoa-hong", "minh", "Hoa hồng Mộc Châu cắt cành", 23, 60_000, "bo",
        "Chúng tôi trồng hồng trong nhà lưới, năm màu. Cắt lúc nụ hé cánh đầu, ngâm nước hai tiếng rồi mới bó. Bó hai mươi bông, "
        "cắm lọ được năm sáu ngày. Gai tôi tuốt giúp một nửa thân.",
        (
            grow(-30, "Bấm ngọn, tưới phân cá."),
            harvest("Cắt lúc nụ hé, chỉ cắt buổi sáng.", 6, "Minh và chồng"),
            pack(0, "Ngâm nước, bó 20 bông giấy mộc.", 9),
            ship(0, "Gửi xe trưa đi Hà Nội.", 12),
        ),
        (Batch(1, "120", 24, "a4-24"), Batch(5, "140", 24, "a4-24", is_closed=True)),
        origin="Phường Mộc Châu, tỉnh Sơn La", usage="Cắt vát gốc, thay nước mỗi ngày.", storage="Nơi mát, tránh quạt.",
    ),
    Good(
        "dao-canh", "hoa", "Đào cảnh Vân Hồ chậu sứ", 24, 950_000, "cay",
        "Đào ta ghép lên gốc mận, uốn dáng ba năm mới vào chậu. Tuốt lá trước Tết bốn lăm ngày để hoa nở đúng dịp. Tôi chỉ bán "
        "cây nhà trồng. Hết Tết gửi lại, tôi chăm giúp một năm.",
        (
            grow(-200, "Uốn cành, quấn dây mềm."),
            grow(-30, "Thay đất, vào chậu sứ."),
            pack(0, "Bọc bầu, che nụ bằng giấy.", 9),
            ship(1, "Xe tải nhỏ giao tận nhà.", 8),
        ),
        (Batch(14, "12", 24, "a4-24"),),
        months=(11, 12, 1, 2), made_in=(11, 12, 1, 2), origin="Xã Vân Hồ, tỉnh Sơn La", specification="Cao 80–100 cm, chậu sứ 40 cm",
        usage="Để nơi sáng, tưới hai ngày một lần.", storage="Tránh gió nóng.",
    ),
    Good(
        "ca-koi", "yen", "Cá koi ao bản Áng", 25, 120_000, "con",
        "Ao trước nhà sàn lấy nước suối chảy qua, nên cá khoẻ và lên màu. Chúng tôi nuôi từ cá bột, một năm được hai gang tay. "
        "Khách đến chơi hay cho cá ăn, rồi hỏi mua về. Cá vận chuyển trong túi bơm ô-xy, đi xa tám tiếng.",
        (
            grow(-60, "Lọc đàn, chuyển ao nước chảy."),
            pack(0, "Nhịn ăn một ngày, đóng túi ô-xy.", 7),
            ship(0, "Giao khách ở phường Tô Hiệu.", 9),
        ),
        (Batch(3, "40", 24, "a4-24"), Batch(24, "36", 24, "a4-24", is_closed=True)),
        origin="Phường Mộc Sơn, tỉnh Sơn La", specification="Dài 25–30 cm", usage="Ngâm túi trong ao 20 phút rồi mới thả.", storage="Nước 18–25 độ, sạch clo.",
    ),
    Good(
        "nha-san-ban-ang", "yen", "Một đêm nhà sàn bản Áng", 26, 450_000, "khach",
        "Nhà sàn của chúng tôi nhìn ra hồ, sáng mở cửa là thấy mây trên rừng thông. Khách ăn cơm cùng nhà: cá nướng, xôi màu, rau "
        "vườn. Tối có xoè, ai thích thì nắm tay vào vòng. Chăn đệm phơi nắng mỗi sáng, bếp và nhà tắm riêng.",
        (
            grow(-12, "Lợp lại mái hai nhà, thay ván sàn hỏng.", 8, "Chín nhà sàn"),
            grow(-5, "Phơi chăn đệm, thay chiếu, dọn đường ra hồ.", 8),
            grow(0, "Tổ xoè tập lại, kiểm bình chữa cháy từng nhà.", 19, "Tổ văn nghệ"),
        ),
        (Batch(2, "80", 24, "roll-60x40"),),
        origin="Phường Mộc Sơn, tỉnh Sơn La", usage="Nhận phòng từ 14 giờ, trả phòng 12 giờ.", specification="Một khách một đêm, gồm bữa tối và bữa sáng",
        papers=(ocop(408, 4, "77", 330),),
    ),
)  # fmt: skip
