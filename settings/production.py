"""A site that real people rely on: what has no safe default comes from the environment."""

from datetime import timedelta

from settings.base import *  # noqa: F403
from settings.env import (
    find_flag,
    find_text,
    parse_database_url,
    parse_email_url,
    require_list,
    require_text,
)

PRODUCTION = True
DEBUG = False
SECRET_KEY = require_text("SECRET_KEY")
ALLOWED_HOSTS = require_list("ALLOWED_HOSTS")
DATABASES = {"default": parse_database_url(require_text("DATABASE_URL"))}
CELERY_BROKER_URL = require_text("CELERY_BROKER_URL")

_mail = parse_email_url(require_text("EMAIL_URL"))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
DEFAULT_FROM_EMAIL = find_text("FROM_EMAIL", f"Iltizam <iltizam@{ALLOWED_HOSTS[0].lstrip('.')}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SITE_URL = find_text("SITE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Where sign-in is guarded elsewhere, as behind a portal of the administration.
LIFECYCLE_SECOND_FACTOR_FOR_MINISTRY = not find_flag("MINISTRY_WITHOUT_SECOND_FACTOR")
LIFECYCLE_FRESH_PASSWORD_FOR = timedelta(minutes=15)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# ".example.org" is how a host with all its subdomains is allowed; an origin says it with a star.
CSRF_TRUSTED_ORIGINS = [
    f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in ALLOWED_HOSTS
]
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
# A probe on the same machine asks without a certificate; the answer bears no secret.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# A year; browsers then refuse plain HTTP for this host by themselves.
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if find_flag("BEHIND_PROXY"):
    # Only where a proxy sets this header itself: otherwise anybody could claim to be on HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The address that failed sign-ins are counted by is the one the proxy saw.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
