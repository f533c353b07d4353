package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"regulars"
)

// config is every setting of the program. A flag stands above the environment,
// that above the file, that above the default; `regulars config` shows each
// value and where it comes from.
type config struct {
	Data            string   `default:"data" placeholder:"DIR" help:"Folder that holds everything: row store, warehouse, uploads."`
	Store           string   `placeholder:"URL" help:"PostgreSQL to keep the row store in (postgres://…) instead of a file in the data folder."`
	Listen          string   `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address and port to serve on."`
	PublicURL       string   `name:"public-url" placeholder:"URL" help:"Address at which people reach the console, such as https://crm.example.com."`
	TrustProxy      []string `name:"trust-proxy" placeholder:"CIDR" help:"Proxies whose X-Forwarded-For is believed."`
	DefaultRegion   string   `name:"default-region" default:"CN" placeholder:"REGION" help:"Country of telephone numbers written without a country code."`
	LogLevel        string   `name:"log-level" default:"info" enum:"debug,info,warn,error" help:"Least level to log: debug, info, warn or error."`
	LogFormat       string   `name:"log-format" default:"text" enum:"text,json" help:"Form of the log: text or json."`
	LogWindow       int      `name:"log-window" default:"90" placeholder:"DAYS" help:"Days for which the row store keeps the log; the warehouse keeps it for good."`
	DebugListen     string   `name:"debug-listen" placeholder:"ADDRESS" help:"Address for Go's profiler, such as 127.0.0.1:6060; none without."`
	WarehouseMemory int      `name:"warehouse-memory" default:"0" placeholder:"MIB" help:"Memory for the warehouse in MiB; 0 for a quarter of the machine's."`
}

// environment gives the variable of a setting: REGULARS_LOG_LEVEL for log-level.
func environment(name string) string {
	return "REGULARS_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// configFile is where the file is looked for when --config does not say.
const configFile = "regulars.yaml"

// layers resolves settings that are not flags: the environment above the file.
type layers struct {
	getenv func(string) (string, bool)
	file   map[string]any
	path   string
	source map[string]string // of each setting that has a value here
}

// readLayers reads the configuration file, which need not be there unless it
// was named.
func readLayers(sys system) (*layers, error) {
	l := &layers{getenv: sys.getenv, path: configFile, source: map[string]string{}}
	named := false
	if path, ok := sys.getenv("REGULARS_CONFIG"); ok && path != "" {
		l.path, named = path, true
	}
	for i, arg := range sys.args {
		if v, ok := strings.CutPrefix(arg, "--config="); ok {
			l.path, named = v, true
		} else if arg == "--config" && i+1 < len(sys.args) {
			l.path, named = sys.args[i+1], true
		}
	}
	raw, err := os.ReadFile(l.path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the configuration file cannot be read: %w", err)
	}
	if err := yaml.Unmarshal(raw, &l.file); err != nil {
		return nil, fmt.Errorf("%s is not a YAML file of settings: %w", filepath.Base(l.path), err)
	}
	return l, l.check()
}

// check refuses settings that do not exist: a misspelt one must not be silent.
func (l *layers) check() error {
	known := map[string]bool{}
	for _, s := range settings(config{}) {
		known[s.name] = true
	}
	for name := range l.file {
		if !known[name] {
			return regulars.Invalid(name, "unknown", "the configuration file has a setting that does not exist")
		}
	}
	return nil
}

// Validate is for kong.
func (l *layers) Validate(*kong.Application) error { return nil }

// Resolve gives kong the value of a flag that the command line does not set.
func (l *layers) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if v, ok := l.getenv(environment(flag.Name)); ok && v != "" {
		l.source[flag.Name] = "environment " + environment(flag.Name)
		return v, nil
	}
	v, ok := l.file[flag.Name]
	if !ok {
		return nil, nil
	}
	l.source[flag.Name] = "file " + l.path
	if list, ok := v.([]any); ok {
		words := make([]string, len(list))
		for i := range list {
			words[i] = fmt.Sprint(list[i])
		}
		return strings.Join(words, ","), nil
	}
	return fmt.Sprint(v), nil
}

// setting is one value of the configuration.
type setting struct {
	name, value, source, help string
}

// settings lists the values of c, in the order of its fields.
func settings(c config) []setting {
	var out []setting
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("name")
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		value := fmt.Sprint(v.Field(i).Interface())
		if list, ok := v.Field(i).Interface().([]string); ok {
			value = strings.Join(list, ",")
		}
		out = append(out, setting{name: name, value: value, help: f.Tag.Get("help")})
	}
	return out
}

// storeURL gives the address of the row store.
func (c config) storeURL() string {
	if c.Store != "" {
		return c.Store
	}
	return "sqlite:" + filepath.Join(c.Data, "regulars.db")
}

// withoutPassword gives an address as it may be shown.
func withoutPassword(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		return u.Redacted()
	}
	return address
}
