package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postgres is a throw-away server in a temporary folder. It listens on a socket
// in that folder only, and does not sync: it lives as long as the tests.
type postgres struct {
	url     string
	version string
	dir     string
	cmd     *exec.Cmd
	exited  chan struct{}
}

// startPostgres starts a server, as the user postgres when we are root (it
// refuses to run as root), and returns when it takes connections.
func startPostgres(ctx context.Context) (_ *postgres, err error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	owner, err := postgresOwner()
	if err != nil {
		return nil, err
	}
	p := &postgres{exited: make(chan struct{})}
	if p.dir, err = os.MkdirTemp("", "regulars-postgres-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(p.dir)
		}
	}()
	if owner != nil {
		if err := os.Chown(p.dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return nil, err
		}
	}
	as := &syscall.SysProcAttr{Credential: owner, Setpgid: true}
	data := filepath.Join(p.dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"),
		"-D", data, "-U", "regulars", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = p.dir, as
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, lastLine(string(out)))
	}
	p.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", p.dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
		"-c", "full_page_writes=off", "-c", "max_connections=200")
	p.cmd.Dir, p.cmd.SysProcAttr = p.dir, as
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	if version, err := os.ReadFile(filepath.Join(data, "PG_VERSION")); err == nil {
		p.version = "PostgreSQL " + strings.TrimSpace(string(version))
	}
	p.url = "postgres://regulars@/postgres?host=" + url.QueryEscape(p.dir)
	return p, nil
}

// start starts the server and waits for the line in its log that says it is ready.
func (p *postgres) start(ctx context.Context) error {
	log, err := p.cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	ready := make(chan string, 1)
	go func() {
		defer close(p.exited)
		last, lines := "", bufio.NewScanner(log)
		for lines.Scan() {
			last = lines.Text()
			if strings.Contains(last, "ready to accept connections") {
				ready <- ""
				break
			}
		}
		io.Copy(io.Discard, log)
		if err := p.cmd.Wait(); err != nil {
			last = err.Error() + ": " + last
		}
		select {
		case ready <- last:
		default:
		}
	}()
	select {
	case fault := <-ready:
		if fault != "" {
			return errors.New("PostgreSQL did not start: " + fault)
		}
		return nil
	case <-ctx.Done():
		p.stop()
		return ctx.Err()
	}
}

// stop ends the server, by its own process id, and takes its folder away.
func (p *postgres) stop() {
	p.cmd.Process.Signal(syscall.SIGINT) // a fast shutdown
	select {
	case <-p.exited:
	case <-time.After(20 * time.Second):
		p.cmd.Process.Signal(syscall.SIGQUIT) // an immediate one
		<-p.exited
	}
	os.RemoveAll(p.dir)
}

// findPostgres gives the folder with initdb and postgres: the newest version of
// Debian's, which are not on the path, or those on the path.
func findPostgres() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(dirs, func(a, b string) int {
		return major(filepath.Base(filepath.Dir(b))) - major(filepath.Base(filepath.Dir(a)))
	})
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, dir := range dirs {
		_, err1 := os.Stat(filepath.Join(dir, "initdb"))
		_, err2 := os.Stat(filepath.Join(dir, "postgres"))
		if err1 == nil && err2 == nil {
			return dir, nil
		}
	}
	return "", errors.New("PostgreSQL's initdb and postgres are not installed; see REGULARS_TEST_POSTGRES")
}

// postgresOwner gives the user the server runs as: nil for ourselves.
func postgresOwner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres")
	}
	uid, err1 := strconv.ParseUint(account.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(account.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
