import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings

from backend.common import slots

LOADERS = [
    (
        "django.template.loaders.locmem.Loader",
        {"part.html": "<b>{{ words }}</b>", "other.html": "<i>{{ request.path }}{{ page_only }}</i>"},
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": LOADERS,
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]


@pytest.fixture
def fill():
    filled = []

    def register(key, **kwargs):
        slots.register("test", key, **{"template": "part.html", **kwargs})
        filled.append(key)

    with override_settings(TEMPLATES=TEMPLATES):
        yield register
    for key in filled:
        slots.unregister("test", key)


@pytest.fixture
def request_of_page():
    return RequestFactory().get("/home/")


def test_slot_is_empty_when_nobody_fills_it(request_of_page):
    assert slots.render("test", request_of_page) == ""


def test_parts_show_in_order_and_only_their_own_context(fill, request_of_page):
    fill("late", context=lambda request: {"words": "late"}, order=90)
    fill("early", context=lambda request: {}, template="other.html", order=10)
    fill("b", context=lambda request: {"words": "b"})
    fill("a", context=lambda request: {"words": "a"})
    page = Template("{% load slots %}{% slot 'test' %}")
    html = page.render(Context({"request": request_of_page, "page_only": "secret"}))
    assert html == "<i>/home/</i><b>a</b><b>b</b><b>late</b>"


def test_part_is_left_out_when_its_context_is_none(fill, request_of_page):
    fill("nothing", context=lambda request: None)
    assert slots.render("test", request_of_page) == ""


@pytest.mark.slow
def test_part_is_escaped_and_gets_what_the_page_hands_over(fill, request_of_page):
    fill("name", context=lambda request, name: {"words": name})
    page = Template("{% load slots %}{% slot 'test' name=name %}")
    html = page.render(Context({"request": request_of_page, "name": "<script>"}))
    assert html == "<b>&lt;script&gt;</b>"


def test_part_is_replaced_when_its_key_is_registered_again(fill, request_of_page):
    fill("a", context=lambda request: {"words": "old"})
    fill("a", context=lambda request: {"words": "new"})
    assert slots.render("test", request_of_page) == "<b>new</b>"


def test_filters_show_vietnamese_forms():
    source = (
        "{% load vietnamese %}{{ amount|dong }}; {{ amount|price:'kg' }}; {{ 1.5|quantity:'kg' }}; "
        "{{ amount|number }}; {{ phone|phone }}; {{ none|dong }}{{ none|vi_date }}{{ none|phone }}"
    )
    rendered = Template(source).render(Context({"amount": 120_000, "phone": "+84912345678", "none": None}))
    assert rendered == "120.000 đ; 120.000 đ/kg; 1,5 kg; 120.000; 0912 345 678; "
    with pytest.raises(TemplateSyntaxError):
        Template("{% load slots %}{% slot %}")
