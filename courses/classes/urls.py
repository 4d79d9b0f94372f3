from django.urls import path

from courses.classes.views import classes, classes_held

urlpatterns = [
    path("lop/", classes.index, name="classes"),
    path("lop/cua-toi/", classes.mine, name="my_classes"),
    path("lop/cua-toi/lich/", classes.set_feed, name="class_feed_set"),
    path("lop/lich/<slug:token>.ics", classes.feed, name="class_feed"),
    path("lop/phu-trach/", classes_held.index, name="classes_held"),
    path("lop/moi/", classes_held.new, name="class_new"),
    path("lop/<int:pk>/", classes.live_class, name="class"),
    path("lop/<int:pk>/lop.ics", classes.class_file, name="class_file"),
    path("lop/<int:pk>/dang-ky/", classes.take_place, name="class_sign_up"),
    path("lop/<int:pk>/thoi/", classes.give_up_place, name="class_step_back"),
    path("lop/<int:pk>/co-mat/<str:code>/", classes.attend, name="class_attend"),
    path("lop/<int:pk>/tai-lieu/<int:material_id>/", classes.material, name="class_material"),
    path("lop/<int:pk>/sua/", classes_held.edit, name="class_edit"),
    path("lop/<int:pk>/huy/", classes_held.cancel, name="class_cancel"),
    path("lop/<int:pk>/nguoi-hoc/", classes_held.people, name="class_people"),
    path("lop/<int:pk>/nguoi-hoc/in/", classes_held.print_list, name="class_print"),
    path("lop/<int:pk>/nguoi-hoc.csv", classes_held.table, name="class_table"),
    path("lop/<int:pk>/cua/", classes_held.door, name="class_door"),
    path("lop/<int:pk>/tai-lieu/moi/", classes_held.new_material, name="class_material_new"),
    path(
        "lop/<int:pk>/tai-lieu/<int:material_id>/bo/", classes_held.drop_material, name="class_material_drop"
    ),
]
