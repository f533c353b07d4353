// Package auth owns who may come in and what they may do: the workspace, staff
// and their roles, sessions, API keys, write keys of sources, and the record of
// what staff did. It serves the mission's rows K2 (sources) and G3 (who was
// allowed to see what, and who looked).
//
// Permissions stand in one table ([Grants]); a role is a column of it. Whoever
// acts travels in the context ([regulars.WithActor]); every public method of a
// domain asks [regulars.Require] for the permission it names.
//
// Secrets are kept as digests: session tokens, API keys and the tokens of links
// by SHA-256, since they are random and long; passwords by argon2id. Two kinds
// can be seen again: write keys, which browsers show to everybody, and the
// secrets with which shops sign webhooks, which are needed to check them.
//
// # Worked example
//
//	a, err := auth.Open(ctx, db, regulars.SystemClock{}, auth.Options{Secure: behindTLS})
//	if token, err := a.SetupToken(ctx); err == nil && token != "" {
//		fmt.Println("Set up regulars at", publicURL+"/setup#"+token) // first start
//	}
//
//	// a request, in the frame of the API
//	caller, err := a.Identify(r)
//	ctx = regulars.WithActor(ctx, caller.Actor)
//	source, err := a.AddSource(ctx, auth.NewSource{Name: "Web shop", Kind: auth.WebSource})
//
//	// the intake, for every request
//	source, ok := a.SourceByKey(key) // no I/O, no lock
//
//	// another domain, in the transaction of its deed
//	err = a.Record(ctx, tx, "customer.exported", "customer", id, nil)
package auth
