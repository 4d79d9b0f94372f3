"""Contests of the demo, marked as such: questions on selling online, by the laws of 2026."""

from backend.demo.data.shapes import Ask, Trial

TRIAL = Trial(
    title="Cuộc thi thử (minh hoạ): bán hàng trên mạng",
    rules=(
        "Đây là cuộc thi minh hoạ của bản dùng thử, giải thưởng không có thật.\n\n"
        "Câu hỏi dựa theo các luật có hiệu lực năm 2026, chưa được luật sư xem lại."
    ),
    days=30,
    minutes=20,
    prizes=((1, 1, "Giải nhất (thử)", 500_000), (2, 4, "Giải nhì (thử)", 200_000)),
    questions=(
        Ask(
            "Ngày sản xuất và hạn sử dụng trên nhãn ghi theo thứ tự nào?",
            ("Năm, tháng, ngày", "*Ngày, tháng, năm", "Tháng, ngày, năm"),
            ("37/2026/NĐ-CP", "46"),
        ),
        Ask(
            "Người có ảnh hưởng nhận giới thiệu hàng phải làm gì trước khi giới thiệu?",
            ("*Đã dùng và hiểu hàng", "Có nhiều người theo dõi", "Giảm giá cho người xem"),
            ("16/2012/QH13", "15a(3)"),
        ),
        Ask(
            "Hỏi xin số điện thoại của khách mà khách im lặng, có phải là khách đồng ý không?",
            ("Phải", "*Không phải", "Tuỳ người bán"),
            ("91/2025/QH15", "9"),
        ),
        Ask(
            "Lô hàng đang bị thu hồi thì trang của tem phải làm gì?",
            ("Ẩn trang đi", "Giữ như cũ", "*Báo cho người quét biết"),
            ("37/2026/NĐ-CP", "52"),
        ),
        Ask(
            "Hàng tươi sống bán thẳng cho người mua, không đóng gói, có bắt buộc dán nhãn không?",
            ("Có", "*Không", "Chỉ khi bán ở chợ"),
            ("37/2026/NĐ-CP", "35"),
        ),
    ),
)

OVER_TRIAL = Trial(
    title="Cuộc thi thử đã xong (minh hoạ): nhãn và tem của hàng nhà mình",
    rules=(
        "Đây là cuộc thi minh hoạ của bản dùng thử, người thi và giải thưởng không có thật.\n\n"
        "Câu hỏi dựa theo các luật có hiệu lực năm 2026, chưa được luật sư xem lại."
    ),
    days=7,
    minutes=20,
    ended="Minh hoạ: đóng sớm để bản dùng thử có kết quả mà xem.",
    prizes=((1, 1, "Giải nhất (thử)", 500_000), (2, 3, "Giải nhì (thử)", 200_000)),
    questions=(
        Ask(
            "Hàng không thuộc nhóm có nguy cơ cao thì truy xuất nguồn gốc là việc gì?",
            ("Bắt buộc", "*Tự nguyện", "Không được làm"),
            ("37/2026/NĐ-CP", "22"),
        ),
        Ask(
            "Trên nhãn, chữ nào phải to nhất?",
            ("*Tên hàng", "Giá bán", "Tên cửa hàng"),
            ("37/2026/NĐ-CP", "43"),
        ),
        Ask(
            "Người quét tem ít nhất phải xem được tên, ảnh, người làm ra, địa chỉ và gì nữa?",
            ("Giá nhập hàng", "Tên người mua", "*Xuất xứ"),
            ("37/2026/NĐ-CP", "23"),
        ),
        Ask(
            "Mã tự đặt, không phải mã GS1, thì phải thế nào?",
            ("Bắt đầu bằng 893", "*Không trùng và không dễ nhầm với mã GS1", "Giống mã hàng bán chạy"),
            ("37/2026/NĐ-CP", "28"),
        ),
        Ask(
            "Khách cho số điện thoại để giao hàng, có được dùng số đó gửi quảng cáo không?",
            ("Được, vì khách đã cho số", "Được, nếu gửi ít", "*Không, phải hỏi riêng cho việc đó"),
            ("91/2025/QH15", "9"),
        ),
    ),
)
