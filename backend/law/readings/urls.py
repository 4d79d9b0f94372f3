from django.urls import path

from backend.law.readings.views import lawyers, recordings, words

urlpatterns = [
    path("luat/luat-su/", lawyers.home, name="lawyer"),
    path("luat/luat-su/dieu/<int:pk>/", lawyers.provision, name="lawyer_provision"),
    path("luat/luat-su/trang/<str:key>/", lawyers.readable, name="lawyer_readable"),
    path("luat/luat-su/rut-lai/<int:pk>/", lawyers.withdraw, name="withdraw_reading"),
    path("luat/loi-de-hieu/", words.desk, name="words"),
    path("luat/loi-de-hieu/dieu/<int:pk>/", words.provision, name="provision_words"),
    path("luat/loi-de-hieu/<int:pk>/da-doc/", words.mark_read, name="words_read"),
    path("luat/thu-am/dieu/<int:pk>/", recordings.of_provision, name="record_provision"),
    path("luat/thu-am/trang/<str:key>/", recordings.of_readable, name="record_readable"),
    path("luat/thu-am/<int:pk>/bo/", recordings.remove, name="remove_recording"),
    path("luat/thu-am/<int:pk>/<str:file>", recordings.recording, name="recording"),
]
