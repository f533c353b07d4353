package api

import (
	"math"
	"sync"

	"golang.org/x/time/rate"

	"regulars"
)

// How many requests an API key may make: a burst, then so many a second.
const (
	keyBurst  = 200
	keyPerSec = 50
	// maxLimited bounds how many keys are remembered; beyond it, all start anew.
	maxLimited = 10_000
)

// keyLimits slows down API keys, each by itself.
type keyLimits struct {
	clock  regulars.Clock
	mu     sync.Mutex
	limits map[string]*rate.Limiter
}

func newKeyLimits(clock regulars.Clock) *keyLimits {
	return &keyLimits{clock: clock, limits: map[string]*rate.Limiter{}}
}

// take counts a request of actor. It gives ErrTooMany when a key is too quick;
// people are never limited.
func (k *keyLimits) take(actor regulars.Actor) error {
	if actor.Kind != regulars.ActorKey {
		return nil
	}
	k.mu.Lock()
	l := k.limits[actor.ID]
	if l == nil {
		if len(k.limits) >= maxLimited {
			clear(k.limits)
		}
		l = rate.NewLimiter(keyPerSec, keyBurst)
		k.limits[actor.ID] = l
	}
	k.mu.Unlock()
	now := k.clock.Now()
	slot := l.ReserveN(now, 1)
	wait := slot.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	slot.CancelAt(now)
	return &regulars.Error{Code: regulars.ErrTooMany, Reason: "key_rate", RetryAfter: int(math.Ceil(wait.Seconds())),
		Message: "this key makes more requests than it may; wait a little"}
}
