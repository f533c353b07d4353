package auth

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/internal/store"
)

// All SQL of this package.

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func orNoRow(err error) error {
	if err != nil {
		return err
	}
	return store.ErrNoRow
}

// Workspace.

func getWorkspace(tx *store.Tx) (Workspace, error) {
	return store.Row(tx, func(row store.Scanner) (w Workspace, err error) {
		var created int64
		err = row.Scan(&w.Name, &w.TimeZone, &w.Currency, &created)
		w.Created = regulars.FromMicros(created)
		return w, err
	}, "SELECT name, time_zone, currency, created FROM workspace WHERE id = 1")
}

// putWorkspace makes the workspace, or changes it when that is allowed; when it
// was made is kept.
func putWorkspace(tx *store.Tx, w Workspace, change bool) error {
	conflict := "DO NOTHING"
	if change {
		conflict = "(id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, currency = excluded.currency"
	}
	_, err := tx.Exec("INSERT INTO workspace (id, name, time_zone, currency, created) VALUES (1, ?, ?, ?, ?) ON CONFLICT "+conflict,
		strings.TrimSpace(w.Name), w.TimeZone, w.Currency, regulars.Micros(w.Created))
	return err
}

// Staff.

const staffColumns = "id, email, name, role, language, password, disabled, created, signed_in"

func scanStaff(row store.Scanner) (s Staff, err error) {
	var disabled, created, signedIn int64
	err = row.Scan(&s.ID, &s.Email, &s.Name, &s.Role, &s.Language, &s.password, &disabled, &created, &signedIn)
	s.Disabled, s.Invited = disabled != 0, s.password == ""
	s.Created, s.SignedIn = regulars.FromMicros(created), regulars.FromMicros(signedIn)
	return s, err
}

func getStaff(tx *store.Tx, id string) (Staff, error) {
	return store.Row(tx, scanStaff, "SELECT "+staffColumns+" FROM staff WHERE id = ?", id)
}

// lockStaff gives somebody and holds every other change of staff back until
// this transaction ends, so that two owners cannot dismiss each other at once.
// The row of the workspace stands for all; on SQLite there is one writer anyway.
func lockStaff(tx *store.Tx, id string) (Staff, error) {
	if _, err := tx.Exec("UPDATE workspace SET created = created WHERE id = 1"); err != nil {
		return Staff{}, err
	}
	return getStaff(tx, id)
}

func deleteStaff(tx *store.Tx, id string) error {
	_, err := tx.Exec("DELETE FROM staff WHERE id = ?", id)
	return err
}

func findStaff(tx *store.Tx, email string) (s Staff, found bool, err error) {
	s, err = store.Row(tx, scanStaff, "SELECT "+staffColumns+" FROM staff WHERE email = ?", email)
	if errors.Is(err, store.ErrNoRow) {
		return Staff{}, false, nil
	}
	return s, err == nil, err
}

func listStaff(tx *store.Tx) ([]Staff, error) {
	return store.Rows(tx, scanStaff, "SELECT "+staffColumns+" FROM staff ORDER BY name, id")
}

// Names gives the names of members of staff by id. Those who no longer work
// here are left out.
func Names(tx *store.Tx, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for part := range slices.Chunk(ids, 200) {
		args := make([]any, len(part))
		for i, id := range part {
			args[i] = id
		}
		err := store.Each(tx, func(row store.Scanner) error {
			var id, name string
			err := row.Scan(&id, &name)
			out[id] = name
			return err
		}, "SELECT id, name FROM staff WHERE id IN "+store.Marks(1, len(args)), args...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func insertStaff(tx *store.Tx, s Staff) error {
	_, err := tx.Exec("INSERT INTO staff ("+staffColumns+") VALUES "+store.Marks(1, 9),
		s.ID, s.Email, s.Name, string(s.Role), s.Language, s.password, bit(s.Disabled), regulars.Micros(s.Created), regulars.Micros(s.SignedIn))
	return err
}

func updateStaff(tx *store.Tx, s Staff) error {
	_, err := tx.Exec("UPDATE staff SET email = ?, name = ?, role = ?, language = ?, disabled = ? WHERE id = ?",
		s.Email, strings.TrimSpace(s.Name), string(s.Role), s.Language, bit(s.Disabled), s.ID)
	return err
}

func updatePassword(tx *store.Tx, id, hash string) (int64, error) {
	return tx.Exec("UPDATE staff SET password = ? WHERE id = ?", hash, id)
}

// noteSignIn notes when s signed in, and the new hash of the password unless
// that was changed meanwhile.
func noteSignIn(tx *store.Tx, s Staff, before string, now time.Time) error {
	if _, err := tx.Exec("UPDATE staff SET signed_in = ? WHERE id = ?", regulars.Micros(now), s.ID); err != nil {
		return err
	}
	if s.password == before {
		return nil
	}
	_, err := tx.Exec("UPDATE staff SET password = ? WHERE id = ? AND password = ?", s.password, s.ID, before)
	return err
}

func countStaff(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT count(*) FROM staff")
}

func countOwners(tx *store.Tx) (int64, error) {
	return store.Row(tx, store.One[int64], "SELECT count(*) FROM staff WHERE role = 'owner' AND disabled = 0 AND password <> ''")
}

// Links.

func insertLink(tx *store.Tx, l Link) error {
	var staff any
	if l.staff != "" {
		staff = l.staff
	}
	_, err := tx.Exec("INSERT INTO link (token, staff, expires) VALUES (?, ?, ?)", digest(l.Token), staff, regulars.Micros(l.Expires))
	return err
}

// findLink gives whom a link is for; "" for the set-up link.
func findLink(tx *store.Tx, token string, now time.Time) (staff string, err error) {
	return store.Row(tx, store.One[string], "SELECT coalesce(staff, '') FROM link WHERE token = ? AND (expires = 0 OR expires > ?)",
		digest(token), regulars.Micros(now))
}

// deleteLinks ends the links of somebody; "" stands for set-up links.
func deleteLinks(tx *store.Tx, staff string) error {
	_, err := tx.Exec("DELETE FROM link WHERE coalesce(staff, '') = ?", staff)
	return err
}

func deleteOldLinks(tx *store.Tx, now time.Time) error {
	_, err := tx.Exec("DELETE FROM link WHERE expires <> 0 AND expires <= ?", regulars.Micros(now))
	return err
}

// useLink ends a link, or gives badLink when somebody else just has.
func useLink(tx *store.Tx, token string) error {
	n, err := tx.Exec("DELETE FROM link WHERE token = ?", digest(token))
	if err == nil && n == 0 {
		return badLink
	}
	return err
}

// Sessions.

type sessionRow struct {
	data          string
	created, used time.Time
}

func findSession(tx *store.Tx, token string) (s sessionRow, found bool, err error) {
	s, err = store.Row(tx, func(row store.Scanner) (s sessionRow, err error) {
		var created, used int64
		err = row.Scan(&s.data, &created, &used)
		s.created, s.used = regulars.FromMicros(created), regulars.FromMicros(used)
		return s, err
	}, "SELECT data, created, used FROM session WHERE token = ?", token)
	if errors.Is(err, store.ErrNoRow) {
		return sessionRow{}, false, nil
	}
	return s, err == nil, err
}

func putSession(tx *store.Tx, token, staff, data string, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO session (token, staff, data, created, used) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, used = excluded.used`,
		token, staff, data, regulars.Micros(now), regulars.Micros(now))
	return err
}

func touchSession(tx *store.Tx, token string, now time.Time) error {
	_, err := tx.Exec("UPDATE session SET used = ? WHERE token = ?", regulars.Micros(now), token)
	return err
}

func deleteSession(tx *store.Tx, token string) error {
	_, err := tx.Exec("DELETE FROM session WHERE token = ?", token)
	return err
}

func deleteOldSessions(tx *store.Tx, created, used time.Time) error {
	_, err := tx.Exec("DELETE FROM session WHERE created <= ? OR used <= ?", regulars.Micros(created), regulars.Micros(used))
	return err
}

// Keys.

const keyColumns = "id, name, prefix, hash, permissions, created, expires, used"

func scanKey(row store.Scanner) (k Key, err error) {
	var permissions string
	var created, expires, used int64
	err = row.Scan(&k.ID, &k.Name, &k.Prefix, &k.hash, &permissions, &created, &expires, &used)
	for _, p := range strings.Fields(permissions) {
		k.Permissions = append(k.Permissions, regulars.Permission(p))
	}
	k.Created, k.Expires, k.Used = regulars.FromMicros(created), regulars.FromMicros(expires), regulars.FromMicros(used)
	return k, err
}

func joinPermissions(list []regulars.Permission) string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return strings.Join(out, " ")
}

func insertKey(tx *store.Tx, k Key) error {
	_, err := tx.Exec("INSERT INTO api_key ("+keyColumns+") VALUES "+store.Marks(1, 8), k.ID, k.Name, k.Prefix, k.hash,
		joinPermissions(k.Permissions), regulars.Micros(k.Created), regulars.Micros(k.Expires), regulars.Micros(k.Used))
	return err
}

func listKeys(tx *store.Tx) ([]Key, error) {
	return store.Rows(tx, scanKey, "SELECT "+keyColumns+" FROM api_key ORDER BY created DESC, id DESC")
}

func findKey(tx *store.Tx, hash string) (Key, error) {
	return store.Row(tx, scanKey, "SELECT "+keyColumns+" FROM api_key WHERE hash = ?", hash)
}

func touchKey(tx *store.Tx, id string, now time.Time) error {
	_, err := tx.Exec("UPDATE api_key SET used = ? WHERE id = ?", regulars.Micros(now), id)
	return err
}

// Sources.

const sourceColumns = "id, name, kind, write_key, secret, origins, enabled, created"

func scanSource(row store.Scanner) (s Source, err error) {
	var origins string
	var enabled, created int64
	if err := row.Scan(&s.ID, &s.Name, &s.Kind, &s.WriteKey, &s.Secret, &origins, &enabled, &created); err != nil {
		return s, err
	}
	s.Enabled, s.Created = enabled != 0, regulars.FromMicros(created)
	return s, json.Unmarshal([]byte(origins), &s.Origins)
}

func sourceValues(s Source) ([]any, error) {
	if s.Origins == nil {
		s.Origins = []string{}
	}
	origins, err := json.Marshal(s.Origins)
	return []any{strings.TrimSpace(s.Name), string(s.Kind), s.WriteKey, s.Secret, string(origins), bit(s.Enabled), regulars.Micros(s.Created), s.ID}, err
}

func insertSource(tx *store.Tx, s Source) error {
	values, err := sourceValues(s)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO source (name, kind, write_key, secret, origins, enabled, created, id) VALUES "+store.Marks(1, 8), values...)
	return err
}

func updateSource(tx *store.Tx, s Source) error {
	values, err := sourceValues(s)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE source SET name = ?, kind = ?, write_key = ?, secret = ?, origins = ?, enabled = ?, created = ? WHERE id = ?", values...)
	return err
}

func getSource(tx *store.Tx, id string) (Source, error) {
	return store.Row(tx, scanSource, "SELECT "+sourceColumns+" FROM source WHERE id = ?", id)
}

func listSources(tx *store.Tx) ([]Source, error) {
	return store.Rows(tx, scanSource, "SELECT "+sourceColumns+" FROM source ORDER BY name, id")
}

// Actions.

func insertAction(tx *store.Tx, a Action, detail string) error {
	_, err := tx.Exec(`INSERT INTO action (id, at, actor_kind, actor_id, actor_name, what, target_kind, target_id, detail) VALUES `+store.Marks(1, 9),
		a.ID, regulars.Micros(a.At), string(a.ActorKind), a.ActorID, a.ActorName, a.What, a.TargetKind, a.TargetID, detail)
	return err
}

func listActions(tx *store.Tx, f ActionFilter, after ActionCursor, limit int) ([]Action, error) {
	where, args := []string{"1 = 1"}, []any{}
	add := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if after != (ActionCursor{}) {
		add("(at < ? OR at = ? AND id < ?)", after.At, after.At, after.ID)
	}
	if f.ActorID != "" {
		add("actor_id = ?", f.ActorID)
	}
	if f.TargetKind != "" {
		add("target_kind = ?", f.TargetKind)
	}
	if f.TargetID != "" {
		add("target_id = ?", f.TargetID)
	}
	args = append(args, limit)
	return store.Rows(tx, func(row store.Scanner) (a Action, err error) {
		var at int64
		var detail string
		if err := row.Scan(&a.ID, &at, &a.ActorKind, &a.ActorID, &a.ActorName, &a.What, &a.TargetKind, &a.TargetID, &detail); err != nil {
			return a, err
		}
		a.At = regulars.FromMicros(at)
		return a, json.Unmarshal([]byte(detail), &a.Detail)
	}, "SELECT id, at, actor_kind, actor_id, actor_name, what, target_kind, target_id, detail FROM action WHERE "+
		strings.Join(where, " AND ")+" ORDER BY at DESC, id DESC LIMIT ?", args...)
}
