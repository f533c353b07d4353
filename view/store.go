package view

import (
	"regulars"
	"regulars/internal/store"
)

const columns = "id, list, owner, name, query, shared, changed"

func scan(row store.Scanner) (v View, err error) {
	var shared, changed int64
	err = row.Scan(&v.ID, &v.List, &v.Owner, &v.Name, &v.Query, &shared, &changed)
	v.Shared, v.Changed = shared == 1, regulars.FromMicros(changed)
	return v, err
}

// visible gives the views of a list that a member of staff sees, the own ones first.
func visible(tx *store.Tx, list, owner string) ([]View, error) {
	return store.Rows(tx, scan, "SELECT "+columns+` FROM list_view WHERE list = ? AND (owner = ? OR shared = 1)
		ORDER BY CASE WHEN owner = ? THEN 0 ELSE 1 END, name, id`, list, owner, owner)
}

func get(tx *store.Tx, id string) (View, error) {
	return store.Row(tx, scan, "SELECT "+columns+" FROM list_view WHERE id = ?", id)
}

func count(tx *store.Tx, list, owner string) (int, error) {
	return store.Row(tx, store.One[int], "SELECT count(*) FROM list_view WHERE list = ? AND owner = ?", list, owner)
}

func insert(tx *store.Tx, v View) error {
	_, err := tx.Exec("INSERT INTO list_view ("+columns+") VALUES "+store.Marks(1, 7),
		v.ID, v.List, v.Owner, v.Name, v.Query, bit(v.Shared), regulars.Micros(v.Changed))
	return err
}

func update(tx *store.Tx, v View) error {
	_, err := tx.Exec("UPDATE list_view SET name = ?, query = ?, shared = ?, changed = ? WHERE id = ?",
		v.Name, v.Query, bit(v.Shared), regulars.Micros(v.Changed), v.ID)
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
