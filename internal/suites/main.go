package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flag.BoolVar(&o.race, "race", false, "run Go tests with the race detector")
	flag.BoolVar(&o.short, "short", false, "run short Go tests only")
	require := flag.String("require", os.Getenv("REGULARS_TEST_REQUIRE"), "comma list of suites that must run")
	flag.Parse()
	o.packages = flag.Args()
	if *require != "" {
		o.require = strings.Split(*require, ",")
	}
	root, err := moduleRoot()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	o.root = root
	ok := run(ctx, o, os.Stdout)
	stop()
	if !ok {
		os.Exit(1)
	}
}

// moduleRoot gives the nearest folder upward that has a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod here or above")
		}
		dir = up
	}
}
