# make run         build, check the sample article, and write the brief from the embedded figures (Rust, Node and a C
#                  compiler)
# make test        every test that needs nothing but this repository
# make acceptance  the tests that read the agencies' own files in ../shared (they fail when a file is missing)
# make bench       speed, as ratios to named peers in one run (installs the peers from PyPI)

CARGO ?= cargo
SHARED ?= ../shared
VENV ?= target/python
OUT ?= out
SAMPLE = reference/sample/article.md
FEATURES = rootcast-core/acceptance,rootcast-store/acceptance,rootcast-ledger/acceptance,rootcast-claims/acceptance,rootcast-forecast/acceptance,rootcast-impact/acceptance,rootcast-scenario/acceptance,rootcast/acceptance

.PHONY: run test web acceptance browser bench reference lint docs clean

run: web
	$(CARGO) build --locked --release -p rootcast
	mkdir -p $(OUT)
	target/release/rootcast brief
	target/release/rootcast check --sample --fail-on never
	target/release/rootcast check --sample --fail-on never --out $(OUT)/check.html
	target/release/rootcast brief --text $(SAMPLE) --out $(OUT)/brief.html

# The bundle is part of the binary, so it is built first.
web: web/dist/.stamp
web/dist/.stamp: web/package-lock.json web/package.json web/tsconfig.json $(shell find web/src -type f 2>/dev/null) web/vite.config.ts
	cd web && npm ci --no-audit --no-fund && npm run build
	touch $@

test: web
	cd web && npm test
	$(CARGO) test --locked --workspace

acceptance: web $(VENV)-acceptance/.stamp
	test -d $(SHARED)/data/published || { echo "acceptance needs the published files in $(SHARED)"; exit 1; }
	ROOTCAST_SHARED=$(abspath $(SHARED)) ROOTCAST_PYTHON=$(abspath $(VENV)-acceptance)/bin/python \
		$(CARGO) test --locked --workspace --features $(FEATURES)
	target/debug/rootcast reference build --published $(SHARED)/data/published --check

# The pages in a browser. The program is built as the tests build it, so that dependencies are not built twice.
browser: web
	$(CARGO) test --locked --workspace --no-run
	mkdir -p $(OUT)
	target/debug/rootcast brief --text $(SAMPLE) --out $(OUT)/brief.html
	target/debug/rootcast check --sample --fail-on never --out $(OUT)/check.html
	cd web && BRIEF_HTML=$(abspath $(OUT))/brief.html CHECK_HTML=$(abspath $(OUT))/check.html \
		CHECK_TEXT=$(abspath $(SAMPLE)) npm run test:browser

bench: web $(VENV)/.stamp $(VENV)-forecast/.stamp $(VENV)-impact/.stamp
	$(CARGO) build --locked --release -p rootcast
	$(CARGO) build --locked --release -p rootcast-forecast --example batch
	$(CARGO) bench --locked -p rootcast-store --bench read
	$(CARGO) bench --locked -p rootcast-claims --bench extract
	$(VENV)/bin/python bench/run.py --rootcast target/release/rootcast --shared $(SHARED) \
		--only ingest,show,large,ledger,claims
	$(VENV)-forecast/bin/python bench/run.py --rootcast target/release/rootcast --shared $(SHARED) --only forecast
	$(CARGO) build --locked --release -p rootcast-impact --example peers --example two_way_effects
	$(VENV)-impact/bin/python bench/run.py --rootcast target/release/rootcast --shared $(SHARED) --only impact

# Rebuilds the embedded figures from the published files: same inputs, same bytes.
reference: web
	$(CARGO) test --locked --workspace --no-run
	target/debug/rootcast reference build --published $(SHARED)/data/published

# Peers that do not go together, and what the acceptance tests compare with, have an environment each.
$(VENV)/.stamp: bench/requirements.txt
$(VENV)-forecast/.stamp: bench/requirements-forecast.txt
$(VENV)-acceptance/.stamp: bench/requirements-acceptance.txt
$(VENV)-impact/.stamp: bench/requirements-impact.txt
$(VENV)/.stamp $(VENV)-forecast/.stamp $(VENV)-acceptance/.stamp $(VENV)-impact/.stamp:
	python3 -m venv $(@D)
	$(@D)/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets --features $(FEATURES) -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps

clean:
	$(CARGO) clean
	rm -rf web/dist web/node_modules $(OUT)
