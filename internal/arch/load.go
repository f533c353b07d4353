package arch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Root is the name of the module and of its root package.
const Root = "regulars"

// Package is what the rules look at in one folder of Go files.
type Package struct {
	Path  string // path below the repository's root; "regulars" for the root
	Name  string // as in the package clause, without _test
	Doc   string // the package comment, of any file that is not a test
	Files []File
}

// File is one file of a package.
type File struct {
	Name      string // path below the repository's root, with slashes
	Lines     int
	Test      bool
	Generated bool
	Imports   []string // import paths as written
	Clock     []int    // lines that read the machine's clock
	Go        []int    // lines that start a goroutine
}

// Load reads every package below root, the folder with go.mod. Folders that the
// go command ignores, nested modules and what a build leaves behind are passed
// over.
func Load(root string) ([]Package, error) {
	byDir := map[string]*Package{}
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
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		return addFile(byDir, name, rel)
	})
	if err != nil {
		return nil, err
	}
	packages := make([]Package, 0, len(byDir))
	for _, p := range byDir {
		packages = append(packages, *p)
	}
	slices.SortFunc(packages, func(a, b Package) int { return strings.Compare(a.Path, b.Path) })
	return packages, nil
}

func ignored(name, rel string) bool {
	switch base := path.Base(rel); {
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"), base == "testdata", base == "node_modules":
		return true
	}
	if slices.Contains([]string{"bin", "data", "dist", "tmp"}, rel) {
		return true
	}
	_, err := os.Stat(filepath.Join(name, "go.mod"))
	return err == nil
}

func addFile(byDir map[string]*Package, name, rel string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, rel, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	dir := path.Dir(rel)
	if dir == "." {
		dir = Root
	}
	p := byDir[dir]
	if p == nil {
		p = &Package{Path: dir}
		byDir[dir] = p
	}
	f := File{
		Name:      rel,
		Lines:     bytes.Count(src, []byte("\n")),
		Test:      strings.HasSuffix(rel, "_test.go"),
		Generated: ast.IsGenerated(tree),
	}
	p.Name = strings.TrimSuffix(tree.Name.Name, "_test")
	if !f.Test && tree.Doc != nil && p.Doc == "" {
		p.Doc = tree.Doc.Text()
	}
	look(&f, tree, set)
	p.Files = append(p.Files, f)
	return nil
}

// look notes what a file imports and where it reads the clock or starts a
// goroutine. The clock is found by the name under which the file imports
// package time; a local variable of that name is beyond it.
func look(f *File, tree *ast.File, set *token.FileSet) {
	clock := ""
	for _, spec := range tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		f.Imports = append(f.Imports, imported)
		if imported == "time" {
			clock = "time"
			if spec.Name != nil {
				clock = spec.Name.Name
			}
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			f.Go = append(f.Go, set.Position(n.Pos()).Line)
		case *ast.SelectorExpr:
			from, ok := n.X.(*ast.Ident)
			if ok && clock != "" && from.Name == clock && slices.Contains([]string{"Now", "Since", "Until"}, n.Sel.Name) {
				f.Clock = append(f.Clock, set.Position(n.Pos()).Line)
			}
		}
		return true
	})
}
