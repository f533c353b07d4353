package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"

	"regulars"
)

// cli is the command line.
type cli struct {
	Config   string `name:"config" placeholder:"FILE" help:"Configuration file (regulars.yaml)."`
	Settings config `embed:"" group:"Settings"`

	Serve   serveCmd   `cmd:"" help:"Serve the API and the console."`
	Import  importCmd  `cmd:"" help:"Import orders or customers from a CSV file."`
	Export  exportCmd  `cmd:"" help:"Export customers or events."`
	Score   scoreCmd   `cmd:"" help:"Say what customers are worth and who is slipping."`
	Stats   statsCmd   `cmd:"" help:"Count what is there."`
	Rebuild rebuildCmd `cmd:"" help:"Derive everything anew from the log."`
	Backup  backupCmd  `cmd:"" help:"Write a backup, also while the server runs."`
	Restore restoreCmd `cmd:"" help:"Bring a backup back into an empty data folder."`
	Doctor  doctorCmd  `cmd:"" help:"Look for damage and for what is not as it should be."`
	Conf    confCmd    `cmd:"" name:"config" help:"Show every setting, its value and where it comes from."`
	User    userCmd    `cmd:"" help:"Staff: list, add, set a password, remove."`
	Key     keyCmd     `cmd:"" help:"API keys: list, add, revoke."`
	Version versionCmd `cmd:"" help:"Show the version."`
}

// exitCode is an error that only says how the program ends; what there is to
// say was said.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// session is what a command runs with.
type session struct {
	system
	config
	ctx     context.Context
	layers  *layers
	context *kong.Context
}

// run is the whole program; it gives the exit code: 0 for success, 1 when the
// work was not all done, 2 for a command line that makes no sense.
func run(ctx context.Context, sys system) int {
	l, err := readLayers(sys)
	if err != nil {
		return fail(sys.stderr, err, 2)
	}
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("regulars"), kong.Description("Turns first-time buyers into regulars."),
		kong.Writers(sys.stdout, sys.stderr), kong.Resolvers(l),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(sys.stderr, err, 2)
	}
	kctx, err := parser.Parse(sys.args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		return fail(sys.stderr, err, 2)
	}
	err = kctx.Run(&session{system: sys, config: c.Settings, ctx: ctx, layers: l, context: kctx})
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	return fail(sys.stderr, err, 1)
}

func fail(w io.Writer, err error, code int) int {
	fmt.Fprintf(w, "regulars: %v\n", err)
	return code
}

// print puts a result on stdout: as JSON, or by text for people.
func (s *session) print(asJSON bool, result any, text func(io.Writer)) error {
	if !asJSON {
		text(s.stdout)
		return nil
	}
	out := json.NewEncoder(s.stdout)
	out.SetEscapeHTML(false)
	return out.Encode(result)
}

// logger gives the program's log.
func (s *session) logger() *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(s.stderr, o))
	}
	return slog.New(slog.NewTextHandler(s.stderr, o))
}

// as gives the session's context with the command line as the one who acts.
func (s *session) as(part string) context.Context {
	return regulars.WithActor(s.ctx, regulars.System(part))
}
