from django.urls import path

from orders.figures.views import books, branch_sales, month

urlpatterns = [
    path("ban-hang/noi/<int:producer_id>/so-lieu/", month.month, name="figures"),
    path("ban-hang/noi/<int:producer_id>/so-doanh-thu/", books.book, name="book"),
    path("can-bo/ban-hang/", branch_sales.sales_by_branch, name="branch-sales"),
    path("can-bo/muc-thue/", books.tax_claims, name="tax-claims"),
]
