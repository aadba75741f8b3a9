# `make course` builds the book and grades the sample class; `make test` checks everything. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
ANSWERS ?=
BENCH   = .venv-bench
ARGS   ?=
BIN     = $(VENV)/bin
GET_UV  = -m pip install -qq --disable-pip-version-check `grep '^uv==' requirements.txt`
INSTALL = $(BIN)/python -P src/digital_factory/authoring/install.py
LOCK    = UV_SYSTEM_CERTS=true $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-find-links --no-annotate --no-header
PY      = PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python
ASSIGNMENTS = $(sort $(notdir $(wildcard solutions/*)))
# The first assignment that has a sample class: a trainer's own may have none.
FIRST   = $(firstword $(basename $(notdir $(sort $(wildcard answers/*.py)))))
PACKAGE = $(shell find src -name '*.py' -o -path '*/data/*' -type f -o -path '*/static/*' -type f)
# Pages offer the exercises for download.
PAGES   = _config.yml _toc.yml _toc_trainer.yml $(shell find book exercises -type f -not -path '*/.*')

.DELETE_ON_ERROR:
.PHONY: help course book lab grade edition zip serve test test-long coverage mutants bench bench-lab bench-binder bench-pages fidelity pictures pdf slides workflows try-binder lint exercises data widgets lock clean clean-sample FORCE

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# The book needs one core most of the time; the sample class is graded beside it.
ifneq ($(filter course,$(MAKECMDGOALS)),)
MAKEFLAGS += -j2
endif

course: book _build/.lab-tried grade  ## install, build the book and its lab, grade the sample class
	@echo "To read:   file://$(subst $() ,%20,$(CURDIR))/_build/html/index.html   (or \`make serve\`)"
	@echo "To teach:  file://$(subst $() ,%20,$(CURDIR))/_build/trainer/index.html"
	@echo "To study:  $(BIN)/jupyter lab exercises/$(FIRST)/$(FIRST).ipynb"
	@page=_build/sample-class/reports/$(FIRST)/report.html; test -f $$page && made="   (a made-up class, graded: $$page)"; \
	  echo "To grade:  $(BIN)/classroom grade --help$$made"

# ---- set-up: one stamp per environment, written only after the install has ended well
$(VENV)/.course: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3,11) <= sys.version_info < (3,14))' \
	  || { echo "Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is `$(PYTHON) --version`. Name another: make course PYTHON=python3.12"; exit 1; }
	@test -w . || { echo "This folder cannot be written: $(CURDIR). Clone the course where you may write."; exit 1; }
	@echo "[1/3] Installing the course into $(VENV): up to two minutes the first time"
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "No virtual environment could be made in $(VENV). On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python $(GET_UV) || true
	@$(INSTALL) -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.test: $(VENV)/.course requirements-test.txt
	@echo "Installing what the tests need"
	@$(INSTALL) -r requirements-test.txt
	@$(PY) tests/support/install_programs.py
	@touch $@

# ---- the book: the notebooks' cache knows the cells, not the package, so a change of the package clears it
_build/.package: $(VENV)/.course $(PACKAGE)
	@rm -rf _build/.jupyter_cache
	@mkdir -p _build && touch $@

# The public address, in a file that changes only when it does: the book is then built again.
_build/.address: $(VENV)/.course FORCE
	@$(PY) -m digital_factory.authoring.address $@

_build/.book: _build/.package _build/.address $(PAGES)
	@echo "[2/3] Building the book: every cell runs"
	@$(PY) -m digital_factory.authoring.build_book
	@touch $@

book: _build/.book  ## build the book into _build/html

# ---- the browser lab: without a network the course ends well all the same, and the lab's line says why it is missing
LAB = $(shell find lab answers/explanations -type f) $(wildcard solutions/*/*.ipynb) $(wildcard src/digital_factory/authoring/lab/*.py)
MAKE_LAB = $(PY) -m digital_factory.authoring.lab $(if $(filter yes,$(ANSWERS)),--answers)

# Asked for with or without answers: what was asked for otherwise last time is built again.
_build/.lab-answers: FORCE
	@mkdir -p _build
	@echo "$(filter yes,$(ANSWERS))" | cmp -s - $@ || echo "$(filter yes,$(ANSWERS))" >$@

_build/.lab-tried: _build/.book _build/.lab-answers $(LAB)
	@echo "      Building the browser lab: a minute the first time"
	@$(MAKE_LAB) --optional
	@touch $@

lab: _build/.book _build/.lab-answers  ## build the browser lab into _build/html/lab (ANSWERS=yes: with model answers)
	@$(MAKE_LAB)
	@touch _build/.lab-tried

grade: $(VENV)/.course  ## grade the bundled sample class of every assignment
	@echo "[3/3] Grading the sample class: twelve made-up learners, one of whom ends the kernel and one never ends"
	@$(PY) -m digital_factory.authoring.sample_class

edition: book _build/.lab-tried  ## make the learner's edition, without solutions, in _build/edition (REPO=owner/name)
	@$(PY) -m digital_factory.authoring.edition repository

zip: book _build/.lab-tried  ## pack the site as one file, for a stick or a learning platform, with its lab and without
	@$(PY) -m digital_factory.authoring.edition zip

serve: book _build/.lab-tried  ## serve the book and its lab on 127.0.0.1 (PORT=8000)
	@$(PY) -m digital_factory.authoring.serve _build/html $(PORT)

# ---- checks
# A busy machine may let a browser down once: what failed runs again, nothing beside it, and is named. A fault fails twice.
RUN_TESTS = $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m $(1) || { [ $$? = 1 ] && \
	echo "What failed runs once more, by itself:" && $(PY) -m pytest -v --last-failed --last-failed-no-failures none -m $(1); }

test: $(VENV)/.test book _build/.lab-tried  ## run the tests, a browser included, but for the few files that take minutes each
	@$(call RUN_TESTS,"not long")

test-long: $(VENV)/.test book _build/.lab-tried  ## run those: crashes, stock nbgrader beside ours, slow answers, Binder
	@$(call RUN_TESTS,long)

lint: $(VENV)/.test  ## style, types, who imports whom, and how long anything is
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache --no-logo
	@$(PY) -m digital_factory.authoring.node lint
	@$(PY) -m pytest -q tests/test_size.py
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

mutants: $(VENV)/.course  ## try near misses of every solution against its checks (a few minutes; ARGS=wall-2)
	@$(PY) -m digital_factory.authoring.mutation $(ARGS)

coverage: $(VENV)/.test book _build/.lab-tried  ## measure which lines the tests run, room by room (longer than `make test`; ARGS=tests/classroom)
	@rm -rf _build/coverage && mkdir -p _build/coverage
	@$(PY) -m coverage run -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)
	@$(PY) -m coverage combine -q && $(PY) -m coverage json -q
	@$(PY) tests/support/coverage_table.py _build/coverage/lines.json

# otter-grader is no part of the course: the bench has an environment of its own, with the course's versions of everything else.
$(BENCH)/.bench: $(VENV)/.course benchmarks/requirements.txt
	@echo "Installing the course and otter-grader into $(BENCH): up to two minutes the first time"
	@$(BIN)/python -m venv $(BENCH)
	@$(BENCH)/bin/python $(GET_UV) || true
	@$(subst $(BIN),$(BENCH)/bin,$(INSTALL)) -r requirements.txt
	@echo "      otter-grader"
	@$(subst $(BIN),$(BENCH)/bin,$(INSTALL)) -r benchmarks/requirements.txt
	@$(subst $(BIN),$(BENCH)/bin,$(INSTALL)) --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: try-lab
try-lab: $(VENV)/.test book _build/.lab-tried  ## solve all ten exercises in the browser lab and grade them (fifteen minutes; ARGS="-k 08")
	@EXERCISES=all $(PY) -m pytest -v tests/lab/test_exercises_in_the_lab.py $(ARGS)

bench-lab: $(VENV)/.test book lab  ## measure bytes and seconds to the first passed check in the browser lab (two minutes)
	@PYTHONPATH=tests/support $(PY) -m benchmarks.lab $(ARGS)

bench: $(BENCH)/.bench  ## time the grader against stock nbgrader and otter-grader (about six minutes; ARGS=--help)
	@$(BENCH)/bin/python -m benchmarks.bench $(ARGS)

workflows: $(VENV)/.test  ## run the commands of .github/workflows in order in a fresh clone (half an hour; ARGS=publish: one)
	@$(PY) -m benchmarks.workflows $(ARGS)

try-binder: $(VENV)/.test  ## open and run every chapter and exercise as on Binder, in a browser (half an hour)
	@$(PY) -m pytest -q tests/binder --every-notebook

bench-binder: $(VENV)/.test  ## install what Binder installs for a learner, count its MB and seconds (about two minutes)
	@PYTHONPATH=tests/support $(PY) -m benchmarks.binder $(ARGS)

fidelity: $(VENV)/.test  ## grade small assignments, a habit of real courses each, beside stock nbgrader's marks (five minutes; ARGS="--stock" runs stock anew)
	@$(PY) -m tests.fidelity.compare $(ARGS)

bench-pages: $(VENV)/.test book  ## weigh the built pages and time their controls in a browser (about two minutes)
	@PYTHONPATH=tests/support $(PY) -m benchmarks.pages $(ARGS)

pictures: $(VENV)/.test book  ## picture every case study at its settings; fails on texts that cannot be read (ARGS="wall --random 200")
	@$(PY) -m digital_factory.authoring.pictures $(ARGS)

# ---- on paper
pdf: $(VENV)/.test book  ## print the course as one PDF, _build/pdf
	@$(PY) -m digital_factory.authoring.paper

slides: $(VENV)/.test book  ## make a page of slides of each chapter, _build/slides
	@$(PY) -m digital_factory.authoring.paper.slides

# ---- generated and committed: a test regenerates each and compares
exercises: $(VENV)/.course  ## regenerate exercises/ from solutions/
	@$(PY) -m digital_factory.authoring.exercises $(ASSIGNMENTS)

trials: $(VENV)/.course  ## try the tests of every assignment and keep what that shows in answers/trials/ (three minutes)
	@$(PY) -m digital_factory.authoring.trials $(ASSIGNMENTS)

data: $(VENV)/.course  ## regenerate the sample data, its dictionary and book/data.md
	@$(PY) -m digital_factory.datasets.generate
	@$(PY) -m digital_factory.authoring.data_page

widgets: $(VENV)/.test  ## rebuild the widget bundle and the font of formulas from frontend/
	@$(PY) -m digital_factory.authoring.widgets

lock: $(VENV)/.test  ## recompile the four locks from pyproject.toml (ARGS=--upgrade: newest)
	@$(LOCK) pyproject.toml --output-file requirements.txt $(ARGS)
	@$(LOCK) pyproject.toml --extra test --constraint requirements.txt --output-file requirements-test.txt $(ARGS)
	@$(LOCK) --group lab --constraint requirements-test.txt --output-file lab/requirements.txt $(ARGS)
	@$(LOCK) --group binder --constraint requirements.txt --output-file binder/packages.txt $(ARGS)
	@grep '^uv==' requirements.txt > binder/requirements.txt

clean-sample: $(VENV)/.course  ## show what an old gradebook still has of the sample class (ARGS=--yes removes it)
	@$(PY) -m digital_factory.authoring.clean_sample $(ARGS)

clean:  ## remove what the build made, the sample class included (not .venv, nothing of a real class)
	@rm -rf _build
