"""What counts as seen, and as the main action, in tests/page_words.py."""

import pytest

from tests.apps import ROOT, installed_packages
from tests.page_words import SHOWN_BY_CHOICE, read_page

STYLE = "\n".join(path.read_text() for app in installed_packages() for path in (ROOT / app).rglob("*.css"))


@pytest.mark.parametrize(
    ("main", "count"),
    [
        ("<h1>Một hai</h1><p>ba · bốn</p>", 4),
        ("<p>một</p><form method=post><button>Lưu</button></form><p>hai</p>", 1),
        ("<p>một</p><a class='button'>Đi</a><p>hai</p>", 1),
        ("<p>một</p><a class='button button--secondary'>Đi</a><p>hai</p>", 3),
        ("<p>một</p><form><input type=search><button>Tìm</button></form><p>hai</p>", 3),
        ("<p>một</p><form><button class='button'>Tìm</button></form><p>hai</p>", 1),
        ("<p>một</p><button type=button>Chép</button><p>hai</p>", 3),
        ("<details><summary>một</summary>hai<form method=post><button>Lưu</button></form></details>ba", 2),
        ("<details open><summary>một</summary>hai <p>ba</p></details>", 3),
        ("<p class='visually-hidden'>một</p><p hidden>hai <b>ba</b></p><span>bốn</span>", 1),
        ("<select><option>một<option>hai</select><textarea>ba</textarea>bốn", 1),
        ("85.000 <span>đ</span>/gói, <b>250</b> g", 4),
        ("<div class='range-part range-part--serials'>một</div>hai", 1),
    ],
)
def test_words_before_the_main_action(main: str, count: int) -> None:
    page = f"<body><p>đầu trang</p><main>{main}</main><footer>cuối trang</footer></body>"
    assert read_page(page).words_first == count


@pytest.mark.parametrize("name", sorted(SHOWN_BY_CHOICE))
def test_what_waits_for_a_choice_is_hidden_by_a_style_sheet(name: str) -> None:
    rules = [rule for rule in STYLE.split("}") if "display: none" in rule and f".{name}" in rule]
    assert rules, f"no style sheet hides .{name}"
