// Command suites runs every test suite that this machine can run, and names
// those that it could not, with the reason. It is what `make test` calls.
//
// It finds PostgreSQL's binaries and starts a throw-away server, finds Node and
// chromium, installs the packages of the npm projects from their lock files,
// fills the environment that CONTRIBUTING.md describes, and runs `go test`, the
// console's unit tests and its browser tests.
//
//	go run ./internal/suites -race ./customer/... ./order/...
//	go run ./internal/suites -require postgres,data,sdk,console,browser
//
// It exits with 1 when a test failed, or when a required suite did not run or
// left tests out.
package main
