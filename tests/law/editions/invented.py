"""Invented law in the layouts of real files. No such documents exist; topic 99.9 is none of the codified law."""

from __future__ import annotations

import io
import unicodedata
import zipfile

LAW_NOTE = "(Điều {n} Luật số 901/2019/QH99 Trồng mận ngày 02/03/2019 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2020 )"
SHORT_NOTE = "(Điều {n} Luật số 901/2019/QH99, có hiệu lực thi hành kể từ ngày 01/01/2020{more})"
DECISION_NOTE = "(Điều {n} Quyết định số 25/2019/QĐ-TTg, có hiệu lực thi hành kể từ ngày 01/02/2020)"
AMENDED = (
    ", có nội dung được sửa đổi bởi Điều 2 Luật số 905/2022/QH99 có hiệu lực thi hành kể từ ngày 01/07/2022"
)

CODIFIED = f"""# Trồng mận


Chương I

NHỮNG QUY ĐỊNH CHUNG

Điều 99.9.LQ.1. Phạm vi điều chỉnh

{LAW_NOTE.format(n=1)}

Luật này quy định việc trồng mận.

(Điều này có nội dung liên quan đến Điều 99.9.QĐ.1.1. Giải thích
từ ngữ)

Điều 99.9.LQ.2. Người trồng mận

{SHORT_NOTE.format(n=2, more=AMENDED)}

Người trồng mận có các việc sau:

1. Tưới nước theo khoản 2 Điều này.

2. Bón phân:

a) Phân chuồng;

d) Phân xanh;

đ) Tro bếp;

Giữ cho đất tơi.

2a. Ghi sổ theo Điều 1 Luật này.Điều 99.9.LQ.15a. Hội trồng mận

{SHORT_NOTE.format(n="15a", more="")}

1. Hội theo điểm a, đ khoản 2 Điều 2 và Điều 3 Quyết định số 25/2019/QĐ-TTg.

| 1. | Mận hậu |

1. Danh sách kèm theo.

Mục 2. GIẢI THÍCH

Điều 99.9.QĐ.1.1. Giải thích từ ngữ

(Điều 1 Quyết định số 25/2019/QĐ-TTg Về giống
mận ngày 05/12/2019 của Thủ tướng Chính phủ, có hiệu lực thi hành kể từ ngày 01/02/2020 )Giống mận là cây con.

Điều 99.9.QĐ.1.3. Giống cây

{DECISION_NOTE.format(n=3)}

1. Giống theo Luật Trồng mận và Điều 15a Luật Trồng mận.

### 999090000000000040000010000000000000000000

Chương I NHỮNG QUY ĐỊNH CHUNG

### 9990900000000000400000100000000000000001

Điều 99.9.LQ.1. Phạm vi điều chỉnh

### 9990900000000000400000100000000000000002

Điều 99.9.LQ.9. Bảo vệ rừng mận
"""

# What the topic above holds: (citation, title, words).
HELD = {
    "901/2019/QH99 1": ("Phạm vi điều chỉnh", "Luật này quy định việc trồng mận."),
    "901/2019/QH99 2": ("Người trồng mận", "Người trồng mận có các việc sau:"),
    "901/2019/QH99 2(1)": ("", "Tưới nước theo khoản 2 Điều này."),
    "901/2019/QH99 2(2)": ("", "Bón phân:"),
    "901/2019/QH99 2(2)(a)": ("", "Phân chuồng;"),
    "901/2019/QH99 2(2)(d)": ("", "Phân xanh;"),
    "901/2019/QH99 2(2)(đ)": ("", "Tro bếp;\nGiữ cho đất tơi."),
    "901/2019/QH99 2(2a)": ("", "Ghi sổ theo Điều 1 Luật này."),
    "901/2019/QH99 9": ("Bảo vệ rừng mận", ""),
    "901/2019/QH99 15a": ("Hội trồng mận", ""),
    "901/2019/QH99 15a(1)": (
        "",
        "Hội theo điểm a, đ khoản 2 Điều 2 và Điều 3 Quyết định số 25/2019/QĐ-TTg.\n| 1. | Mận hậu |\n1. Danh sách kèm theo.",
    ),
    "25/2019/QĐ-TTg 1": ("Giải thích từ ngữ", "Giống mận là cây con."),
    "25/2019/QĐ-TTg 3": ("Giống cây", ""),
    "25/2019/QĐ-TTg 3(1)": ("", "Giống theo Luật Trồng mận và Điều 15a Luật Trồng mận."),
}

HTML = """<html><head><title>x</title><style>p { }</style></head><body>
<p class="pChuong"><a name="9990"></a>Chương I</p><p class="pChuong">NHỮNG QUY ĐỊNH CHUNG</p>
<p class="pDieu"><a name="9990901"></a>Điều 99.9.LQ.1. Phạm vi điều chỉnh</p>
<p class="pGhiChu">(<a href="https://example.vn/901">Điều 1 Luật số 901/2019/QH99 Trồng mận ngày 02/03/2019 của Quốc hội</a>, có hiệu lực thi hành kể từ ngày 01/01/2020 )</p>
<p class="pNoiDung">1. Luật này quy định&nbsp;việc
trồng mận.</p><p class="pNoiDung">2. Giống:</p>
<table><tr><td><p>Mận hậu</p></td><td>5 kg</td></tr></table>
<p class="pChiDan">(Điều này có nội dung liên quan đến Điều 99.9.LQ.2. Người trồng mận)</p>
<p class="pDieu"><a name="9990902"></a>Điều 99.9.LQ.2. Người trồng mận</p>
<p class="pGhiChu">(Điều 2 Luật số 901/2019/QH99, có hiệu lực thi hành kể từ ngày 01/01/2020)</p>
<p class="pNoiDung">a) Tưới nước.</p>
</body></html>
"""

# As in the real file: a BOM, and quotation marks inside a name that aren't escaped.
LISTS = (
    'var jdChuDe = [{"Value":"c1","Text":"Nông nghiệp","STT":"99"}];\n'
    'var jdDeMuc = [{"Value":"d1","Text":"Trồng mận","STT":"9","ChuDe":"c1"},{"Value":"d2","Text":"Trồng đào","STT":"10","ChuDe":"c1"}];\n'
    'var jdAllTree = [{"ChuDeID":"c1","DeMucID":"d1","ChiMuc":"1","MAPC":"9990901","TEN":"Điều 99.9.LQ.1. Phạm vi "điều chỉnh""},'
    '{"ChuDeID":"c1","DeMucID":"d1","ChiMuc":"2","MAPC":"9990903","TEN":"Điều 99.9.LQ.3. Thu "hoạch", bán"}];\n'
)


def a_zip(**files: str) -> bytes:
    """Return a zip like the Ministry's, with other files than usual if named: jsonData_js="…"."""
    content = {"phap-dien/jsonData.js": "\ufeff" + LISTS, "phap-dien/demuc/d1.html": HTML}
    content |= {f"phap-dien/{name.replace('_', '.')}": text for name, text in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return buffer.getvalue()


PLAIN = """CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

Số: 77/2021/NĐ-CP Hà Nội, ngày 05 tháng 4 năm 2021

NGHỊ ĐỊNH
Quy định chi tiết một số điều của Luật Trồng mận

Căn cứ Luật Trồng mận số 901/2019/QH99;

### Chương I. QUY ĐỊNH CHUNG

#### Điều 1. Phạm vi điều chỉnh

Nghị định này quy định chi tiết Điều 2 và Điều 15a của Luật Trồng mận.

### Chương II

#### BÁN MẬN

##### Mục 1. CHỢ

#### Điều 2. Sạp mận

1. Sạp ở chợ:

a) Có mái;

b) Có cân như “Điều 7. Cân” nói:

Điều 9. Đây là lời dẫn, không phải tên điều.

2. Giá theo Phụ lục I của Nghị định này.

#### Điều 2a. Sạp trên mạng

Theo khoản 1 Điều 2 Nghị định này.

#### Điều 3. Hiệu lực thi hành

Nghị định này có hiệu lực thi hành từ ngày 20 tháng 5 năm 2021.

Nơi nhận:
- Các xã;

### Phụ lục I BẢNG GIÁ

1. Mận hậu: một cân.
"""

YAML = """number: 903/2023/QH99
kind: law
title: Bảo vệ người bán mận
issuer: Quốc hội
issued: 2023-06-01
from: 2024-01-01
provisions:
  - ref: "9(1)"
    text: Người bán được hỏi trước.
  - ref: "12"
    title: Bãi bỏ
    to: 2025-12-31
"""


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)
