from django.urls import path

from members.branches.views import branches, desk

urlpatterns = [
    # Branches
    path("co-so/", branches.branches, name="branches"),
    path("co-so/roi/", branches.leave, name="leave_branch"),
    path("co-so/<int:branch_id>/", branches.branch, name="branch"),
    path("co-so/<int:branch_id>/xin-vao/", branches.join_branch, name="join_branch"),
    path("co-so/<int:branch_id>/them-chi-hoi/", branches.add_chapter, name="add_chapter"),
    # The officer's desk
    path("can-bo/", desk.desk, name="desk"),
    path("can-bo/hoi-vien/", desk.members, name="members"),
    path("can-bo/hoi-vien/<int:member_id>/", desk.member, name="member"),
    path("can-bo/hoi-vien/<int:member_id>/phieu/", desk.ticket, name="ticket"),
    path("can-bo/hoi-vien/<int:member_id>/phieu/giay/", desk.ticket_paper, name="ticket_paper"),
    path("can-bo/hoi-vien/<int:member_id>/the-moi/", desk.new_card, name="new_card"),
    path("can-bo/hoi-vien/<int:member_id>/the/", desk.member_card, name="member_card"),
    path("can-bo/hoi-vien/<int:member_id>/vai-tro/", desk.give_role, name="give_role"),
    path("can-bo/don/<int:membership_id>/xac-nhan/", desk.confirm, name="confirm"),
    path("can-bo/don/<int:membership_id>/tu-choi/", desk.refuse, name="refuse"),
    path("can-bo/vai-tro/", desk.roles, name="roles"),
    path("can-bo/vai-tro/<int:grant_id>/thoi/", desk.stop_role, name="stop_role"),
]
