# make test    all tests, with the race detector, on real PostgreSQL, Redis and Chromium
# make check   format, vet, lint, tests
# make vuln    known vulnerabilities of the dependencies (needs the network)
# make build   the two binaries

.PHONY: build test check lint vuln

build:
	go build -o fairmatch ./cmd/fairmatch
	go build -o fairbench ./cmd/fairbench

test:
	scripts/with-servers go test -race -timeout 25m ./...

lint:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt -w these"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

check: lint test

vuln:
	go run golang.org/x/vuln/cmd/govulncheck@latest ./...
