package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"regulars"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var migrations embed.FS

// Migration gives the tables of this package.
func Migration() store.Migration {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		panic(err)
	}
	return store.Migration{Domain: "auth", Files: files}
}

// Options say how strict to be. The zero value is right for a program that
// binds to loopback.
type Options struct {
	// Secure marks cookies for HTTPS only. Set it when TLS ends here or at a
	// proxy in front of us.
	Secure bool
	// Idle ends a session that was not used for so long; 0 stands for 12 hours.
	Idle time.Duration
	// Lifetime ends a session whatever happens; 0 stands for 7 days.
	Lifetime time.Duration
	// Hashing says how dear a password's hash is; the zero value stands for
	// [DefaultHashing]. Passwords are hashed anew at the next sign-in when it changes.
	Hashing Hashing
}

// Auth answers who somebody is and what they may do. It is safe for use by
// many goroutines.
type Auth struct {
	db        *store.DB
	clock     regulars.Clock
	options   Options
	hasher    *hasher
	sessions  *scs.SessionManager
	limits    *signInLimits
	sources   sourceIndex
	workspace atomic.Pointer[Workspace]
}

// Open reads what has to be at hand: the workspace and the sources. The tables
// must be migrated. It gives ErrUnavailable when the store cannot answer.
func Open(ctx context.Context, db *store.DB, clock regulars.Clock, o Options) (*Auth, error) {
	if o.Idle == 0 {
		o.Idle = 12 * time.Hour
	}
	if o.Lifetime == 0 {
		o.Lifetime = 7 * 24 * time.Hour
	}
	if o.Hashing == (Hashing{}) {
		o.Hashing = DefaultHashing
	}
	a := &Auth{db: db, clock: clock, options: o, hasher: newHasher(o.Hashing), limits: newSignInLimits()}
	a.sessions = a.newSessions()
	if err := a.loadWorkspace(ctx); err != nil {
		return nil, err
	}
	return a, a.loadSources(ctx)
}

// secret gives a new secret of 256 random bits, as 52 letters and digits.
func secret() string { return strings.ToLower(rand.Text() + rand.Text()) }

// digest gives the SHA-256 of a secret in hexadecimal, the form in which it is
// kept. Our secrets are random and long, so they need no salt and no slow hash.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
