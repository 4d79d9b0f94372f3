"""Django's admin shows lots and labels and changes none of them."""

import pytest

from tests.factories.products import ListedProductFactory, make_user
from traceability.models import Lot

pytestmark = pytest.mark.django_db
PAGES = ["lot", "productcode", "labelrun", "labelprint", "labelvoid", "recall", "inquiry"]


@pytest.mark.parametrize("page", [*(f"traceability/{name}" for name in PAGES), "ledger/entry"])
def test_admin_list_opens_for_staff_only(client, page):
    Lot.objects.create(product=ListedProductFactory(), code="A1", quantity=5, unit="kg")
    client.force_login(make_user("Hoàng Thị Hoa"))
    assert client.get(f"/quan-tri/{page}/").status_code == 302
    client.force_login(make_user("Nga", is_staff=True, is_superuser=True))
    assert client.get(f"/quan-tri/{page}/").status_code == 200
    assert client.get(f"/quan-tri/{page}/add/").status_code == 403
