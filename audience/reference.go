package audience

import (
	"strings"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// noCircle refuses an audience that would, by way of others, refer to itself.
// The message names those on the way.
func noCircle(tx *store.Tx, id int64) error {
	way := map[int64]int64{id: 0} // from whom each was reached
	for level := []int64{id}; len(level) > 0; {
		var next []int64
		for _, from := range level {
			targets, err := store.Rows(tx, store.One[int64], "SELECT target FROM audience_reference WHERE audience = ? ORDER BY target", from)
			if err != nil {
				return err
			}
			for _, to := range targets {
				if to == id {
					return circle(tx, way, from)
				}
				if _, seen := way[to]; !seen {
					way[to] = from
					next = append(next, to)
				}
			}
		}
		level = next
	}
	return nil
}

func circle(tx *store.Tx, way map[int64]int64, from int64) error {
	var names []string
	for ; from != 0; from = way[from] {
		name, err := store.Row(tx, store.One[string], "SELECT name FROM audience WHERE id = ?", from)
		if err != nil {
			return err
		}
		names = append([]string{"“" + name + "”"}, names...)
	}
	names = append(names, names[0])
	return &regulars.Error{Code: regulars.ErrConflict, Field: "expression", Reason: "circle",
		Message: "an audience cannot refer to itself: " + strings.Join(names, " → ")}
}

// unreferenced refuses to do something to an audience on which others depend,
// and names them.
func unreferenced(tx *store.Tx, id int64, what string) error {
	by, err := names(tx, `SELECT name FROM audience JOIN audience_reference ON audience = id WHERE target = ? AND archived_at = 0 ORDER BY name`, id)
	if err != nil || len(by) == 0 {
		return err
	}
	return &regulars.Error{Code: regulars.ErrConflict, Reason: "referenced",
		Message: "it cannot be " + what + ": “" + strings.Join(by, "”, “") + "” refer to it"}
}

// renamed gives a tree with other names of groups.
func renamed(n lang.Node, rename func(*lang.Group)) lang.Node {
	kids := func(list []lang.Node) []lang.Node {
		if list == nil {
			return nil
		}
		out := make([]lang.Node, len(list))
		for i := range list {
			out[i] = renamed(list[i], rename)
		}
		return out
	}
	n.All, n.Any = kids(n.All), kids(n.Any)
	if n.Not != nil {
		not := renamed(*n.Not, rename)
		n.Not = &not
	}
	if n.Is != nil && n.Is.In != nil {
		is, in := *n.Is, *n.Is.In
		rename(&in)
		is.In, n.Is = &in, &is
	}
	return n
}
