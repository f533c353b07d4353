package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// row is an event as the bare program keeps it.
type row struct{ id, body string }

// work is what one caller wants on disk.
type work struct {
	rows []row
	done chan error
}

// measureBare runs callers that hand rows to one writer, which commits up to
// perCommit callers' rows together.
func measureBare(ctx context.Context, path string, perRequest, perCommit int, d time.Duration) (result, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-262144")
	if err != nil {
		return result{}, err
	}
	defer func() {
		db.Close()
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(path + end)
		}
	}()
	db.SetMaxOpenConns(1)
	for _, text := range []string{"PRAGMA wal_autocheckpoint = 16000", "CREATE TABLE event (id TEXT NOT NULL, body TEXT NOT NULL)"} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return result{}, err
		}
	}
	insert, err := db.PrepareContext(ctx, "INSERT INTO event (id, body) VALUES "+strings.TrimSuffix(strings.Repeat("(?,?),", perRequest), ","))
	if err != nil {
		return result{}, err
	}
	defer insert.Close()
	queue := make(chan work, *clients)
	var callers, writer sync.WaitGroup
	var events, commits int64
	writer.Go(func() {
		for first := range queue {
			group := []work{first}
			for more := true; more && len(group) < perCommit; {
				select {
				case w, ok := <-queue:
					if more = ok; ok {
						group = append(group, w)
					}
				default:
					more = false
				}
			}
			err := commitBare(ctx, db, insert, group)
			commits++
			events += int64(len(group) * perRequest)
			for _, w := range group {
				w.done <- err
			}
		}
	})
	began, used := time.Now(), processor()
	var mu sync.Mutex
	var fault error
	for c := range *clients {
		callers.Go(func() {
			rows, name := make([]row, perRequest), fmt.Sprintf("%08x", c)
			for i := range rows {
				rows[i].body = eventText(name, i)
			}
			w := work{rows: rows, done: make(chan error, 1)}
			id := []byte("ajs-next-" + name + "-000000000000")
			for n := 0; time.Since(began) < d; n++ {
				for i := range rows {
					number(id[len(id)-12:], n*perRequest+i)
					rows[i].id = string(id)
				}
				queue <- w
				if err := <-w.done; err != nil {
					mu.Lock()
					fault = err
					mu.Unlock()
					return
				}
			}
		})
	}
	callers.Wait()
	took := time.Since(began)
	close(queue)
	writer.Wait()
	return result{rate: float64(events) / took.Seconds(), perCommit: float64(events) / float64(max(1, commits)),
		cpu: float64((processor() - used).Microseconds()) / float64(max(1, events))}, fault
}

func commitBare(ctx context.Context, db *sql.DB, insert *sql.Stmt, group []work) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt := tx.StmtContext(ctx, insert)
	args := make([]any, 0, 2*len(group[0].rows))
	for _, w := range group {
		args = args[:0]
		for i := range w.rows {
			args = append(args, w.rows[i].id, w.rows[i].body)
		}
		if _, err := stmt.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
