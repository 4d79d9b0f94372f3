"""The rendered snippets of theme/, as a browser and a screen reader get them."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from backend.theme import navigation, style_sheet
from tests.apps import installed_packages
from tests.layout import without_layout


class SomeForm(forms.Form):
    name = forms.CharField(label="Tên", help_text="Ví dụ: Mận hậu")
    price = forms.IntegerField(label="Giá")
    weight = forms.DecimalField(label="Cân nặng")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Đồng ý", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)


def field(name, form=None, **context):
    return without_layout(
        render_to_string("theme/field.html", {"field": (form or SomeForm())[name], **context})
    )


def test_field_ties_help_and_error_to_its_input():
    form = SomeForm({"name": ""})
    html = field("name", form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="id_name_helptext">Ví dụ: Mận hậu<', html)
    assert re.search(r'id="id_name_error">.*<li>.+</li>', html, re.S)
    assert '<label class="field__label" for="id_name">Tên' in html


def test_field_without_error_has_none():
    html = field("name")
    assert "field__error" not in html
    assert "aria-invalid" not in html


@pytest.mark.parametrize(("name", "keyboard"), [("price", "numeric"), ("weight", "decimal")])
def test_field_brings_the_keyboard_for_numbers(name, keyboard):
    assert f'inputmode="{keyboard}"' in field(name)


def test_field_leaves_the_letters_keyboard_alone():
    assert "inputmode" not in field("name")


def test_choices_are_a_group_with_a_legend():
    html = field("kind", SomeForm({"kind": "c"}))
    assert re.search(r"<fieldset[^>]*aria-describedby=\"id_kind_error\"[^>]*><legend>Loại", html)
    assert html.count('type="radio"') == 2
    assert 'id="id_kind_error"' in html


def test_checkbox_is_inside_its_label():
    assert re.search(
        r'<label class="choice" for="id_agree"><input type="checkbox"[^>]*><span>Đồng ý', field("agree")
    )


def test_hidden_field_is_only_its_input():
    assert field("hidden").strip() == '<input type="hidden" name="hidden" id="id_hidden">'


def test_stepper_names_its_buttons():
    html = field("price", stepper=True, step=5)
    assert 'data-stepper="5"' in html
    assert 'aria-label="Bớt Giá"' in html
    assert 'aria-label="Thêm Giá"' in html
    assert html.count('type="button"') == 2


def test_error_summary_leads_to_each_field():
    html = render_to_string("theme/error_summary.html", {"form": SomeForm({"name": "x", "price": "x"})})
    assert re.findall(r'href="#(\w+)"', html) == ["id_price", "id_weight", "id_kind_0", "id_hidden"]
    assert 'role="alert"' in html


def test_error_summary_of_a_fresh_form_is_empty():
    assert render_to_string("theme/error_summary.html", {"form": SomeForm()}).strip() == ""


def pagination(number, path="/products/?q=m%E1%BA%ADn&page=2"):
    request = RequestFactory().get(path)
    page = Paginator(range(30), 10).page(number)
    return render_to_string("theme/pagination.html", {"page": page}, request)


def test_pagination_keeps_the_query():
    html = pagination(2)
    assert re.findall(r'href="([^"]+)"', html) == ["?q=m%E1%BA%ADn&amp;page=1", "?q=m%E1%BA%ADn&amp;page=3"]
    assert "Trang 2/3" in html


def test_pagination_has_no_way_past_the_ends():
    assert 'rel="prev"' not in pagination(1)
    assert 'rel="next"' not in pagination(3)


def test_pagination_of_one_page_is_nothing():
    request = RequestFactory().get("/")
    html = render_to_string("theme/pagination.html", {"page": Paginator([1], 10).page(1)}, request)
    assert html.strip() == ""


def test_empty_state_has_a_title_and_one_action():
    html = render_to_string(
        "theme/empty.html",
        {
            "title": "Chưa có lô nào",
            "text": "Ghi thu hoạch.",
            "url": "/lo/",
            "action": "Ghi",
            "icon_name": "leaf",
        },
    )
    assert "<h2>Chưa có lô nào</h2>" in html
    assert html.count("<a ") == 1
    assert '<a class="button" href="/lo/">' in html


def test_empty_state_without_address_has_no_button():
    assert "<a" not in render_to_string("theme/empty.html", {"title": "Chưa có lô nào", "url": ""})


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"claim": "self"}, "Tự khai"),
        ({"claim": "paper"}, "Có giấy tờ"),
        ({"claim": "verified"}, "Hội đã xác minh"),
        (
            {"claim": "verified", "by": "Hội xã Tà Xùa", "on": dt.date(2026, 11, 4)},
            "Hội đã xác minh (Hội xã Tà Xùa, 04/11/2026)",
        ),
        ({}, "Tự khai"),
    ],
)
def test_mark_names_who_vouches(context, words):
    html = render_to_string("theme/mark.html", context)
    assert re.sub(r"<[^>]+>", "", without_layout(html)) == words


def own_templates() -> list[Path]:
    return [path for app in installed_packages() for path in Path(settings.BASE_DIR, app).rglob("*.html")]


def test_every_page_passes_its_claim_to_the_mark():
    """Without `claim` the mark shows a self-declared claim, whatever else was passed."""
    for template in own_templates():
        for include in re.findall(r'{% include "theme/mark\.html"[^%]*%}', template.read_text()):
            assert " claim=" in include, template


def test_every_page_with_htmx_forbids_it_inline_styles_and_eval():
    """The policy of the page refuses both, with a message in every visitor's console."""

    def with_parents(words: str) -> str:
        parent = re.match(r'{% extends "([^"]+)" %}', words)
        return words + (with_parents(get_template(parent[1]).template.source) if parent else "")

    users = [path for path in own_templates() if "{% htmx_script %}" in path.read_text()]
    assert users
    for template in users:
        words = with_parents(template.read_text())
        assert '"includeIndicatorStyles":false,"allowEval":false' in words, template


def test_marks_are_distinguishable_without_colour():
    icons = {
        claim: re.search(r"<svg.*?</svg>", render_to_string("theme/mark.html", {"claim": claim}), re.S)[0]
        for claim in ("self", "paper", "verified")
    }
    assert len(set(icons.values())) == 3


def test_thread_marks_the_present_step():
    html = without_layout(render_to_string("theme/thread.html", {"steps": ["Ảnh", "Tên", "Giá"], "at": 2}))
    assert html.count('class="is-done"') == 1
    assert html.count('aria-current="step"') == 1
    assert "Bước 2/3: Tên" in html


def test_icon_is_hidden_from_screen_readers():
    html = Template('{% load theme %}{% icon "sprout" size="big" %}').render(Context())
    assert html.startswith('<svg class="icon icon--big"')
    assert 'aria-hidden="true"' in html
    assert "<!--" not in html


def test_icon_that_does_not_exist_is_not_silent():
    with pytest.raises((FileNotFoundError, TemplateSyntaxError)):
        Template('{% load theme %}{% icon "no-such-icon" %}').render(Context())


def test_script_words_cannot_close_their_block():
    html = Template("{% load theme %}{% script_words %}").render(Context())
    text = re.fullmatch(r'<script type="application/json" id="pieu-words">(.*)</script>', html)[1]
    assert "<" not in text
    assert json.loads(text)["waiting"] == "chờ gửi"


@pytest.fixture
def tabs(monkeypatch):
    monkeypatch.setattr(navigation, "_tabs", {})
    return navigation.register_tab


def test_tab_without_an_address_is_left_out(tabs, rf):
    tabs("home", label="Trang chủ", url_name="theme:style", icon="house")
    tabs("gone", label="Không có", url_name="no_such:page", icon="house")
    assert [tab.key for tab in navigation.visible_tabs(rf.get("/kieu/"))] == ["home"]


def test_longest_tab_that_begins_the_path_is_current(tabs, rf):
    tabs("style", label="Kiểu", url_name="theme:style", icon="house")
    tabs("offline", label="Mất mạng", url_name="theme:offline", icon="house")
    visible = navigation.visible_tabs(rf.get("/mat-mang/"))
    assert {tab.key: tab.current for tab in visible} == {"style": False, "offline": True}


def test_tab_registered_again_keeps_omitted_values(tabs, rf):
    tabs("home", label="Trang chủ", url_name="theme:style", icon="house", order=3)
    tabs("home", count=lambda request: 2)
    (tab,) = navigation.visible_tabs(rf.get("/"))
    assert (tab.label, tab.icon, tab.count) == ("Trang chủ", "house", 2)


def test_tab_nobody_may_see_is_left_out(tabs, rf):
    tabs("desk", label="Bàn", url_name="theme:style", icon="house", visible=lambda request: False)
    assert navigation.visible_tabs(rf.get("/")) == []


def test_tab_is_current_on_its_other_pages(tabs, rf):
    tabs("home", label="Trang chủ", url_name="home", icon="house")
    tabs("style", label="Kiểu", url_name="theme:style", icon="house", also=("theme:offline", "no_such:page"))
    visible = navigation.visible_tabs(rf.get("/mat-mang/"))
    assert {tab.key: tab.current for tab in visible} == {"home": False, "style": True}


@pytest.mark.parametrize(("is_officer", "shown"), [(True, ["desk"]), (False, ["diary"])])
def test_tab_replaces_another_where_it_is_visible(tabs, rf, is_officer, shown):
    tabs("diary", label="Nhật ký", url_name="theme:style", icon="house")
    tabs(
        "desk",
        label="Việc Hội",
        url_name="theme:offline",
        icon="house",
        replaces="diary",
        visible=lambda request: is_officer,
    )
    assert [tab.key for tab in navigation.visible_tabs(rf.get("/"))] == shown


def test_link_of_the_header_is_no_tab(tabs, rf):
    tabs(
        "bell",
        label="Thông báo",
        url_name="theme:style",
        icon="bell",
        in_header=True,
        count=lambda request: 3,
    )
    assert navigation.visible_tabs(rf.get("/")) == []
    (bell,) = navigation.header_links(rf.get("/kieu/"))
    assert (bell.label, bell.count, bell.current) == ("Thông báo", 3, True)


def test_the_style_sheet_holds_every_part_and_no_comment():
    assert sorted(path.stem for path in style_sheet.PARTS_FOLDER.iterdir()) == sorted(style_sheet.PARTS)
    assert "/*" not in style_sheet.text()
    assert Path(finders.find(style_sheet.PATH)).read_text(encoding="utf-8") == style_sheet.text()


def test_the_style_sheet_follows_its_parts(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    written = style_sheet.write()
    written.write_text("old {}")
    assert style_sheet.write() == written
    assert written.read_text(encoding="utf-8") == style_sheet.text()
    assert [path.name for path in written.parent.iterdir()] == [written.name]
