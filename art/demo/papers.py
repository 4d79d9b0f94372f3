"""Papers shown with a certificate: plainly samples, never a copy of a real form."""

from math import cos, pi, sin

from art.brush import band, el, grid, group, oval, poly, rect, stroke
from art.demo.book import Draw, paper
from backend.theme import ornament

W, H = 900, 1200


def words(text: str, y: float, size: float, fill: str = "#161B2E", weight: int = 600) -> str:
    return el(
        "text",
        text,
        x=W / 2,
        y=y,
        fill=fill,
        font_size=size,
        font_weight=weight,
        text_anchor="middle",
        font_family="Be Vietnam Pro",
    )


def certificate(title: str, kind: str, colour: str, stars: int = 0) -> str:
    lines = "".join(rect(180, 560 + i * 58, w, 14, "#B9B2A2", 7) for i, w in enumerate((540, 480, 520, 380)))
    seal = group(
        oval(0, 0, 96, None, colour, 0.16),
        oval(0, 0, 78, None, colour, 0.22),
        grid(ornament.diamond(7, "ryy..oo.r"), -45, -45, 6),
        x=650,
        y=950,
    )
    row = "".join(star(450 + (i - (stars - 1) / 2) * 76, 470, 32) for i in range(stars))
    return (
        rect(0, 0, W, H, "#E9E0CF")
        + rect(40, 44, W - 80, H - 80, "#2A1B2E", opacity=0.12)
        + rect(36, 36, W - 72, H - 72, "#FFFDF6")
        + rect(36, 36, W - 72, 77, ornament.CLOTH)
        + band(36, 36, W - 72, 7)
        + band(36, H - 113, W - 72, 7)
        + stroke("M70 140H830V1062H70z", colour, 4, 0.6, "butt")
        + words("GIẤY CHỨNG NHẬN", 240, 58, colour)
        + words(title, 310, 34)
        + words(kind, 366, 28, "#4A5068")
        + row
        + lines
        + stroke("M190 960C230 900 260 1010 300 940S370 960 400 930", "#28356B", 6)
        + seal
        + group(
            rect(-330, -46, 660, 92, "#94190F", 12, 0.1),
            el(
                "text",
                "MẪU MINH HOẠ",
                x=0,
                y=22,
                fill="#94190F",
                font_size=66,
                font_weight=600,
                text_anchor="middle",
                font_family="Be Vietnam Pro",
                opacity="0.55",
            ),
            x=450,
            y=700,
            turn=-18,
        )
    )


def star(x: float, y: float, r: float) -> str:
    return poly(
        [
            (
                x + (r if k % 2 == 0 else r * 0.44) * sin(k * pi / 5),
                y - (r if k % 2 == 0 else r * 0.44) * cos(k * pi / 5),
            )
            for k in range(10)
        ],
        "#E0A33A",
    )


def _ocop(stars: int) -> Draw:
    return lambda: certificate("SẢN PHẨM OCOP", f"{stars} sao", "#94190F", stars)


for _stars in (3, 4, 5):
    paper(f"giay-ocop-{_stars}", f"Giấy chứng nhận OCOP {_stars} sao, bản vẽ minh hoạ")(_ocop(_stars))
paper("giay-vietgap", "Giấy chứng nhận VietGAP, bản vẽ minh hoạ")(
    lambda: certificate("VietGAP", "Thực hành nông nghiệp tốt", "#17592F")
)
paper("giay-huu-co", "Giấy chứng nhận hữu cơ, bản vẽ minh hoạ")(
    lambda: certificate("SẢN PHẨM HỮU CƠ", "Trồng trọt hữu cơ", "#2F7A47")
)
paper("giay-chi-dan-dia-ly", "Giấy quyền sử dụng chỉ dẫn địa lý, bản vẽ minh hoạ")(
    lambda: certificate("CHỈ DẪN ĐỊA LÝ", "Quyền sử dụng", "#28356B")
)
paper("giay-attp", "Giấy đủ điều kiện an toàn thực phẩm, bản vẽ minh hoạ")(
    lambda: certificate("AN TOÀN THỰC PHẨM", "Cơ sở đủ điều kiện", "#664100")
)
