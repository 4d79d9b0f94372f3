import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
import django_tasks_db.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from backend.common.admin import ReadOnlyAdmin
from members.models import AccountChange

# One log-in page for everybody, with its limits on guessing and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Piêu"


# Keys to accounts, and tasks whose arguments hold SMS codes: not to be read here. Their admin modules
# are imported above, so that they can't register again later.
for model in (EmailAddress, Authenticator, UserSession, DBTaskResult):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin):
    list_display = ["user", "kind", "by", "happened_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "by"]
    search_fields = ["user__full_name", "user__card_number"]
