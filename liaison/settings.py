"""Every knob comes from the environment; see docs/deployment.md for the list."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

SECRET_KEY = os.environ.get("SECRET_KEY", "x")
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "liaison",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "unions",
    "governance",
    "privacy",
    "accounts",
    "jobs",
    "documents",
    "orgs",
    "communications",
    "membership",
    "indicators",
]

AUTH_USER_MODEL = "accounts.User"
ROOT_URLCONF = "liaison.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "liaison"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
