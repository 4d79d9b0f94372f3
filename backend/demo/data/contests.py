"""A contest to try out, marked as such: five questions on selling online, after the laws as they stood in 2026."""

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
            "Người livestream giới thiệu hàng phải làm gì trước khi giới thiệu?",
            ("*Đã dùng và hiểu hàng", "Có nhiều người theo dõi", "Giảm giá cho người xem"),
            ("75/2025/QH15", "15a"),
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
