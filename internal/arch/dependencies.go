package arch

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// nodeProjects are the folders with a package.json of our own.
var nodeProjects = []string{"web/console", "event/sdktest"}

var (
	required = regexp.MustCompile(`(?m)^(?:require )?\t?(\S+\.\S+/\S+) v\S+$`)
	listed   = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
)

// CheckDependencies compares docs/dependencies.md with what the repository at
// root requires directly, of Go modules and of npm packages, and gives a
// sentence for each that is missing or no longer needed. A range instead of an
// exact npm version is a fault too.
func CheckDependencies(root string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(root, "docs/dependencies.md"))
	if err != nil {
		return nil, err
	}
	var documented []string
	for _, m := range listed.FindAllStringSubmatch(string(text), -1) {
		documented = append(documented, m[1])
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	var needed, faults []string
	for _, m := range required.FindAllStringSubmatch(string(mod), -1) {
		needed = append(needed, m[1])
	}
	for _, project := range nodeProjects {
		names, inexact, err := nodePackages(filepath.Join(root, project, "package.json"))
		if err != nil {
			return nil, err
		}
		needed = append(needed, names...)
		for _, name := range inexact {
			faults = append(faults, project+"/package.json does not pin "+name+" to an exact version")
		}
	}
	for _, name := range needed {
		if !slices.Contains(documented, name) {
			faults = append(faults, name+" is required, but docs/dependencies.md does not say why")
		}
	}
	for _, name := range documented {
		if !slices.Contains(needed, name) {
			faults = append(faults, name+" stands in docs/dependencies.md, but nothing requires it directly")
		}
	}
	return faults, nil
}

// nodePackages gives the direct packages of a package.json, and those among
// them whose version is a range. A missing file has none.
func nodePackages(name string) (names, inexact []string, err error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var manifest struct {
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, nil, err
	}
	for _, group := range []map[string]string{manifest.Dependencies, manifest.DevDependencies} {
		for name, version := range group {
			names = append(names, name)
			if strings.Trim(version, "0123456789.") != "" {
				inexact = append(inexact, name)
			}
		}
	}
	slices.Sort(names)
	slices.Sort(inexact)
	return names, inexact, nil
}
