package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// confCmd shows every setting.
type confCmd struct {
	JSON bool `name:"json" help:"Put the result on stdout as JSON."`
}

// shownSetting is one line of `regulars config`.
type shownSetting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
	Help   string `json:"help"`
}

// Run lists the settings with their sources.
func (c *confCmd) Run(s *session) error {
	flags := map[string]bool{}
	for _, p := range s.context.Path {
		if p.Flag != nil && !p.Resolved {
			flags[p.Flag.Name] = true
		}
	}
	var list []shownSetting
	for _, v := range settings(s.config) {
		source := "default"
		switch {
		case flags[v.name]:
			source = "flag --" + v.name
		case s.layers.source[v.name] != "":
			source = s.layers.source[v.name]
		}
		if v.name == "store" {
			v.value = withoutPassword(v.value)
		}
		list = append(list, shownSetting{Name: v.name, Value: v.value, Source: source, Help: v.help})
	}
	return s.print(c.JSON, list, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, v := range list {
			fmt.Fprintf(t, "%s\t%s\t(%s)\n", v.Name, v.Value, v.Source)
		}
		t.Flush()
	})
}

// versionCmd shows the version.
type versionCmd struct{}

// Run prints it.
func (versionCmd) Run(s *session) error {
	_, err := fmt.Fprintln(s.stdout, "regulars", version)
	return err
}
