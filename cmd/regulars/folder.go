package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"regulars"
)

// folder is a data folder that this process holds alone.
type folder struct {
	path string
	lock *os.File
}

// holdFolder makes the folder when it is not there and locks it. It gives
// ErrConflict when another regulars holds it. The lock goes with the process,
// however that ends.
func holdFolder(path string) (*folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &regulars.Error{Code: regulars.ErrConflict, Field: "data", Reason: "held",
				Message: "a running regulars holds this data folder; stop it first, or use its API"}
		}
		return nil, fmt.Errorf("the data folder cannot be locked: %w", err)
	}
	return &folder{path: path, lock: lock}, nil
}

// file gives the path of a file in the folder.
func (f *folder) file(name string) string { return filepath.Join(f.path, name) }

func (f *folder) release() error { return f.lock.Close() }
