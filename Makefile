# regulars: `make help` lists what there is.

ADDRESS ?= 127.0.0.1:8080
DATA    ?= data
# The one line that says how a demo starts: it fills the brand when DATA is empty.
START   ?= bin/regulars serve --data $(DATA) --listen $(ADDRESS) --demo

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
CONSOLE := web/console
NODE_OK := $(shell node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null && echo yes)

.DEFAULT_GOAL := help
.PHONY: help run build console test check fmt vet verify bench measure clean FORCE

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build everything, fill a demo brand, serve it at http://127.0.0.1:8080
	$(START)

build: console ## build bin/regulars with the console inside
	go build -ldflags '-X main.version=$(VERSION)' -o bin/ ./cmd/...

console: ## build the console into web/dist (needs Node 20)
ifeq ($(wildcard $(CONSOLE)/package.json),)
	@echo "$(CONSOLE) is not there"
else ifneq ($(NODE_OK),yes)
	@echo "Node 20 or later is not there: the program will show a page that says so instead of the console"
else
	@$(MAKE) --no-print-directory web/dist/index.html
endif

web/dist/index.html: $(CONSOLE)/node_modules/.package-lock.json api/testdata/openapi.json $(shell find $(CONSOLE) -name node_modules -prune -o -name e2e -prune -o -name schema.d.ts -o -type f -print 2>/dev/null)
	npm --prefix $(CONSOLE) run build
	@touch $@

# Packages of an npm project, exactly as its lock file says.
%/node_modules/.package-lock.json: %/package-lock.json %/package.json
	npm --prefix $* ci --no-audit --no-fund --prefer-offline
	@touch $@

test: ## run every test this machine can run; ARGS='-race ./order/...' narrows it
	go run ./internal/suites $(ARGS)

check: ## the quick gate: format, vet, ranks, short tests
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted; run make fmt:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go test -short ./...

fmt: ## format the Go code
	gofmt -w $$(git ls-files '*.go')

verify: ## make generated files again; fail when that changes something
	scripts/verify

bench: ## run the benchmarks; ARGS='intake' narrows it
	scripts/bench $(ARGS)

measure: ## show the measures of the house: sizes, ratios, shares
	@go run ./internal/measure

clean: ## take away what a build leaves; data stays
	rm -rf bin web/dist/assets web/dist/index.html
