"""Settings shared by every environment; the other modules only differ from this one."""

import zoneinfo
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from settings.broker import broker_transport_options, find_queue_type
from settings.env import find_text

# The system's time zones may be years old: Casablanca left UTC+1 in September 2026, and only the
# pinned `tzdata` package is sure to know it.
zoneinfo.reset_tzpath(())

BASE_DIR = Path(__file__).resolve().parent.parent
#: True where real people rely on the site: refuses fixed clocks and simulated acts.
PRODUCTION = False

INSTALLED_APPS = [
    "lifecycle.apps.LifecycleConfig",
    "notifications.apps.NotificationsConfig",
    "workflow.apps.WorkflowConfig",
    "workflow.administration.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "viewflow.workflow",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "lifecycle.web.unread.read_to_the_end",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lifecycle.web.accounts.second_factor.SecondFactorMiddleware",
]

# Only its tables and flows are used: no middleware of its own, no pages (ADR 0012).
VIEWFLOW = {"AUTOREGISTER": False}

ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lifecycle.web.context.site",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- Accounts: people sign in with their e-mail address; citizens may open an account themselves.
AUTH_USER_MODEL = "workflow.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# No row stands for anonymous people: public visibility is a rule, not a grant.
ANONYMOUS_USER_NAME = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Who did not change the password, the address or the second factor themselves learns of it.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_ADAPTER = "lifecycle.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lifecycle.web.accounts.forms.LoginForm",
    "signup": "lifecycle.web.accounts.forms.SignupForm",
    "add_email": "lifecycle.web.accounts.forms.AddEmailForm",
    "change_password": "lifecycle.web.accounts.forms.ChangePasswordForm",
    "set_password": "lifecycle.web.accounts.forms.SetPasswordForm",
    "reset_password": "lifecycle.web.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "lifecycle.web.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "lifecycle.web.accounts.forms.ReauthenticateForm",
}
# One address an account; a new one replaces it once it is verified.
ACCOUNT_CHANGE_EMAIL = True
# Somebody who has no account here gets no mail from here.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False

# A code of an application on the telephone, beside the password (ADR 0025).
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "lifecycle.web.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lifecycle.web.accounts.forms.CodeForm",
    "reauthenticate": "lifecycle.web.accounts.forms.CodeAgainForm",
    "activate_totp": "lifecycle.web.accounts.forms.FirstCodeForm",
}
MFA_TOTP_ISSUER = "Iltizam"
# Clocks of telephones go wrong: a code of half a minute ago, or of the next one, is taken.
MFA_TOTP_TOLERANCE = 1
#: Whether who works for the ministry must have it. Accounts of a demonstration have none to show.
LIFECYCLE_SECOND_FACTOR_FOR_MINISTRY = False
#: How old a sign-in may be when somebody decides from a seat; None asks for no password again.
LIFECYCLE_FRESH_PASSWORD_FOR: timedelta | None = None

# ---- Words and time.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "lifecycle" / "locale"]
FORMAT_MODULE_PATH = ["settings.formats"]
TIME_ZONE = "Africa/Casablanca"
USE_TZ = True
USE_I18N = True
# The choice of language lasts a year on this browser; an account keeps it everywhere.
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# ---- The look.
FORM_RENDERER = "lifecycle.web.form_renderer.ThemeRenderer"
CSRF_FAILURE_VIEW = "lifecycle.web.errors.forged"
#: Name of the ministry under the product's name, by language.
LIFECYCLE_MINISTRY_NAMES = {
    "fr": "Ministère de la Transition numérique et de la Réforme de l’administration",
    "ar": "وزارة الانتقال الرقمي وإصلاح الإدارة",
    "en": "Ministry of Digital Transition and Administration Reform",
}
#: Address of the logo in the header; the product's own mark when empty.
LIFECYCLE_LOGO_URL = find_text("LOGO_URL")
#: Where readers find the source code of the running version, as the AGPL asks.
LIFECYCLE_SOURCE_URL = find_text("SOURCE_URL", "https://www.gnu.org/licenses/agpl-3.0.html")
#: A page that shows every component in use, for those who build pages.
LIFECYCLE_STYLE_PAGE = False
#: The password of every account of a demonstration; without one, none is loaded.
LIFECYCLE_DEMO_PASSWORD = ""
#: Where the day on which a demonstration lives is kept; None: time is real (ADR 0010).
WORKFLOW_DEMONSTRATION_FILE: Path | None = None

# ---- Files.
STATIC_URL = "static/"
STATIC_ROOT: Path | None = BASE_DIR / "var" / "static"
# Attachments are private: served by a view that checks the right, never by the web server.
MEDIA_ROOT = BASE_DIR / "var" / "attachments"
FILE_UPLOAD_PERMISSIONS = 0o640
#: A larger file is refused, in bytes.
LIFECYCLE_ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024

# ---- What a browser may do with our pages.
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        # Bootstrap draws its own arrows and ticks as data: images.
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# ---- Programs.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, so that somebody without credentials is answered 401 with a challenge.
        "lifecycle.api.authentication.TokenInOwnLanguage",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["lifecycle.api.parsers.BoundedJSONParser"],
    # What can be asked is in the schema; OPTIONS would tell it again, to whom may not ask.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "lifecycle.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/minute", "user": "600/minute"},
    "EXCEPTION_HANDLER": "lifecycle.api.unseen.answer_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Iltizam",
    "DESCRIPTION": "The life of the commitments in an open-government action plan.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stay where they are used: two lists of the same name would fight over one.
    "POSTPROCESSING_HOOKS": ["lifecycle.api.schema.drop_marks"],
    "PATH_CONVERTER_OVERRIDES": {
        "key": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
        "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    },
}

#: What links in messages start with; no slash at the end.
SITE_URL = find_text("SITE_URL", "http://127.0.0.1:8000")

# ---- Mail. A server that does not answer must not hold a worker's thread.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = find_text("FROM_EMAIL", "Iltizam <iltizam@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ---- Background work. A message is a hint; the database holds the work (ADR 0007).
CELERY_BROKER_URL = find_text("CELERY_BROKER_URL", "memory://")
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: a worker that gave up after a long night would have to be started by hand.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = broker_transport_options(CELERY_BROKER_URL)
# Sites that share a broker need a queue each.
CELERY_TASK_DEFAULT_QUEUE = find_text("CELERY_QUEUE", "iltizam")
CELERY_TASK_DEFAULT_QUEUE_TYPE = find_queue_type(CELERY_BROKER_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
# One try, no wait: a request never waits for a broker that is away.
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    # An entry that could not run in time is worthless: the next one does the same.
    "tick": {"task": "workflow.tick", "schedule": 60.0, "options": {"expires": 60}},
    "relay": {"task": "notifications.relay", "schedule": 10.0, "options": {"expires": 10}},
}

#: Where the embedded worker looks for work that no hint announced: a question put to the database
#: (dotted path of a function, True when something waits) and the task to send then.
WORKFLOW_LOOKOUTS = [("notifications.dispatch.is_work_waiting", "notifications.relay")]

#: A probe hears that something is wrong when the last sweep is older. The clock ticks each minute.
LIFECYCLE_SWEEP_STALE_AFTER_SECONDS = 300

#: Messages whose sending failed this many times wait for a person.
NOTIFICATIONS_ATTEMPTS = 5
#: A sender that took a message and said nothing for so long is taken for dead. Longer than the
#: slowest answer of a mail server (EMAIL_TIMEOUT for each of its few steps).
NOTIFICATIONS_LEASE_SECONDS = 120
#: Wait after the first failure; each further failure doubles it.
NOTIFICATIONS_RETRY_AFTER_SECONDS = 60
#: A worker sends for so long at a time; the rest of a task's soft limit is for its last message.
NOTIFICATIONS_BATCH_SECONDS = 45
#: A route that failed so often in a row is left alone, then tried with one message.
NOTIFICATIONS_BREAKER_FAILURES = 5
#: Seconds between two tries of a route that is down; what waits leaves within so long after it is
#: back.
NOTIFICATIONS_BREAKER_PAUSE_SECONDS = 30
#: Whether webhooks may reach this very machine, by HTTP too: never where real people rely on it.
NOTIFICATIONS_WEBHOOK_LOOPBACK = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "settings.logs.UtcFormatter",
            "format": "%(asctime)sZ %(levelname)s %(name)s: %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Celery tells at length what it does; kombu warns that the in-memory broker has no host name,
    # psycopg that a pipeline ends with the error that is being raised.
    "loggers": {
        "celery": {"level": "WARNING"},
        "kombu": {"level": "ERROR"},
        "psycopg": {"level": "ERROR"},
    },
}
