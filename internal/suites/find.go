package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// minNode is the oldest major version of Node that builds the console.
const minNode = 20

type node struct{ path, version string }

// findNode finds a Node that is new enough, with npm beside it.
func findNode(ctx context.Context) (node, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return node{}, fmt.Errorf("there is no Node; version %d or later is needed", minNode)
	}
	if _, err := exec.LookPath("npm"); err != nil {
		return node{}, fmt.Errorf("there is a Node, but no npm")
	}
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return node{}, fmt.Errorf("Node does not tell its version: %w", err)
	}
	version := strings.TrimSpace(string(out))
	if major(version) < minNode {
		return node{}, fmt.Errorf("Node is %s; version %d or later is needed", version, minNode)
	}
	return node{path, version}, nil
}

// major gives the first number of a version such as "v20.20.2"; 0 when there is none.
func major(version string) int {
	first, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

// findChromium finds the browser that tests drive.
func findChromium() (string, error) {
	for _, name := range []string{os.Getenv("REGULARS_TEST_CHROMIUM"), os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no chromium; see REGULARS_TEST_CHROMIUM")
}
