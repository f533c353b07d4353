package auth

import (
	"hash/maphash"
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"regulars"
)

// How often a sign-in may be tried: a burst, and then one every so often.
const (
	pairBurst, pairEvery       = 5, 30 * time.Second // one account from one address
	accountBurst, accountEvery = 50, time.Minute     // failures of one account, from anywhere
	addressBurst, addressEvery = 30, 5 * time.Second // one address, for any account
)

// signInLimits slows down guessing. An account that does not exist is limited
// like one that does, so the limits tell nothing.
type signInLimits struct {
	pair, account, address *buckets
}

func newSignInLimits() *signInLimits {
	return &signInLimits{
		pair:    newBuckets(pairBurst, pairEvery),
		account: newBuckets(accountBurst, accountEvery),
		address: newBuckets(addressBurst, addressEvery),
	}
}

// try counts an attempt. It gives ErrTooMany with RetryAfter when there were
// too many.
func (l *signInLimits) try(account string, from netip.Addr, now time.Time) error {
	address := network(from)
	wait := l.address.take(address, now)
	if wait == 0 {
		wait = l.account.ready(account, now)
	}
	if wait == 0 {
		wait = l.pair.take(address+" "+account, now)
	}
	if wait == 0 {
		return nil
	}
	return &regulars.Error{Code: regulars.ErrTooMany, Reason: "sign_in_rate", RetryAfter: int(math.Ceil(wait.Seconds())),
		Message: "too many attempts to sign in; wait a little"}
}

// failed counts a wrong password against the account.
func (l *signInLimits) failed(account string, now time.Time) { l.account.take(account, now) }

// succeeded forgets the attempts of this account from this address.
func (l *signInLimits) succeeded(account string, from netip.Addr) {
	l.pair.forget(network(from) + " " + account)
}

// network gives what counts as one address: of IPv6 the 64 bits that one
// customer of a provider is given.
func network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// buckets limits by key in a fixed amount of memory: keys share 4,096 limiters
// by a hash that nobody outside can foresee, so no flood of keys can push
// another key's count out.
type buckets struct {
	seed  maphash.Seed
	burst int
	every rate.Limit
	mu    sync.Mutex
	at    [4096]*rate.Limiter
}

func newBuckets(burst int, every time.Duration) *buckets {
	return &buckets{seed: maphash.MakeSeed(), burst: burst, every: rate.Every(every)}
}

// limiter gives the limiter of key; the caller holds the lock.
func (b *buckets) limiter(key string) *rate.Limiter {
	i := maphash.String(b.seed, key) % uint64(len(b.at))
	if b.at[i] == nil {
		b.at[i] = rate.NewLimiter(b.every, b.burst)
	}
	return b.at[i]
}

// take counts one and gives 0, or counts nothing and gives how long to wait.
func (b *buckets) take(key string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	slot := b.limiter(key).ReserveN(now, 1)
	wait := slot.DelayFrom(now)
	if wait > 0 {
		slot.CancelAt(now)
	}
	return wait
}

// ready gives how long take would have to wait, and counts nothing.
func (b *buckets) ready(key string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	slot := b.limiter(key).ReserveN(now, 1)
	defer slot.CancelAt(now)
	return slot.DelayFrom(now)
}

// forget starts key anew, and whoever shares its limiter.
func (b *buckets) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at[maphash.String(b.seed, key)%uint64(len(b.at))] = nil
}
