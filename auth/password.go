package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"regulars"
)

// Hashing says how dear one argon2id hash is.
type Hashing struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultHashing is OWASP's first recommendation that fits a small machine:
// 19 MiB, two passes, one lane.
var DefaultHashing = Hashing{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1}

const (
	saltLength = 16
	hashLength = 32
	// maxWaiting bounds how many hashes wait for their turn; more are refused.
	maxWaiting = 64
)

// hasher hashes passwords, as many at once as there are processors, so that a
// flood of sign-ins takes a known amount of memory.
type hasher struct {
	cost  Hashing
	turns chan struct{}
	queue chan struct{}
	// nobody is the hash of a password that nobody has: it is verified for
	// accounts that do not exist, so that they take as long as those that do.
	nobody string
}

func newHasher(cost Hashing) *hasher {
	h := &hasher{cost: cost, turns: make(chan struct{}, runtime.NumCPU()), queue: make(chan struct{}, maxWaiting)}
	h.nobody = phc(cost, make([]byte, saltLength), make([]byte, hashLength))
	return h
}

// turn waits until a hash may be made, and gives the function that ends it.
func (h *hasher) turn(ctx context.Context) (end func(), err error) {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return nil, &regulars.Error{Code: regulars.ErrTooMany, Reason: "busy", RetryAfter: 2, Message: "too many people sign in at once; try again"}
	}
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash gives the hash of a password in PHC form, with a salt of its own.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	end, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	salt := make([]byte, saltLength)
	rand.Read(salt) // never fails
	return phc(h.cost, salt, h.cost.key(password, salt)), nil
}

// verify reports whether password has the hash encoded, and whether that was
// made with another cost than today's.
func (h *hasher) verify(ctx context.Context, encoded, password string) (ok, stale bool, err error) {
	cost, salt, want, err := parsePHC(encoded)
	if err != nil {
		return false, false, err
	}
	end, err := h.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer end()
	return subtle.ConstantTimeCompare(cost.key(password, salt), want) == 1, cost != h.cost, nil
}

func (c Hashing) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(normal(password)), salt, c.Passes, c.MemoryKiB, c.Lanes, hashLength)
}

// normal makes one text of the ways in which keyboards write the same password.
func normal(password string) string { return norm.NFKC.String(password) }

func phc(c Hashing, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Passes, c.Lanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func parsePHC(s string) (c Hashing, salt, key []byte, err error) {
	bad := &regulars.Error{Code: regulars.ErrInternal, Reason: "password_hash", Message: "a stored password hash cannot be read"}
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Lanes); err != nil || n != 3 {
		return c, nil, nil, bad
	}
	if c.MemoryKiB > 1<<20 || c.Passes < 1 || c.Passes > 64 || c.Lanes < 1 {
		return c, nil, nil, bad
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, bad
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) != hashLength {
		return c, nil, nil, bad
	}
	return c, salt, key, nil
}

// Bounds of a password, in characters.
const (
	MinPassword = 10
	MaxPassword = 200
)

// checkPassword holds a new password to its length, and refuses what guessers
// try first. Nothing is asked of its characters: length is what helps.
func checkPassword(f *regulars.Faults, field, password, email, name string) {
	p := normal(password)
	n := utf8.RuneCountInString(p)
	lower := strings.ToLower(p)
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	switch {
	case n < MinPassword:
		f.Add(field, "too_short", fmt.Sprintf("a password has at least %d characters", MinPassword))
	case n > MaxPassword:
		f.Add(field, "too_long", fmt.Sprintf("a password has at most %d characters", MaxPassword))
	case easy(lower) || lower == strings.ToLower(email) || lower == strings.ToLower(name) || len(local) > 3 && lower == local+local:
		f.Add(field, "too_easy", "this password is among the first that a guesser tries")
	}
}

// easy reports whether a password consists of a few repeated or consecutive
// characters, or is one of those that everybody takes.
func easy(p string) bool {
	for _, word := range commonPasswords {
		if p == word || strings.TrimRight(p, "0123456789!.") == word {
			return true
		}
	}
	distinct := map[rune]bool{}
	steps := map[rune]int{}
	var before rune
	for i, r := range p {
		distinct[r] = true
		if i > 0 {
			steps[r-before]++
		}
		before = r
	}
	total := utf8.RuneCountInString(p) - 1
	// 1234567890, abcdefghij, 9876543210: nearly all steps are the same.
	for _, n := range steps {
		if n >= total-1 {
			return true
		}
	}
	return len(distinct) <= 3
}

// commonPasswords are stems of ten letters or, with figures behind them, less.
var commonPasswords = []string{
	"password", "passw0rd", "p@ssw0rd", "passwort", "qwertyuiop", "qwerty", "qwertyui", "qwertz", "1q2w3e4r5t", "1qaz2wsx3edc", "asdfghjkl",
	"asdfghjkl;", "zxcvbnm", "administrator", "admin", "adminadmin", "letmein", "letmeinnow", "iloveyou", "welcome", "changeme", "regulars",
	"default", "football", "baseball", "princess", "sunshine", "starwars", "superman", "trustno", "woaini", "woaiwoaini", "5201314", "huitouke",
}
