"""Every address of orders under one namespace, `orders:`; one file per trade."""

from orders.bank import urls as bank
from orders.basket import urls as basket
from orders.complaints import urls as complaints
from orders.duties import urls as duties
from orders.exchanges import urls as exchanges
from orders.feeds import urls as feeds
from orders.figures import urls as figures
from orders.orders import urls as orders
from orders.payments import urls as payments
from orders.reviews import urls as reviews
from orders.share import urls as share
from orders.shops import urls as shops

app_name = "orders"

urlpatterns = [
    *basket.urlpatterns,
    *orders.urlpatterns,
    *shops.urlpatterns,
    *bank.urlpatterns,
    *payments.urlpatterns,
    *figures.urlpatterns,
    *duties.urlpatterns,
    *reviews.urlpatterns,
    *complaints.urlpatterns,
    *feeds.urlpatterns,
    *share.urlpatterns,
    *exchanges.urlpatterns,
]
