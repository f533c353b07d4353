package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	out, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err == nil {
		err = os.Chdir(strings.TrimSpace(string(out)))
	}
	var listed []byte
	if err == nil {
		listed, err = exec.Command("git", "ls-files", "-co", "--exclude-standard").Output()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure: this is not a git checkout:", err)
		os.Exit(1)
	}
	var h house
	for _, name := range strings.Fields(string(listed)) {
		src, err := os.ReadFile(name)
		if err != nil {
			continue // deleted, but git does not know yet
		}
		if err := h.add(name, src); err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
	}
	h.report(os.Stdout)
}
