from django.urls import path

from courses.reports import views as reports

urlpatterns = [
    path("so-lieu/", reports.index, name="reports"),
    path("so-lieu/hoan-thanh/", reports.completion, name="completion_report"),
    path("so-lieu/<slug:slug>/", reports.course, name="course_report"),
    path("so-lieu/<slug:slug>/co-so/", reports.branches, name="branch_report"),
]
