package arch

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	link  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fence = regexp.MustCompile("(?ms)^```.*?^```")
)

// CheckDocuments looks at every Markdown file of the repository at root, and
// gives a sentence for each relative link that leads nowhere, each page of a
// folder of docs that the folder's README does not list, and each word that
// the glossary explains twice.
func CheckDocuments(root string) ([]string, error) {
	var faults []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel != "." && ignored(name, rel) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".md" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		links := linksOf(string(text))
		for _, to := range links {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), to)); err != nil {
				faults = append(faults, fmt.Sprintf("%s links to %s, which is not there", rel, to))
			}
		}
		if strings.HasPrefix(rel, "docs/") && strings.HasSuffix(rel, "/README.md") {
			faults = append(faults, unlisted(name, rel, links)...)
		}
		if rel == "docs/glossary.md" {
			faults = append(faults, twice(string(text))...)
		}
		return nil
	})
	return faults, err
}

// linksOf gives where a text's links lead within the repository, without
// fragments. Links within a code block are text.
func linksOf(text string) (to []string) {
	for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		target, _, _ := strings.Cut(m[1], "#")
		if target != "" && !strings.Contains(target, ":") {
			to = append(to, target)
		}
	}
	return to
}

// unlisted gives the pages beside a README that it does not link to. A Chinese
// twin is reached from its page.
func unlisted(name, rel string, links []string) (faults []string) {
	pages, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*.md"))
	for _, page := range pages {
		base := filepath.Base(page)
		if base != "README.md" && !strings.HasSuffix(base, ".zh-CN.md") && !slices.Contains(links, base) {
			faults = append(faults, fmt.Sprintf("%s does not list %s", rel, base))
		}
	}
	return faults
}

// twice gives the words that stand in the first column of more than one row of
// the glossary.
func twice(text string) (faults []string) {
	seen := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| English") {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if seen[strings.ToLower(word)] {
			faults = append(faults, fmt.Sprintf("docs/glossary.md explains %q twice", word))
		}
		seen[strings.ToLower(word)] = true
	}
	return faults
}
