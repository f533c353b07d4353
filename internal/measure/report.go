package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// report writes the measures, and below each habit what departs from it.
func (h *house) report(out io.Writer) {
	fmt.Fprintln(out, "Files                 files    lines  median   p90   max")
	row(out, "Go product", h.product)
	row(out, "Go tests", h.tests)
	row(out, "console product", h.console)
	row(out, "console tests", h.consoleT)
	row(out, "generated", h.generated)
	over(out, fmt.Sprintf("Files over %d lines", longFile), slices.Concat(h.product, h.tests, h.console, h.consoleT), longFile)

	fmt.Fprintln(out, "\nGo functions        functions        median   p90   max")
	_, median, p90, longest := spread(h.functions)
	fmt.Fprintf(out, "  %-16s %10d %13d %5d %5d\n", "product", len(h.functions), median, p90, longest.size)
	over(out, fmt.Sprintf("Functions over %d lines", longFunction), h.functions, longFunction)

	fmt.Fprintln(out)
	packages := make([]sized, 0, len(h.packages))
	undocumented := []sized{}
	for dir, lines := range h.packages {
		packages = append(packages, sized{dir, lines})
		if !h.documented[dir] {
			undocumented = append(undocumented, sized{dir, lines})
		}
	}
	fmt.Fprintf(out, "Go packages           %5d\n", len(packages))
	over(out, fmt.Sprintf("Packages over %d lines", largePackage), packages, largePackage)
	over(out, "Packages without a comment", undocumented, -1)
	over(out, fmt.Sprintf("Interfaces over %d methods", largeInterface), h.interfaces, largeInterface)

	product, tests := total(h.product), total(h.tests)
	all := product + tests + total(h.console) + total(h.consoleT) + total(h.generated)
	fmt.Fprintf(out, "\nTest to product, Go        %s\n", ratio(tests, product))
	fmt.Fprintf(out, "Test to product, console   %s\n", ratio(total(h.consoleT), total(h.console)))
	fmt.Fprintf(out, "Generated, of all lines    %s\n", ratio(100*total(h.generated), all)+" %")
}

func row(out io.Writer, name string, files []sized) {
	lines, median, p90, longest := spread(files)
	fmt.Fprintf(out, "  %-16s %8d %8d %7d %5d %5d  %s\n", name, len(files), lines, median, p90, longest.size, longest.name)
}

// over lists what is larger than limit, the largest first.
func over(out io.Writer, title string, all []sized, limit int) {
	var large []sized
	for _, s := range all {
		if s.size > limit {
			large = append(large, s)
		}
	}
	slices.SortFunc(large, func(a, b sized) int {
		if a.size != b.size {
			return b.size - a.size
		}
		return strings.Compare(a.name, b.name)
	})
	fmt.Fprintf(out, "%s: %d\n", title, len(large))
	for _, s := range large {
		fmt.Fprintf(out, "  %5d  %s\n", s.size, s.name)
	}
}

// spread gives the sum, the median, the ninth decile and the largest; zeros for none.
func spread(all []sized) (sum, median, p90 int, largest sized) {
	if len(all) == 0 {
		return 0, 0, 0, sized{}
	}
	sorted := slices.SortedFunc(slices.Values(all), func(a, b sized) int { return a.size - b.size })
	return total(all), sorted[len(sorted)/2].size, sorted[len(sorted)*9/10].size, sorted[len(sorted)-1]
}

func total(all []sized) (sum int) {
	for _, s := range all {
		sum += s.size
	}
	return sum
}

func ratio(a, b int) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(a)/float64(b))
}
