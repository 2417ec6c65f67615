"""Django's settings. Everything that differs between installations comes from the environment."""

from datetime import timedelta
from pathlib import Path

from config import env
from config.embedded import ensure_environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("CONCORD_DATA_DIR", default=str(BASE_DIR / "var")))

ensure_environment()

DEBUG = env.flag("DEBUG", default=False)
PRODUCTION = env.flag("PRODUCTION", default=False)

# Outside production a fixed key keeps sessions over restarts; production refuses to default it.
DEVELOPMENT_SECRET = None if PRODUCTION else "development-only-not-a-secret-" * 2
SECRET_KEY = env.secret("SECRET_KEY", default=DEVELOPMENT_SECRET)
DEVELOPMENT_FIELD_KEY = None if PRODUCTION else "ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQtMTI="
FIELD_ENCRYPTION_KEYS = [
    key.strip()
    for key in env.secret("FIELD_ENCRYPTION_KEYS", default=DEVELOPMENT_FIELD_KEY).split(",")
]
ALLOWED_HOSTS = env.items(
    "ALLOWED_HOSTS",
    default=None if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"],
)
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.text("SITE_URL", default=None if PRODUCTION else "http://localhost:8000")

INSTALLED_APPS = [
    "config",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "engagements",
    "charts",
    "qa",
    "queries",
    "denials",
    "reporting",
    "pgtrigger",
    "pghistory",
    "guardian",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
]

MIDDLEWARE = [
    "engagements.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "engagements.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "engagements.middleware.UnusableInputMiddleware",
    "engagements.middleware.SessionLimitsMiddleware",
    "engagements.middleware.SecondFactorMiddleware",
    "engagements.middleware.WorkChangedMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "engagements.accounts.context.session_warning",
            ],
        },
    },
]
FORM_RENDERER = "engagements.kernel.fields.ConcordRenderer"

# --- PostgreSQL: the application role; migrations connect as the owner (config/dbroles.py).
DATABASES = {
    "default": {
        **env.database_from_url(env.secret("DATABASE_URL")),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.integer("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASE_OWNER_URL = env.secret("DATABASE_OWNER_URL", default="")
APP_DB_ROLE = DATABASES["default"]["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_APPEND_ONLY = False  # the application role holds no UPDATE or DELETE on history

REDIS_URL = env.secret("REDIS_URL")
# Shared by all processes: sign-in rate limits and used one-time codes must be.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "concord",
    }
}

# --- People
AUTH_USER_MODEL = "engagements.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "engagements.accounts.backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "engagements.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SOCIALACCOUNT_ADAPTER = "engagements.accounts.adapters.SocialAccountAdapter"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
MFA_ADAPTER = "engagements.accounts.adapters.MFAAdapter"
MFA_FORMS = {"authenticate": "engagements.accounts.forms.AuthenticateForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The invitation's link has proved the address; allauth's own record of it stays "unverified".
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Concord"
MFA_TOTP_TOLERANCE = 1  # phones' clocks drift; a used code stays used for as long as it is valid
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # localhost has no certificate
AXES_FAILURE_LIMIT = env.integer("LOCKOUT_FAILURES", default=5, minimum=1)
LOCKOUT_MINUTES = env.integer("LOCKOUT_MINUTES", default=15, minimum=1)
AXES_COOLOFF_TIME = timedelta(minutes=LOCKOUT_MINUTES)
AXES_LOCKOUT_PARAMETERS = ["username"]  # the account locks, from wherever the guesses come
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # nobody can keep an account locked
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "engagements.accounts.lockout.lockout_username"
AXES_LOCKOUT_CALLABLE = "engagements.accounts.lockout.lockout_response"
AXES_SENSITIVE_PARAMETERS = ["login"]
AXES_ENABLE_ACCESS_FAILURE_LOG = True
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # locking by address too would lock a whole practice behind its router
]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
SESSION_ENGINE = "engagements.accounts.sessions"
SESSION_IDLE_SECONDS = env.integer("SESSION_IDLE_SECONDS", default=15 * 60, minimum=60)
SESSION_WARNING_SECONDS = env.integer("SESSION_WARNING_SECONDS", default=120, minimum=10)
SESSION_LIFETIME_SECONDS = env.integer("SESSION_LIFETIME_SECONDS", default=12 * 3600, minimum=60)
SESSION_COOKIE_AGE = SESSION_LIFETIME_SECONDS

# --- The browser
# How many proxies stand in front and name their caller in X-Forwarded-For.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", default=1 if PRODUCTION else 0, minimum=0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token as a header
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", default=str(DATA_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "config.static.ManifestStorage" if PRODUCTION else "config.static.PlainStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for a file by its plain name
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", default=str(DATA_DIR / "media")))
MEDIA_URL = ""  # stored files are only served by views that check the right
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_LIMIT_BYTES = env.integer("UPLOAD_LIMIT_BYTES", default=100 * 1024**2, minimum=1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Mail
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.integer("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Concord <concord@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Time and words
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "engagements.kernel.api.api_exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Concord",
    "DESCRIPTION": "Runs an outsourced medical-coding engagement that every party can verify.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "ChartState": "charts.enums.ChartState",
        "PaymentDirection": "qa.enums.Direction",
        "DenialClass": "denials.enums.DenialClass",
        "AuditingSide": "qa.filters.SIDES",
        "Side": "engagements.enums.Side",
    },
}

# --- Lists
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.security.DisallowedHost": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
