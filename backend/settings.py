"""Settings of one Piêu installation, read from the environment.

Every variable has a default that suits `./run` on a laptop (SQLite, console SMS, demo data). A real
installation sets `PIEU_ENV=production`, which refuses to start without the secrets and turns on transport
security. docs/operate.md lists every variable.
"""

import os
import secrets
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.utils.csp import CSP

from backend.common.command_lines import command_line
from backend.environment import Environment, unwritable

BASE_DIR = Path(__file__).resolve().parent.parent
# The version of Piêu, shown in /healthz and in the API schema.
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]


environment = Environment(os.environ)
env, env_flag, env_list = environment.text, environment.flag, environment.names
env_number, env_choice, env_rate, env_url = (
    environment.number,
    environment.choice,
    environment.rate,
    environment.url,
)
env_origin, env_origins, env_hosts = environment.origin, environment.origins, environment.hosts
env_secret, env_mails = environment.secret, environment.mail_addresses

# Read by other programs than Django, and declared here so that they are checked with the rest.
env_number("WEB_WORKERS", 2, least=1, most=64)
env_number("WEB_THREADS", 4, least=1, most=64)
env_choice("WEB_LOG_LEVEL", ("debug", "info", "warning", "error", "critical"), "warning")
for name in ("HOST", "LISTEN_FDS", "LISTEN_PID", "PROMETHEUS_MULTIPROC_DIR", "PYTEST_WORKERS", "PYTHON"):
    env(name)

PIEU_ENV = env_choice("PIEU_ENV", ("demo", "production", "test"), "demo")
PRODUCTION = PIEU_ENV == "production"
TESTING = PIEU_ENV == "test"
PIEU_DEMO = env_flag("PIEU_DEMO", PIEU_ENV == "demo")
DEBUG = env_flag("DEBUG")

# Local state: the SQLite file, generated secrets, logs, finished label sheets.
VAR_DIR = Path(env("PIEU_VAR") or BASE_DIR / "var")
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    environment.refuse("PIEU_VAR", *unwritable(VAR_DIR, error))


def local_secret(name: str, *, unless: str = "", shortest: int = 0) -> str:
    """Return the secret `name` from the environment. Outside production, create it in a file on first use.

    Several processes may start at once: one creates the file, and the others read it. In production, a missing
    variable is refused; the message names `unless`, if that is the variable to set.
    """
    if value := env_secret(name, shortest=shortest):
        return value
    if PRODUCTION:
        return environment.refuse(
            unless or name,
            "một giá trị khi chạy thật; docs/operate.md nói cách tạo",
            "a value: it must be set in production; docs/operate.md says how to make one",
            "",
        )
    path = VAR_DIR / f"{name.lower()}.txt"
    fresh = VAR_DIR / f".{name.lower()}.{os.getpid()}"
    try:
        if not path.exists():
            try:
                fresh.write_text(secrets.token_hex(32))
                fresh.chmod(0o600)
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink(missing_ok=True)
        return path.read_text().strip()
    except OSError as error:
        if not any(problem.startswith("PIEU_VAR") for problem in environment.problems):
            environment.refuse("PIEU_VAR", *unwritable(VAR_DIR, error))
        return secrets.token_hex(32)


def numbered_keys(name: str, local: str, made_by: str) -> dict[int, bytes]:
    """Return the keys of the variable `name` by number: 32 bytes each.

    If it is missing, the only key has number 1: the secret `local` (see local_secret).
    made_by: the command that makes keys, or the document that explains it.
    """
    environment.known.add(local)
    pairs = env_list(name)
    if not pairs and (secret := local_secret(local, unless=name)):
        pairs = [f"1:{secret}"]
    return environment.numbered_keys(name if env(name) else local, pairs, made_by)


SECRET_KEY = local_secret("SECRET_KEY", shortest=32)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")

# Serials of labels are made under these; "version:hex" pairs, the newest last. Never remove an old one: labels printed under it
# would answer "unknown".
LABEL_KEYS = numbered_keys("LABEL_KEYS", "LABEL_KEY", "docs/operate.md")
LABEL_KEY_CURRENT = max(LABEL_KEYS)

# Badges are signed by these Ed25519 seeds; "number:hex" pairs, the highest number signs. Old ones stay: what they signed is out.
BADGE_KEYS = numbered_keys("BADGE_KEYS", "BADGE_KEY", command_line("new_badge_key"))

# Checkpoints of the public log are signed by all of these Ed25519 seeds, as "number:hex" pairs. A new key
# signs in addition to the old key until everybody has it. Then the old key is removed.
LOG_KEYS = numbered_keys("LOG_KEYS", "LOG_KEY", command_line("new_log_key"))
# Witnesses that may cosign checkpoints: verifier keys (name+id+base64) of type cosignature/v1.
LOG_WITNESSES = env_list("LOG_WITNESSES")

# Allow webhooks to private addresses and over HTTP. Never enable it on a public server.
WEBHOOKS_ALLOW_LOCAL = env_flag("WEBHOOKS_ALLOW_LOCAL")
# A WebSub hub that hears of new bulletins and changes of the law; without one, nobody is called.
WEBSUB_HUB = env_url("PIEU_WEBSUB_HUB")

# Course packs are signed by this Ed25519 seed (64 hexadecimal digits). Packs of the signers with these
# fingerprints are accepted.
PACK_KEY = environment.seed("PACK_KEY") or ("" if PRODUCTION else local_secret("PACK_KEY"))
PACK_TRUSTED_KEYS = env_list("PACK_TRUSTED_KEYS")

PORT = str(env_number("PORT", 8000, most=65535))
# The address printed into every label. Choose it once: paper can't be changed.
PUBLIC_ORIGIN = env_origin("PUBLIC_ORIGIN", f"http://127.0.0.1:{PORT}")
# The name of the public log, signed into each checkpoint. Another name is another log: see docs/operate.md on restoring.
LOG_NAME = env("LOG_NAME") or PUBLIC_ORIGIN.partition("://")[2] + "/log"
if any(each.isspace() or each == "+" for each in LOG_NAME):
    environment.refuse("LOG_NAME", "địa chỉ không có dấu cách hay +", "an address without spaces or +")
# Addresses on labels printed before this database recorded hosts. The clock adds them to the printed hosts
# (./run hosts).
EARLIER_ORIGINS = env_origins("EARLIER_ORIGINS")
ALLOWED_HOSTS = env_hosts("ALLOWED_HOSTS") or [
    h for h in {urlsplit(PUBLIC_ORIGIN).hostname or "", "127.0.0.1", "localhost", "[::1]"} if h
]
if TESTING:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver", "testserver.local"]
CSRF_TRUSTED_ORIGINS = sorted({PUBLIC_ORIGIN, *env_origins("CSRF_TRUSTED_ORIGINS")})

INSTALLED_APPS = [
    "backend.theme",
    "backend.common",
    "backend.ledger",
    "members",
    "backend.law",
    "products",
    "backend.webhooks",
    "courses",
    "traceability",
    "orders",
    "union",
    "backend.demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",  # for allauth's pages
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "django_htmx",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_standardized_errors",
]

MIDDLEWARE = [
    "backend.heads.HeadMiddleware",
    "backend.common.browser_limits.BrowserLimitsMiddleware",
    "backend.health.HealthMiddleware",
    "backend.common.metrics.MetricsMiddleware",
    "backend.slow.SlowMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "traceability.middleware.OriginMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "orders.basket.middleware.BasketCountMiddleware",
    "backend.theme.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "backend.theme.middleware.WayBackMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["backend.theme.loaders.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backend.theme.context_processors.theme",
                "members.context_processors.acting",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------------------------------
DATABASE_URL = env("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'pieu.sqlite3'}"
_database = environment.parsed(
    "DATABASE_URL",
    DATABASE_URL,
    lambda url: dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True),
    "postgres://user:password@host:5432/name, sqlite:////folder/file",
)
# A refused address: the start ends below, and nothing connects.
DATABASES: dict[str, Any] = {"default": _database or dj_database_url.parse("sqlite://:memory:")}
SQLITE_SYNCHRONOUS = env_choice("SQLITE_SYNCHRONOUS", ("FULL", "NORMAL", "EXTRA", "OFF"), "FULL")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "backend.common.private_sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes its lock when it begins, so two writers wait for each other instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: REPLACE must not slip past the append-only triggers.
        "init_command": (
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS};"
            "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA cache_size=-32000;"
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
        ),
    }

# Seconds after which PostgreSQL ends a statement of the web server, so that no list can hold the database. 0: never.
WEB_STATEMENT_SECONDS = float(env("PIEU_WEB_STATEMENT_SECONDS", "15"))

# --- Cache: codes, limits on guessing and throttles live here, so every process has to see the same one ---------------------
CACHES: dict[str, dict[str, Any]]
if redis_url := env_url("REDIS_URL", schemes=("redis", "rediss", "unix")):
    CACHES = {"default": {"BACKEND": "backend.common.redis_cache.FallbackRedisCache", "LOCATION": redis_url}}
elif TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "backend_cache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    }

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
    }
}

# --- People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.PhoneOrCardBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.signing_in.validators.PinOrPasswordValidator"},
]
ACCOUNT_ADAPTER = "members.signing_in.adapter.AccountAdapter"
MFA_ADAPTER = "members.signing_in.adapter.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "members.signing_in.forms.LoginForm",
    "signup": "members.signing_in.forms.SignupForm",
    "verify_phone": "members.signing_in.forms.VerifyPhoneForm",
    "change_password": "members.signing_in.forms.ChangeSecretForm",
    "reauthenticate": "members.signing_in.forms.ReauthenticateForm",
}
MFA_FORMS = {"add_webauthn": "members.signing_in.forms.AddPasskeyForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_REDIRECT_URL = "members:welcome"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
# Per address of the network, where a whole class may share one; what is counted per account is in members.signing_in.actions.guesses.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "20/m/ip,300/h/ip",
    "signup": "40/m/ip,300/h/ip",
    "verify_phone": "1/30s/key,5/h/key,8/d/key,30/m/ip,300/h/ip",
    "reset_password": "20/m/ip,120/h/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# Wrong PINs per hour from unknown browsers, over all accounts. Above it only known browsers can sign in.
# 0: no limit.
LOGIN_FAILURES_PER_HOUR = env_number("LOGIN_FAILURES_PER_HOUR", 1000)
# National help numbers that the operator has rung: pages no longer say that nobody did.
HELP_NUMBERS_CONFIRMED = env_list("HELP_NUMBERS_CONFIRMED")
# Name and registration number of the Union's registered centre, if it has one (Decree 77/2008/NĐ-CP): only then may answers be
# given by its advisers, and be called so.
LEGAL_ADVICE_CENTRE = env("LEGAL_ADVICE_CENTRE")
# Segments of SMS of a day in all, also to known numbers. A fifth is reserved for codes and other messages that must go. 0: no limit.
SMS_PER_DAY = env_number("SMS_PER_DAY", 5000)
# Messages per hour that all visitors without an account may cause: each costs money and disturbs a person.
SMS_BY_STRANGERS_PER_HOUR = env_number("SMS_BY_STRANGERS_PER_HOUR", 300)
SMS_BY_STRANGERS_PER_DAY = env_number("SMS_BY_STRANGERS_PER_DAY", 2000)
# Of one network: a mobile carrier lets many phones share an address.
SMS_BY_NETWORK_PER_DAY = env_number("SMS_BY_NETWORK_PER_DAY", 200)
# New orders that a producer didn't answer within a day: more of them go to the page, the bell and the browser only.
SELLER_SMS_UNANSWERED_PER_DAY = env_number("SELLER_SMS_UNANSWERED_PER_DAY", 10)
ACCOUNT_LOGIN_METHODS = {"phone", "username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "card_number"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SMS_BACKEND = env_choice("SMS_BACKEND", ("http", "console", "memory"), "memory" if TESTING else "console")
SMS_HTTP_URL = env_url("SMS_HTTP_URL")
SMS_HTTP_TOKEN = env_secret("SMS_HTTP_TOKEN")
SMS_SENDER = env("SMS_SENDER", "PIEU")
# Without accents a message has 160 characters in a segment instead of 70, and costs less.
SMS_UNACCENTED = env_flag("SMS_UNACCENTED")
# Notices by Zalo (members.notices.zalo): off unless all three are set and the account is connected by zalo_connect.
ZALO_APP_ID = env("ZALO_APP_ID")
ZALO_APP_SECRET = env_secret("ZALO_APP_SECRET")
ZALO_TEMPLATE_ID = env("ZALO_TEMPLATE_ID")
ZALO_API_URL = env_url("ZALO_API_URL", "https://business.openapi.zalo.me/message/template")
ZALO_OAUTH_URL = env_url("ZALO_OAUTH_URL", "https://oauth.zaloapp.com/v4/oa/access_token")

# Figures of reports to a DHIS2 server (union.reports.sending): off without its address.
REPORTS_DHIS2_URL, REPORTS_DHIS2_TOKEN = env_url("REPORTS_DHIS2_URL"), env_secret("REPORTS_DHIS2_TOKEN")
# Notices to browsers (members.notices.web_push): off unless both are set. The key is a VAPID private key, 32 bytes in base64url; the contact
# a mailto: or https: address at which push services reach the operator.
WEB_PUSH_KEY, WEB_PUSH_CONTACT = env_secret("WEB_PUSH_KEY"), env("WEB_PUSH_CONTACT")
if WEB_PUSH_CONTACT and not WEB_PUSH_CONTACT.startswith(("mailto:", "https://")):
    environment.refuse("WEB_PUSH_CONTACT", "mailto:… hay https://…", "mailto:… or https://…")
WEB_PUSH_HOSTS = env_list(
    "WEB_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,*.notify.windows.com",
)

# The Learning Record Store that gets learning statements (xAPI 1.0.3). Empty: none.
XAPI_ENDPOINT = env_url("XAPI_ENDPOINT")
XAPI_KEY = env("XAPI_KEY")
XAPI_SECRET = env_secret("XAPI_SECRET")

SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "backend.theme.views.csrf_failure"

# --- Labels ---------------------------------------------------------------------------------------------------------------
SCANS_A_MINUTE = env_number("SCANS_A_MINUTE", 120)  # from one network
# With more phones or stated communes on one day, or more scans in total, a label's page warns of a copy.
COPY_DEVICES_A_DAY = env_number("COPY_DEVICES_A_DAY", 8)
COPY_COMMUNES_A_DAY = env_number("COPY_COMMUNES_A_DAY", 2)
COPY_SCANS = env_number("COPY_SCANS", 60)
# Above these limits only the producer's people are asked to check the label.
COPY_PROVINCES_A_DAY = env_number("COPY_PROVINCES_A_DAY", 1)
COPY_COMMUNES = env_number("COPY_COMMUNES", 3)
COPY_SCANS_LISTED = env_number("COPY_SCANS_LISTED", 15)
# Facts that the law requires of a platform, checked by `./run ecom_law_check`. Empty: not stated yet.
ECOM_REGISTRATION, ECOM_OPERATOR = env("PIEU_ECOM_REGISTRATION", ""), env("PIEU_ECOM_OPERATOR", "")
# --- Search ---------------------------------------------------------------------------------------------------------------
# A file of this installation's own words, in the form of products/search/words.toml.
SEARCH_WORDS = env("PIEU_SEARCH_WORDS")
# Forged serials from one network that are answered with their page; beyond it they wait a minute.
GUESSES_A_MINUTE = env_number("GUESSES_A_MINUTE", 20)

# --- Cards ----------------------------------------------------------------------------------------------------------------
# The Union's own Stripe account, for goods that the Union itself sells. STRIPE_PRODUCERS are the numbers of
# its own producers. A farmer's money must never pass through it: farmers connect their own accounts.
# Empty: no cards, and nothing of Stripe is loaded.
STRIPE_SECRET_KEY = env_secret("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env_secret("STRIPE_WEBHOOK_SECRET")
STRIPE_PRODUCERS = environment.numbers("STRIPE_PRODUCERS")
STRIPE_API_URL = env_url("STRIPE_API_URL", "https://api.stripe.com")
# The only other origin that our forms may redirect a browser to.
STRIPE_CHECKOUT_ORIGIN = env_origin("STRIPE_CHECKOUT_ORIGIN", "https://checkout.stripe.com")

# --- Language and time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- Files ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "backend.theme.style_sheet.Finder",
    "backend.common.swagger.Finder",
]
MEDIA_ROOT = Path(env("MEDIA_ROOT") or BASE_DIR / "media")
MEDIA_URL = "/tep/"  # answered by a view that checks rights
# nginx hands files out itself when this is the name of its internal location, such as /_media/.
MEDIA_ACCEL_PREFIX = env("MEDIA_ACCEL_PREFIX")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "backend.theme.scripts.Storage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # one photo of 15 MB with its form

# --- Security -------------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
# Number of our proxies in front of the web server; each adds one X-Forwarded-For entry. allauth reads it too.
TRUSTED_PROXIES = env_number("TRUSTED_PROXIES", 1 if PRODUCTION else 0, most=9)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- Errors and slow requests ---------------------------------------------------------------------------------------------
# Piêu speaks by SMS and on its pages. Only errors are mailed, to these addresses of operators (backend.common.error_mail).
ADMINS = env_mails("PIEU_ADMINS")
EMAIL_SUBJECT_PREFIX = f"[Piêu {urlsplit(PUBLIC_ORIGIN).hostname}] "
SMTP_HOST = env("SMTP_HOST")
SMTP_TLS = env_choice("SMTP_TLS", ("off", "starttls", "tls"), "off")
SMTP_PORT = env_number("SMTP_PORT", {"off": 25, "starttls": 587, "tls": 465}[SMTP_TLS], least=1, most=65535)
SMTP_USER, SMTP_PASSWORD = env("SMTP_USER"), env_secret("SMTP_PASSWORD")
if SMTP_PASSWORD and SMTP_TLS == "off" and SMTP_HOST not in ("", "localhost", "127.0.0.1", "::1"):
    environment.refuse(
        "SMTP_TLS", "starttls hay tls: có SMTP_PASSWORD", "starttls or tls: there is an SMTP_PASSWORD"
    )
SERVER_EMAIL = next(iter(env_mails("SMTP_FROM")), f"pieu@{urlsplit(PUBLIC_ORIGIN).hostname}")
MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
if PRODUCTION or SMTP_HOST:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": SMTP_HOST or "localhost",
                "port": SMTP_PORT,
                "username": SMTP_USER,
                "password": SMTP_PASSWORD,
                "use_tls": SMTP_TLS == "starttls",
                "use_ssl": SMTP_TLS == "tls",
                "timeout": 10,
            },
        }
    }
# Requests that take so many seconds are logged with their statements (backend.slow). 0: none.
SLOW_SECONDS = environment.seconds("PIEU_SLOW_SECONDS", 2.0)
# Who may read /metrics (backend.common.metrics). Empty: nobody.
METRICS_TOKEN = environment.secret("PIEU_METRICS_TOKEN", shortest=20)
# Where errors are sent besides: a Sentry server (backend.common.error_sentry).
SENTRY_DSN = environment.secret("PIEU_SENTRY_DSN")

# --- API ------------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "backend.common.api.schema.AutoSchema",
    # The sender of a request is not what a visitor writes into X-Forwarded-For.
    "NUM_PROXIES": TRUSTED_PROXIES,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one answers 401 with its challenge to whoever isn't signed in.
        "members.signing_in.token_authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PARSER_CLASSES": ["backend.common.api.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "backend.common.api.pagination.CappedPagination",
    "DEFAULT_FILTER_BACKENDS": ["backend.common.api.filters.KnownFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["backend.common.api.throttles.RateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env_rate("API_RATE_ANON", "120/min"),
        "user": env_rate("API_RATE_USER", "600/min"),
    },
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_HANDLER_CLASS": "backend.common.api.errors.ExceptionHandler"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Piêu API",
    "DESCRIPTION": "Products, producers, lots, events, labels, scans, orders and the law library of one Women's Union.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "UnitKindEnum": "members.branches.enums.UnitKind",
        "ProducerKindEnum": "products.producers.enums.ProducerKind",
        "CertificateKindEnum": "products.certificates.enums.CertificateKind",
        "EventKindEnum": "traceability.events.enums.EventKind",
        "InquiryKindEnum": "traceability.inquiries.enums.InquiryKind",
        "LinkLanguageEnum": "traceability.resolver.enums.LinkLanguage",
        "LinkTypeEnum": "traceability.resolver.enums.LinkType",
        "AssetKindEnum": "courses.authoring.enums.AssetKind",
        "LessonLanguageEnum": "courses.authoring.enums.Language",
        "StepKindEnum": "courses.authoring.enums.StepKind",
        "OutcomeKindEnum": "courses.practice.enums.OutcomeKind",
        "PrintKindEnum": "traceability.labels.enums.PrintKind",
        "ProductStateEnum": "products.products.enums.ProductState",
        "PhotoStateEnum": "products.photos.enums.PhotoState",
        "CertificateStateEnum": "products.certificates.enums.CertificateState",
        "LotStateEnum": "traceability.lots.enums.LotState",
        "RunStateEnum": "traceability.labels.enums.RunState",
        "RoundStateEnum": "courses.contests.windows.RoundState",
        "InvitationStateEnum": "products.producers.enums.InvitationState",
        "MembershipStateEnum": "members.branches.enums.MembershipState",
        "InquiryStateEnum": "traceability.inquiries.enums.InquiryState",
        "ProducerRoleEnum": "products.producers.enums.ProducerRole",
        "LotRoleEnum": "traceability.lots.enums.LotRole",
        "OrderStateEnum": "orders.orders.enums.OrderState",
        "ComplaintKindEnum": "orders.complaints.enums.ComplaintKind",
        "ComplaintStateEnum": "orders.complaints.enums.ComplaintState",
        "TransferStateEnum": "orders.bank.enums.TransferState",
        "OrderStepKindEnum": "orders.orders.enums.StepKind",
        "LawDocumentKindEnum": "backend.law.library.enums.DocumentKind",
        "LawDocumentStateEnum": "backend.law.library.enums.DocumentState",
        "LawChangeKindEnum": "backend.law.library.enums.ChangeKind",
        "ProvisionKindEnum": "backend.law.library.enums.ProvisionKind",
        "LawStandingEnum": "backend.law.library.enums.Standing",
        "LawReadStateEnum": "backend.law.library.enums.ReadState",
    },
}

LOG_LEVEL = env_choice(
    "LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "WARNING" if TESTING else "INFO"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "operators": {"class": "backend.common.error_mail.ErrorMailHandler"},
        "sentry": {"class": "backend.common.error_sentry.SentryHandler"},
    },
    "root": {"handlers": ["console", "operators", "sentry"], "level": LOG_LEVEL},
    "loggers": {
        # Without Django's own handler, which would mail forms, cookies and addresses to ADMINS.
        "django": {"handlers": [], "level": "INFO"},
        # It logs every table of every subset font.
        "fontTools": {"level": "WARNING"},
        # Of what was refused (4xx) it would write the address, and so which labels were scanned, one line a guess.
        "django.request": {"level": "ERROR"},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Nothing is read after this.
environment.finish()
