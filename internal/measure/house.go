package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
)

// Where the habits end and the lists of exceptions begin.
const (
	longFile       = 600   // lines
	longFunction   = 60    // lines
	largePackage   = 2_500 // lines of product code
	largeInterface = 10    // methods
)

// sized is something with a size: a file's lines, an interface's methods.
type sized struct {
	name string
	size int
}

// house holds what was measured.
type house struct {
	product, tests    []sized // Go files
	console, consoleT []sized // TypeScript and CSS files, and their tests
	generated         []sized // of any kind
	functions         []sized // product functions, by lines
	interfaces        []sized // by methods
	packages          map[string]int
	documented        map[string]bool
}

// add measures one file; files of other kinds are passed over.
func (h *house) add(name string, src []byte) error {
	file := sized{name, bytes.Count(src, []byte("\n"))}
	ext := path.Ext(name)
	switch {
	case strings.Contains(name, "testdata/"):
	case ext == ".go":
		return h.addGo(file, src)
	case ext == ".ts" || ext == ".tsx" || ext == ".css" || ext == ".mjs" || ext == ".js":
		switch {
		case strings.HasSuffix(name, ".d.ts") || bytes.Contains(head(src), []byte("generated")):
			h.generated = append(h.generated, file)
		case strings.Contains(name, ".test.") || strings.Contains(name, "/e2e/"):
			h.consoleT = append(h.consoleT, file)
		default:
			h.console = append(h.console, file)
		}
	}
	return nil
}

// head is where a generated file says that it is one.
func head(src []byte) []byte { return src[:min(len(src), 300)] }

func (h *house) addGo(file sized, src []byte) error {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file.name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if h.packages == nil {
		h.packages, h.documented = map[string]int{}, map[string]bool{}
	}
	dir := path.Dir(file.name)
	switch {
	case ast.IsGenerated(tree):
		h.generated = append(h.generated, file)
		return nil
	case strings.HasSuffix(file.name, "_test.go") || strings.HasSuffix(dir, "test"):
		h.tests = append(h.tests, file)
		return nil
	}
	h.product = append(h.product, file)
	h.packages[dir] += file.size
	h.documented[dir] = h.documented[dir] || tree.Doc != nil
	h.look(tree, set, dir)
	return nil
}

// look measures the functions and interfaces of a file.
func (h *house) look(tree *ast.File, set *token.FileSet, dir string) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			lines := set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1
			h.functions = append(h.functions, sized{dir + "." + n.Name.Name, lines})
		case *ast.TypeSpec:
			if it, ok := n.Type.(*ast.InterfaceType); ok {
				h.interfaces = append(h.interfaces, sized{dir + "." + n.Name.Name, it.Methods.NumFields()})
			}
		}
		return true
	})
}
