# make run: the app. make test: everything that must hold. make gallery: pictures of every page.
# make reviewed: the picture of every chart kind that the tests compare with, drawn anew, to be looked at.
# make faults: a publish killed, refused by the disk, cut off and raced by another, hundreds of times.
# make bench: what a reader waits for in a browser beside Dash, Shiny, a bare Streamlit page and a page without a server, with
# the targets beside it, into docs/performance.md (half an hour), then make growth.
# make growth: what pages cost over sizes of the store, into docs/performance.md (SIZES="shipped M L" for all, an hour).
PYTHON ?= python3
SIZES ?= shipped M middle
BIN = .venv/bin

.PHONY: run test faults gallery reviewed bench growth clean

run: .venv/run
	$(BIN)/streamlit run dashboard.py

test: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 3 --dist loadfile

faults: .venv/dev
	$(BIN)/python -m tests.faults

gallery: .venv/dev
	$(BIN)/python -m tests.browser.gallery screenshots

reviewed: .venv/dev
	$(BIN)/python -m tests.reviewed

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

.venv/dev: requirements-dev.txt .venv/run
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@

bench: .venv/dev
	$(BIN)/python -m benchmarks.browser --write
	$(MAKE) growth

growth: .venv/dev
	$(BIN)/python -m benchmarks.growth --write --sizes $(SIZES)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis screenshots
