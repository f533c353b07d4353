package importer

import (
	"errors"

	"regulars"
	"regulars/internal/store"
)

// asked is what the console has told of an import.
type asked struct {
	Plan    Plan     `json:"plan"`
	Columns []string `json:"columns"`
}

const importColumns = "id, kind, name, state, options, progress, result, fault, created, updated"

func scanImport(row store.Scanner) (in Import, err error) {
	var options, progress, result, fault string
	var created, updated int64
	err = row.Scan(&in.ID, &in.Kind, &in.Name, &in.State, &options, &progress, &result, &fault, &created, &updated)
	if err != nil {
		return in, err
	}
	in.Created, in.Updated = regulars.FromMicros(created), regulars.FromMicros(updated)
	var a asked
	err = errors.Join(decode(options, &a), decode(progress, &in.Progress), decode(fault, &in.Fault))
	in.Plan, in.Columns = a.Plan, a.Columns
	// While it runs, the column holds the counts so far in another form.
	if in.State != Running && in.State != Cancelled && in.State != Failed && result != "" {
		in.Result = &Result{}
		err = errors.Join(err, decode(result, in.Result))
	}
	return in, err
}

func readImport(tx *store.Tx, id string) (Import, error) {
	in, err := store.Row(tx, scanImport, "SELECT "+importColumns+" FROM import WHERE id = ?", id)
	if errors.Is(err, store.ErrNoRow) {
		return in, regulars.NotFound("import")
	}
	return in, err
}

func listImports(tx *store.Tx, after Place, limit int) ([]Import, error) {
	where, args := "", []any{}
	if after != (Place{}) {
		where, args = " WHERE created < ? OR created = ? AND id < ?", []any{after.Created, after.Created, after.ID}
	}
	return store.Rows(tx, scanImport, "SELECT "+importColumns+" FROM import"+where+" ORDER BY created DESC, id DESC LIMIT ?", append(args, limit)...)
}

func insertImport(tx *store.Tx, in *Import) error {
	_, err := tx.Exec(`INSERT INTO import (id, kind, name, state, options, task, groups, progress, result, fault, created, updated)
		VALUES (?, ?, ?, ?, ?, '', 0, '', '', '', ?, ?)`, in.ID, string(in.Kind), in.Name, string(in.State),
		string(marshal(asked{in.Plan, in.Columns})), regulars.Micros(in.Created), regulars.Micros(in.Updated))
	return err
}

func saveImport(tx *store.Tx, in *Import) error {
	fault, result := "", ""
	if in.Fault != nil {
		fault = string(marshal(in.Fault))
	}
	if in.Result != nil {
		result = string(marshal(in.Result))
	}
	_, err := tx.Exec("UPDATE import SET state = ?, options = ?, task = '', groups = 0, progress = ?, result = ?, fault = ?, updated = ? WHERE id = ?",
		string(in.State), string(marshal(asked{in.Plan, in.Columns})), string(marshal(in.Progress)), result, fault, regulars.Micros(in.Updated), in.ID)
	return err
}
