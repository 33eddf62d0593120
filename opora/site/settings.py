"""Django's settings, all of them derived from `environment`."""

from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.lib import keys, labels
from opora.site.environment import read

ENVIRONMENT = read()
keys.use(ENVIRONMENT.ring)
labels.use(gettext)
ROOT = Path(__file__).resolve().parents[2]

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
IS_PRODUCTION = ENVIRONMENT.mode == "production"
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
ROOT_URLCONF = "opora.site.urls"
ASGI_APPLICATION = "opora.site.asgi.application"

INSTALLED_APPS = [
    "opora.site",
    "opora.public",
    "opora.desk",
    "opora.atlas",
    "opora.national",
    "opora.planning",
    "opora.sums",
    "opora.needs",
    "opora.criteria",
    "opora.finance",
    "opora.meetings",
    "opora.payroll",
    "opora.homecare",
    "opora.timesheets",
    "opora.assistants",
    "opora.appeals",
    "opora.assistance",
    "opora.foster",
    "opora.patronage",
    "opora.imports",
    "opora.capacity",
    "opora.courts",
    "opora.protection",
    "opora.referral",
    "opora.fees",
    "opora.diary",
    "opora.deliveries",
    "opora.usage",
    "opora.incidents",
    "opora.agreements",
    "opora.support",
    "opora.cases",
    "opora.places",
    "opora.licensing",
    "opora.facilities",
    "opora.people",
    "opora.register",
    "opora.documents",
    "opora.notices",
    "opora.guests",
    "opora.accounts",
    "opora.journal",
    "opora.law",
    "opora.territory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "opora.site.middleware.content_security_policy",
    "opora.site.middleware.one_transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "opora.site.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "opora.accounts.middleware.second_factor",
    "opora.site.middleware.acting_organization",
    "opora.site.middleware.refusals",
    "opora.site.middleware.too_large",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opora.site.context.shell",
            ],
        },
    }
]

DATABASES = {
    "default": {
        **ENVIRONMENT.database,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 16, "timeout": 30}},
    },
    "owner": ENVIRONMENT.owner_database,
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "opora.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Опора"
MFA_ADAPTER = "opora.accounts.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up alone: an invitation has proved the address
USERSESSIONS_TRACK_ACTIVITY = False
SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor

SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_FAILURE_VIEW = "opora.site.pages.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if IS_PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "bg"
LANGUAGES = [("bg", _("български")), ("en", _("английски"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Sofia"
USE_I18N = True
FORMAT_MODULE_PATH = "opora.site.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "build" / "static"]  # made by opora.site.assets
STATIC_ROOT = ROOT / "build" / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

DATA_FOLDER = ENVIRONMENT.data
ATTACHMENTS = ENVIRONMENT.attachments
EMAIL_BACKEND = ENVIRONMENT.email_backend
globals().update(ENVIRONMENT.email)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "opora.site.logs.WithoutValues",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"opora": {"level": "INFO"}},
}
