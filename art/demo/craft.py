"""Weaving and plaiting."""

import math
import random

from art.brush import (
    band,
    blob_d,
    clip,
    diamonds,
    grid,
    group,
    leaf,
    oval,
    oval_d,
    poly,
    rect,
    rect_d,
    shadow,
    solid,
    stroke,
)
from art.colours import BAMBOO, GREEN, WOOD
from art.demo.book import picture
from art.demo.colours import DARK_WOOD
from art.demo.stage import HEIGHT, WIDTH, ridge, table
from backend.theme import ornament
from backend.theme.ornament import CLOTH, THREADS


def piece(width: int, height: int) -> ornament.Grid:
    """Return the embroidered end of a scarf: stepped diamonds with hooks, and an edge of little steps."""
    parts: list[tuple[int, int, ornament.Grid]] = []
    big = ornament.diamond(9, "rwyr.oo.gg")
    small = ornament.diamond(3, "yr.r")
    tiny = ornament.diamond(1, "wg")
    step = 24
    for column in range(-1, width // step + 2):
        for row in range(-1, height // 22 + 2):
            x, y = column * step + (row % 2) * 12, row * 22
            parts.append((x - 9, y - 9, big))
            parts.append((x + 12 - 3, y - 3, small))
    for column in range(width // 12 + 1):
        parts.append((column * 12 - 1, 10, tiny))
    return ornament.overlay((width, height), parts)


def scarf_end(x: float, y: float, columns: int, rows: int, module: float) -> str:
    """Draw a hanging end with its embroidery, its red edge and the coiled knots at the hem."""
    w, h = columns * module, rows * module
    edge = (
        rect(x, y, module * 2, h, THREADS["r"])
        + rect(x + w - module * 2, y, module * 2, h, THREADS["r"])
        + rect(x, y + h - module * 2, w, module * 2, THREADS["r"])
    )
    knots = "".join(
        group(
            oval(0, 0, module * 2.3, None, THREADS[t]),
            oval(0, 0, module * 1.35, None, THREADS["y" if t != "y" else "r"]),
            oval(0, 0, module * 0.6, None, THREADS[t]),
            x=kx,
            y=ky,
        )
        for kx, ky, t in (
            (x, y + h, "r"),
            (x + w * 0.25, y + h + module, "o"),
            (x + w * 0.5, y + h + module, "g"),
            (x + w * 0.75, y + h + module, "o"),
            (x + w, y + h, "r"),
            (x, y + h * 0.66, "g"),
            (x + w, y + h * 0.66, "g"),
        )
    )
    return (
        rect(x, y, w, h, CLOTH)
        + clip(rect_d(x, y, w, h), grid(piece(columns, rows), x, y, module))
        + edge
        + rect(x + w * 0.5, y, w * 0.5, h, "#000000", opacity=0.08)
        + knots
    )


@picture("khan-pieu", "Khăn piêu thêu tay vắt trên sào tre, hai đầu khăn nổi hoa văn hình thoi và nút cút")
def khan_pieu() -> str:
    def scarf(x: float, y: float, columns: int, plain: float, rows: int, module: float) -> str:
        w = columns * module
        folds = "".join(
            rect(x + w * t, y, w * 0.05, plain, "#3A4791", opacity=0.5) for t in (0.16, 0.44, 0.72)
        )
        return rect(x, y, w, plain + 4, CLOTH) + folds + scarf_end(x, y + plain, columns, rows, module)

    pole = (
        rect(-20, 150, 1240, 46, BAMBOO[0], 20)
        + rect(-20, 176, 1240, 20, BAMBOO[1], 10)
        + "".join(rect(x, 146, 14, 54, "#9A7434", 6) for x in (110, 560, 1080))
    )
    return (
        rect(0, 0, WIDTH, HEIGHT, "#F1E3CF")
        + oval(600, 470, 380, None, "#FAF1E1")
        + ridge(900, 150, "#D9CDAE", 31, 4)
        + group(
            rect(205, 205, 350, 600, "#6B5436", opacity=0.14),
            rect(675, 205, 350, 480, "#6B5436", opacity=0.14),
        )
        + scarf(180, 170, 49, 190, 57, 7)
        + scarf(650, 170, 49, 100, 51, 7)
        + pole
        + rect(172, 140, 360, 44, CLOTH, 18)
        + rect(172, 140, 360, 16, "#3A4791", 8, 0.7)
        + rect(642, 140, 360, 44, CLOTH, 18)
        + rect(642, 140, 360, 16, "#3A4791", 8, 0.7)
    )


@picture("tui-tho-cam", "Túi thổ cẩm đeo vai màu chàm, dải hoa văn đỏ vàng và tua chỉ")
def tui_tho_cam() -> str:
    bag = blob_d(
        [(330, 380), (600, 366), (870, 380), (900, 560), (880, 740), (600, 768), (320, 740), (300, 560)], 0.45
    )
    flap_rows = clip(
        bag,
        band(280, 440, 640, 9),
        diamonds(280, 590, 640, 9, "wroy", 4),
        rect(280, 676, 640, 10, THREADS["r"]),
        rect(280, 560, 640, 8, THREADS["y"]),
        band(280, 694, 640, 5),
    )
    tassels = "".join(
        group(
            oval(0, 0, 13, None, THREADS["ryog"[i % 4]]),
            *[
                stroke(f"M{dx} 10q{dx * 0.5} 30 {dx * 1.4} 62", THREADS["ryog"[i % 4]], 6)
                for dx in (-8, -3, 3, 8)
            ],
            x=350 + i * 72,
            y=770,
        )
        for i in range(8)
    )
    strap = (
        stroke("M350 400C320 120 440 60 600 60S880 120 850 400", CLOTH, 46)
        + stroke("M350 400C320 120 440 60 600 60S880 120 850 400", THREADS["r"], 30)
        + stroke("M350 400C320 120 440 60 600 60S880 120 850 400", CLOTH, 20)
    )
    dots = ""
    for i in range(21):
        t = i / 20
        a = math.pi * (1.0 - t)
        px, py = 600 + 256 * math.cos(a) * (1 - 0.02 * math.sin(a)), 330 - 268 * math.sin(a) ** 0.9
        dots += group(rect(-6, -6, 12, 12, THREADS["y" if i % 2 else "w"]), x=px, y=py, turn=45)
    return (
        table("#F3DCD2", "#FBEEE7", "#B98B5E", "#97693F", sun=(600, 380), r=345, hem=False, horizon=640)
        + strap
        + shadow(600, 790, 330, 32)
        + tassels
        + solid(
            bag,
            (CLOTH, "#10163A", "#2B3873"),
            flap_rows,
            rect(740, 360, 200, 430, "#000000", opacity=0.16),
            shift=(20, 10),
        )
        + rect(318, 372, 564, 30, THREADS["r"], 12)
        + rect(318, 388, 564, 14, "#94190F", 7)
        + oval(352, 400, 22, None, THREADS["y"])
        + oval(848, 400, 22, None, THREADS["y"])
    )


@picture("ep-khau", "Ép khẩu: giỏ tre đan đựng xôi có nắp và quai, bên nắm xôi ngũ sắc")
def ep_khau() -> str:
    body = blob_d(
        [(420, 420), (600, 408), (780, 420), (800, 560), (770, 700), (600, 720), (430, 700), (400, 560)], 0.5
    )
    lid = blob_d(
        [(410, 330), (480, 262), (600, 240), (720, 262), (790, 330), (800, 430), (600, 446), (400, 430)], 0.6
    )

    def plait(d: str, x: float, y: float, w: float, h: float, s: float) -> str:
        out = rect(x, y, w, h, BAMBOO[1])
        for row in range(int(h / s) + 1):
            for column in range(int(w / s) + 1):
                tone = BAMBOO[0 if (row + column) % 2 else 2]
                cx, cy = x + column * s, y + row * s
                out += poly(
                    [(cx, cy - s * 0.46), (cx + s * 0.46, cy), (cx, cy + s * 0.46), (cx - s * 0.46, cy)], tone
                )
                if (row % 4 == 0) and column % 2 == 0:
                    out += poly(
                        [(cx, cy - s * 0.3), (cx + s * 0.3, cy), (cx, cy + s * 0.3), (cx - s * 0.3, cy)],
                        "#94190F",
                    )
        return clip(
            d,
            out,
            rect(x + w * 0.66, y, w * 0.4, h, "#5A3E14", opacity=0.2),
            rect(x, y, w * 0.12, h, "#FFFFFF", opacity=0.14),
        )

    strap = stroke(
        "M404 430C300 440 300 240 400 150S800 150 800 150C900 240 900 440 796 430", DARK_WOOD[1], 13
    ) + stroke("M404 430C300 440 300 240 400 150S800 150 800 150C900 240 900 440 796 430", WOOD[0], 6)
    legs = (
        poly([(430, 690), (470, 690), (470, 760), (440, 760)], DARK_WOOD[0])
        + poly([(730, 690), (770, 690), (760, 760), (730, 760)], DARK_WOOD[0])
        + rect(410, 690, 380, 26, DARK_WOOD[0], 10)
        + rect(410, 704, 380, 12, DARK_WOOD[1], 6)
    )
    dice = random.Random(2)
    sticky = ""
    for x, y, tone, dark in (
        (960, 620, "#C9475A", "#A63447"),
        (900, 680, "#7E5AA3", "#64458A"),
        (1025, 676, "#E3B341", "#C2922A"),
        (960, 738, "#F6EEDC", "#DCCFB2"),
        (1085, 738, "#7FB069", "#5F8F4E"),
        (840, 742, "#E3B341", "#C2922A"),
    ):
        sticky += group(
            solid(
                oval_d(0, 0, 60, 46),
                (tone, dark, tone),
                *[
                    group(
                        oval(0, 0, 9, 4, "#FFFFFF", 0.35),
                        x=dice.uniform(-46, 46),
                        y=dice.uniform(-34, 34),
                        turn=dice.uniform(-70, 70),
                    )
                    for _ in range(12)
                ],
                shift=(8, 8),
            ),
            x=x,
            y=y,
        )
    banana = leaf(760, 770, 430, 170, -3, GREEN, 8)
    return (
        table("#E3E7D2", "#F2F4E4", "#A9764C", "#875B38", sun=(600, 380), r=345)
        + strap
        + shadow(610, 766, 240, 26)
        + legs
        + plait(body, 390, 400, 420, 330, 30)
        + plait(lid, 390, 230, 420, 220, 26)
        + stroke("M400 430Q600 460 800 430", DARK_WOOD[0], 16)
        + stroke("M404 452Q600 482 796 452", WOOD[0], 10)
        + oval(600, 240, 30, 14, DARK_WOOD[0])
        + stroke("M424 706Q600 734 776 706", WOOD[0], 10)
        + shadow(970, 796, 210, 22)
        + banana
        + sticky
    )
