// Command regulars is the whole product in one binary: the server, the
// console, and the command line that works on the same data.
//
//	regulars serve --data DIR --listen 127.0.0.1:8080
//	regulars import orders --data DIR --currency USD --map customer=customer_id,time=date,amount=dollar_value FILE.csv.gz
//	regulars stats --data DIR --json
//
// `regulars --help` lists every command. Domains do the work; this package
// reads flags and configuration and wires the parts together.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"regulars"
)

// version is set by the build.
var version = "dev"

// system is everything of the outside world that the program touches, so that
// the true program runs inside a test.
type system struct {
	args   []string // without the program's name
	getenv func(string) (string, bool)
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	clock  regulars.Clock
	// listening is told the address that serve bound to; nil when nobody asks.
	listening func(address string)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, system{
		args: os.Args[1:], getenv: os.LookupEnv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		clock: regulars.SystemClock{},
	})
	stop()
	os.Exit(code)
}
