// Package apitest runs scenarios against the true API: scripts in a notation
// that a person who knows no Go can read, on SQLite and on PostgreSQL. The
// scripts lie in api/testdata; every operation of the API must occur in one.
//
//	=== an owner adds a source
//	as owner
//	POST /sources {"name": "Web shop", "kind": "web"}
//	201 {"id": "$source", "name": "Web shop", "enabled": true}
//
//	as agent
//	DELETE /sources/$source
//	403 {"code": "forbidden", "reason": "permission"}
//
// Each scenario ("=== name") begins with a workspace that an owner has set up,
// in the time zone Asia/Shanghai with the currency CNY, at 2026-03-01T09:00:00Z;
// or, with "=== name (fresh)", before anybody set it up: then $setup is the
// token of the set-up link.
//
// A step is a request and the answer that it must get:
//
//   - The request line is METHOD PATH and, behind it or on the lines below, a
//     JSON body. Paths are those below /api/v1; those that begin with /api/,
//     /v1/ or /hooks/ stand for themselves. Lines "Name: value" are headers.
//     "@field name=value" and "@file name.csv", lines, "@end" make a multipart
//     form with the file in the field "file".
//   - The answer begins with its status. Then come headers that it must have,
//     and JSON that it must hold: every member that is named, lists as long as
//     written. "$name" takes a value the first time and stands for it afterwards
//     (as "${name}" within a text), "*" is anything but null, "~re" a text that
//     matches, "absent" a member that is not there. Lines that begin with | must
//     occur in an answer that is not JSON.
//
// Between steps: "as nobody", "as owner" (or manager, agent, analyst), "as key
// customers:read orders:read"; "advance 25h" moves the clock; "wait" waits until
// every follower of the log has caught up and everybody is scored. Lines that begin with # are comments.
//
// Beyond what a script says, every answer must conform to the OpenAPI document,
// and no error may repeat a text that was sent and is not a word of the API.
package apitest
