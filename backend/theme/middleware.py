"""Set the language of a request, and lead visitors back from URLs that only accept POST."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from backend.theme.languages import CODES, chosen_language, store_language


class LanguageMiddleware:
    """Activates Vietnamese, unless the visitor chose another language on this site.

    Django's LocaleMiddleware follows the browser's Accept-Language. But many phones in Vietnam are set to
    English, and their owners read Vietnamese. A visitor chooses by the switch, or by a link with `?lang=en`.
    The choice is stored in a cookie, but never in a publicly cached response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = chosen_language(request)
        asked = request.GET.get("lang") if request.method == "GET" else None
        if asked not in CODES:
            asked = None
        language = asked or chosen or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked and asked != chosen and "public" not in response.headers.get("Cache-Control", ""):
            store_language(response, asked)
        return response


class WayBackMiddleware:
    """Leads a user whose session ended before pressing a button back to the page with the button.

    After signing in, the user gets that page instead of the form's URL. A GET of a URL that only accepts POST
    returns 405 with a page: for an empty response browsers show their own error page, in the browser's
    language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Asked first: to read one header, Django reads them all.
        if response.status_code not in (302, 405) or "text/html" not in request.headers.get("Accept", ""):
            return response
        if response.status_code == 302 and request.method == "POST":
            _lead_back(request, response)
        elif response.status_code == 405 and not response.streaming and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


def _lead_back(request: HttpRequest, response: HttpResponse) -> None:
    """Change a redirect to the sign-in page so that it leads back to the page with the pressed button."""
    login = urlsplit(response.headers["Location"])
    asked = QueryDict(login.query, mutable=True)
    pressed_on = request.headers.get("Referer", "")
    if (
        login.path != resolve_url(settings.LOGIN_URL)
        or asked.get(REDIRECT_FIELD_NAME) != request.get_full_path()
    ):
        return
    messages.warning(request, _("Việc vừa bấm chưa được ghi. Chị đăng nhập rồi bấm lại."))
    if url_has_allowed_host_and_scheme(pressed_on, {request.get_host()}, require_https=request.is_secure()):
        page = urlsplit(pressed_on)
        asked[REDIRECT_FIELD_NAME] = page.path + (f"?{page.query}" if page.query else "")
        response.headers["Location"] = f"{login.path}?{asked.urlencode(safe='/')}"
