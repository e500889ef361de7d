"""Every knob comes from the environment; docs/deployment.md lists them."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from liaison import environment, var
from liaison.logging import configuration

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = var.var_dir()

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")
PORT = environment.number("PORT", 8000, 1, 65535)

# Where people reach us. https turns on redirect, HSTS and cookies that only travel over https.
_public = environment.address("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
PUBLIC_URL = _public.geturl().rstrip("/")
SECURE = _public.scheme == "https"
ALLOWED_HOSTS = [
    *environment.words("ALLOWED_HOSTS", _public.hostname),
    *("localhost", "127.0.0.1", "[::1]"),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# Databases. The application works as one role, migrations run as the owner of the tables.
_default = environment.database("DATABASE_URL")
OWN_SERVERS = _default is None or os.environ.get("EMBEDDED") == "1"
_connection = {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": False,
}
_longest = environment.number("STATEMENT_TIMEOUT_MS", 0)
_memory = environment.number("WORK_MEM_MB", 16, 1, 1024)
_session = {
    "application_name": os.environ.get("PROCESS_NAME", "liaison"),
    # Of 155,000 hits of a search the server's default of 4 MB forgets which rows they were. And it
    # calls in parallel workers, 3 to 20 ms, for a search that takes 2; only rebuilds are worth it.
    "options": f"-c statement_timeout={_longest} -c work_mem={_memory}MB"
    " -c parallel_setup_cost=10000",
}
# Commands that need no database (makemigrations, collectstatic) get an address that leads nowhere.
_nowhere = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "liaison",
    "USER": "liaison_app",
    "PASSWORD": "",
    "HOST": "/DATABASE_URL is not set",
    "OPTIONS": {},
}


def _database(found):
    return {**found, **_connection, "OPTIONS": {**_session, **found["OPTIONS"]}}


DATABASES = {"default": _database(_default or _nowhere)}
DATABASE_OWNER = environment.database("DATABASE_OWNER_URL") or DATABASES["default"]
_replica = environment.database("DATABASE_REPLICA_URL")
if _replica:
    DATABASES["replica"] = {**_database(_replica), "TEST": {"MIRROR": "default"}}
READING = "replica" if _replica else "default"  # for reports that may lag a little
REDIS_URL = environment.redis("REDIS_URL") or "redis://127.0.0.1:1/0"

# Secrets. With our own servers they are made once under VAR_DIR/secrets.
SECRET_KEY = environment.text("SECRET_KEY")
FIELD_KEYS = environment.keys("FIELD_KEYS")
if OWN_SERVERS:
    SECRET_KEY = SECRET_KEY or var.secret(VAR_DIR, "SECRET_KEY")
    FIELD_KEYS = FIELD_KEYS or [var.secret(VAR_DIR, "FIELD_KEYS", environment.new_key)]
for _name, _value in (("SECRET_KEY", SECRET_KEY), ("FIELD_KEYS", FIELD_KEYS)):
    if not _value:
        environment.stop(f"已设置 DATABASE_URL，因此也须设置 {_name}（或 {_name}_FILE）。")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "liaison",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # so that templates/django/forms may say things our way
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "unions",
    "governance",
    "privacy",
    "accounts",
    "jobs",
    "documents",
    "orgs",
    "communications",
    "surveys",
    "membership",
    "procurement",
    "stations",
    "indicators",
]
MIDDLEWARE = [
    "liaison.logging.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "liaison.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "liaison.intake.IntakeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionMiddleware",
    "axes.middleware.AxesMiddleware",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
FILTERS_EMPTY_CHOICE_LABEL = "全部"
ROOT_URLCONF = "liaison.urls"
WSGI_APPLICATION = "liaison.wsgi.application"
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
                "accounts.context.people",
            ]
        },
    }
]

# Language and time.
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.TunedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# 等保 wants several kinds of characters and change every 90 days; ASVS wants neither.
PASSWORD_PROFILE = environment.choice("PASSWORD_PROFILE", ["dengbao", "asvs"])
PASSWORD_LENGTH = environment.number("PASSWORD_LENGTH", 12, 8, 64)
PASSWORD_WORDS = [word.lower() for word in environment.words("PASSWORD_WORDS")]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.validators.PasswordRules"}]
LOGIN_LIMIT = environment.number("LOGIN_LIMIT", 5, 1)  # failures by account, then the lock
LOGIN_ADDRESS_LIMIT = environment.number("LOGIN_ADDRESS_LIMIT", 50, 1)  # an office shares one
LOGIN_LOCK_MINUTES = environment.number("LOGIN_LOCK_MINUTES", 15, 1)
AXES_HANDLER = "accounts.lockout.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "accounts.views.entrance.locked"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
SESSION_ENGINE = "accounts.sessions"
IDLE_MINUTES = environment.number("IDLE_MINUTES", 30, 1)
IDLE_MINUTES_ADMINISTRATOR = environment.number("IDLE_MINUTES_ADMINISTRATOR", 10, 1)
DORMANT_DAYS = environment.number("DORMANT_DAYS", 90)  # 0: never shut unused accounts
SESSION_HOURS = environment.number("SESSION_HOURS", 12, 1)
SESSION_COOKIE_AGE = (SESSION_HOURS + 1) * 3600  # the row outlives the session, to say why it ended
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up: is_open_for_signup
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # counted by accounts.lockout, in the database
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "accounts.forms.entrance.LoginForm",
    "reauthenticate": "accounts.forms.entrance.PasswordAgainForm",
}
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "工会联系引导社会组织平台"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "accounts.forms.entrance.CodeForm",
    "reauthenticate": "accounts.forms.entrance.CodeAgainForm",
    "activate_totp": "accounts.forms.entrance.TOTPForm",
    "add_webauthn": "accounts.forms.entrance.AddPasskeyForm",
}

# Files: style sheets and scripts are built into static/dist; attachments are never served directly.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "liaison.static.StaticStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_MAX_AGE = 31536000
if environment.flag("STATIC_FROM_SOURCE"):  # for work on the pages: no collecting, no hashes
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MAX_BODY = environment.number("MAX_UPLOAD_MB", 50, 1, 1024) * 1024 * 1024
WEB_THREADS = environment.number("WEB_THREADS", 8, 1, 128)
WEB_PROCESSES = environment.number("WEB_PROCESSES", 1, 1, 16)

# What a browser is told. Nothing comes from any origin but our own.
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 63072000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_host = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_host}session", f"{_host}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSP_REPORT_PATH = "/csp-report/"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "report-uri": [CSP_REPORT_PATH],
    }
}

# Work that outlasts a request. The broker carries hints; the truth is in the database.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False  # the sweeper sends it again, with its attempts counted
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "retry_policy": {"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "liaison.clock:Clock"
# Channels know no database numbers, so the name has it.
LIVE_CHANNEL = f"liaison:events:{REDIS_URL.rpartition('/')[2]}"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
    }
}

# Mail, antivirus, map number.
globals().update(environment.mail("EMAIL_URL"))
if not environment.text("EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", f"liaison@{_public.hostname}")
_clamd = environment.split("CLAMD_URL", ["tcp", "unix"])
CLAMD_URL = _clamd.geturl() if _clamd else ""
EXPORT_APPROVAL_ROWS = environment.number("EXPORT_APPROVAL_ROWS", 50_000)  # 0: none needed
CANVASS_RESERVE_DAYS = environment.number("CANVASS_RESERVE_DAYS", 14, 1, 365)
CONVERSION_LEAST_CASES = environment.number("CONVERSION_LEAST_CASES", 20, 1)  # no rate on fewer
MAP_REVIEW_NUMBER = environment.text("MAP_REVIEW_NUMBER", "")

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "liaison.api.explain",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "工会联系引导社会组织平台 接口",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "AidSource": "stations.models.AidSource",
        "TargetGroup": "stations.models.TargetGroup",
        "ApplicationRefusal": "membership.models.Application.Refusal",
        "BranchKind": "orgs.models.Branch.Kind",
        "BulletinStatus": "indicators.models.Bulletin.Status",
        "CategoryEnum": "orgs.models.OrganizationFacts.Category",
        "HardshipCategory": "stations.models.Standing.Category",
        "CertificateKind": "orgs.models.Certificate.Kind",
        "ContactDuty": "orgs.models.Contact.Duty",
        "CoverageForm": "membership.models.Coverage.Form",
        "DelegateDuty": "accounts.roles.Duty",
        "EligibilityDecision": "membership.models.Eligibility.Decision",
        "FoundingDuty": "membership.models.FoundingPerson.Duty",
        "ExpertStanding": "procurement.models.Expert.Standing",
        "FoundingRoute": "membership.models.FoundingCase.Route",
        "FoundingStatus": "membership.models.FoundingCase.Status",
        "GradeLevel": "orgs.models.Grade.Level",
        "FundSource": "procurement.models.FundSource",
        "ObstructionResult": "membership.models.Obstruction.Result",
        "ObstructionStatus": "membership.models.Obstruction.Status",
        "OrganizationPremises": "orgs.models.Organization.Premises",
        "ProjectMethod": "procurement.models.Project.Method",
        "StationPremises": "stations.models.Station.Premises",
        "ProjectStatus": "procurement.models.Project.Status",
        "InspectionResult": "orgs.models.Inspection.Result",
        "EvidenceKind": "membership.models.Evidence.Kind",
        "OfficerPost": "membership.models.Officer.Post",
        "OrganKind": "membership.models.Organ.Kind",
        "OrganizationKind": "orgs.models.Organization.Kind",
        "OrganizationStanding": "orgs.models.Organization.Standing",
        "OrganizationStatus": "orgs.models.Organization.Status",
        "PracticeKind": "membership.models.Practice.Kind",
        "PracticeStatus": "membership.models.Practice.Status",
        "ReasonCode": "membership.models.ReasonCode",
        "RelationKind": "orgs.models.Relation.Kind",
        "TargetPlanMethod": "membership.models.TargetPlan.Method",
        "ServiceDomain": "procurement.models.ServiceDomain",
        "SubsidyStatus": "membership.models.Subsidy.Status",
        "TargetPlanStatus": "membership.models.TargetPlan.Status",
        "TieKind": "orgs.models.Tie.Kind",
        "UnionKind": "unions.models.GrassrootsUnion.Kind",
    },
}

METRICS_TOKEN = environment.text("METRICS_TOKEN", "")
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = configuration(environment.text("LOG_FORMAT", "json"), DEBUG)
