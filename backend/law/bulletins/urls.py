from django.urls import path

from backend.law.bulletins.feeds import BulletinsFeed
from backend.law.bulletins.views import desk, public

urlpatterns = [
    path("luat/moi/", public.index, name="bulletins"),
    path("luat/moi/atom.xml", BulletinsFeed(), name="bulletins_feed"),
    path("luat/moi/nam-<int:year>/", public.year, name="law_year"),
    path("luat/moi/theo-doi/", public.follow, name="follow_topics"),
    path("luat/moi/quan-ly/", desk.index, name="bulletin_desk"),
    path("luat/moi/quan-ly/viet/", desk.begin, name="bulletin_new"),
    path("luat/moi/quan-ly/<int:pk>/", desk.manage, name="bulletin_manage"),
    path("luat/moi/quan-ly/<int:pk>/sua/", desk.edit, name="bulletin_edit"),
    path("luat/moi/<slug:slug>/", public.bulletin, name="bulletin"),
]
