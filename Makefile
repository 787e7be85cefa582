# Sổ Thôn. On a Debian machine with Go, Node and gcc:
#   make run    installs what it needs, builds the tablet app, starts the server with the demo commune
#   make test   does its own set-up and passes every test (≤ 20 minutes on 2 cores)
#   make conformance CORPUS=folder   the forms engine against conformance cases
#   make prove  the longer proofs (≤ 60 minutes)      make bench  the figures of docs/performance.md

APP     := server/web/app
BUILT   := server/web/static/app
APT     := chromium postgresql
DATA    ?= data
ADDR    ?= localhost:8080
CORPUS  ?= ../shared/corpus
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)

.PHONY: run build app tools apt test prove bench conformance sim clean

run: build
	./bin/sothon demo --data $(DATA) --addr $(ADDR)

build: tools app
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/sothon ./cmd/sothon

# The tablet app: the engine as WebAssembly, the screens, the service worker, the font.
app: tools $(APP)/node_modules/.installed
	cd $(APP) && npm run --silent build

$(APP)/node_modules/.installed: $(APP)/package-lock.json
	cd $(APP) && npm ci --ignore-scripts --no-audit --no-fund --silent
	touch $@

tools:
	@.ci/tools

# What only the tests need: a browser and a PostgreSQL.
apt:
	@.ci/apt $(APT)

test: tools apt build
	.ci/test

prove: tools apt build
	.ci/prove

bench: tools apt build
	.ci/bench

# Conformance cases of a folder that is no part of the project; prints a table a file, fails below the marks reached.
conformance: tools
	@.ci/apt python3 python3-lxml
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/sothon ./cmd/sothon
	@.ci/conformance $(CORPUS)

# A million histories; SEEDS=… for another number.
sim:
	go run ./cmd/sothon sim -seeds $(or $(SEEDS),1000000)

clean:
	rm -rf bin $(BUILT) $(APP)/node_modules
