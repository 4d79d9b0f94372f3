from django.urls import path

from backend.law.library import views
from backend.law.library.feeds import ChangesFeed

urlpatterns = [
    path("luat/thay-doi/", views.changes, name="changes"),
    path("luat/thay-doi/atom.xml", ChangesFeed(), name="changes_feed"),
    path("luat/van-ban/<slug:slug>/", views.document, name="document"),
    path("luat/van-ban/<slug:slug>/akn.xml", views.akn, name="akn"),
    path("luat/van-ban/<slug:slug>/dieu-<str:number>/", views.article, name="article"),
]
