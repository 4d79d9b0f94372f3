from django.urls import path

from traceability.inquiries import views as inquiries

urlpatterns = [
    path("tim-tem/", inquiries.find, name="find"),
    path("bao-tem/", inquiries.report, name="report"),
    path("lo/<int:lot_id>/nhan/", inquiries.inquire, name="inquire"),
    path("loi-nhan/<uuid:ref>/", inquiries.inquiry, name="inquiry"),
    path("hop-thu/", inquiries.inbox, name="inbox"),
    path("hop-thu/<int:pk>/", inquiries.inbox_item, name="inbox-item"),
    path("hop-thu/<int:pk>/xong/", inquiries.close, name="inbox-close"),
]
