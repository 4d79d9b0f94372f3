"""Programs that the tests of docs/operate.md run on the bare Debian."""

# Sets the officer's PIN with the printed code, and signs in with the card.
OFFICER = """
import http.cookiejar, re, sys, urllib.parse, urllib.request

site, card, code, pin = sys.argv[1:]
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
opener.addheaders = [("Referer", site + "/"), ("Accept", "text/html")]


def post(path, **fields):
    page = opener.open(site + path).read().decode()
    fields["csrfmiddlewaretoken"] = re.search('csrfmiddlewaretoken" value="([^"]+)', page)[1]
    return opener.open(site + path, urllib.parse.urlencode(fields).encode())


post("/lay-lai/", card=card, code=code, secret=pin)
jar.clear()
answer = post("/tai-khoan/dang-nhap/", login=card, password=pin)
names = {cookie.name for cookie in jar}
print(answer.geturl(), names)
print("signed in" if "__Host-session" in names and "dang-nhap" not in answer.geturl() else "refused")
"""

# A household that the first officer helps, its greens and a sheet of labels. Prints a label's address.
LABEL = """
from datetime import date
from backend.demo.actions.labels import label_uri
from backend.demo.actions.pictures import drawing
from members.acting import Actor
from members.models import Branch, User
from members.people.actions.accounts import open_account
from products.listing.actions.listing import list_product, submit_product
from products.photos.actions import attach_photo
from products.producers.actions.producers import create_producer, verify_producer
from products.products.actions.products import create_draft
from traceability.labels.actions import request_run
from traceability.lots.actions.lots import open_lot

officer = User.objects.get()
commune = Branch.objects.exclude(parent=None).order_by("pk").first()
lan = open_account(officer=officer, branch=commune, full_name="Lò Thị Lan", birth_year=1984).member
helping, deciding = Actor(by=officer, member=lan), Actor.of(officer)
household = create_producer(
    actor=helping, kind="household", name="Hộ Lò Thị Lan", unit=commune.unit, address="Xóm Bản Ang",
    identity_code="004184012345", about="Nhà tôi trồng rau.", phone="",
)
household = verify_producer(actor=deciding, producer=household, saw_birth_date=True, saw_personal_id=True)
greens = create_draft(
    actor=helping, producer=household, name="Rau cải mèo", ocop_set=1, price=15000, unit="kg",
    story="Cải mèo trồng ở nương gần nhà, hái sáng sớm rồi bó luôn.", shelf_life_days=3,
    season_months=[*range(1, 13)], origin="xã Bảo Lâm, Cao Bằng",
)
attach_photo(actor=helping, product=greens, photo=drawing("rau-cai-meo", actor=helping, producer=household))
lot = open_lot(actor=helping, product=greens, quantity=20, unit="kg", harvested_date=date.today())
submit_product(actor=helping, product=greens)
list_product(actor=deciding, product=greens)
greens.refresh_from_db()
print(label_uri(request_run(actor=helping, lot=lot, count=5, layout="a4-65"), 1))
"""

# A label of the demo, by the names of the release 0.1.0.
DEMO_LABEL = """
from backend.demo.actions.labels import label_uri, shown_label
print(label_uri(*shown_label()))
"""

# What a restore, a move and an upgrade must leave as it is.
COUNTED = """
from members.models import Branch, User
from products.models import Photo, Product
from traceability.models import LabelRun, Lot
names = Branch.objects.order_by("pk").values_list("name", flat=True)[:5]
print(*(each.objects.count() for each in (Branch, User, Product, Photo, Lot, LabelRun)), *names)
"""
