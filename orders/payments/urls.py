from django.urls import URLPattern

from orders.payments.ways.finding import modules_of_ways

urlpatterns: list[URLPattern] = [
    pattern for module in modules_of_ways("urls") for pattern in module.urlpatterns
]
